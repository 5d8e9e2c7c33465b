#include "src/learn/training_problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TrainingSet SixRows(std::vector<uint32_t> labels, int class_count) {
  Matrix features{6, 1, {0, 1, 2, 3, 4, 5}};
  return MakeTrainingSet(std::move(features), std::move(labels), class_count, 2);
}

TEST(TrainingProblemTest, AMemberTrainsOnEveryFoldButItsOwn) {
  TrainingSet set = SixRows({0, 0, 0, 0, 1, 1}, 2);
  set.folds = {0, 1, 0, 1, 0, 1};
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  EXPECT_EQ(problem.members, 2);
  EXPECT_THAT(problem.training_rows, ElementsAre(ElementsAre(1, 3, 5), ElementsAre(0, 2, 4)));
  EXPECT_THAT(problem.validation_rows, ElementsAre(ElementsAre(0, 2, 4), ElementsAre(1, 3, 5)));
}

TEST(TrainingProblemTest, TwoClassesHaveOneOutputForThePositiveClassWhicheverThatIs) {
  TrainingSet set = SixRows({0, 0, 1, 1, 1, 1}, 2);
  set.positive_class = 1;  // the larger class
  ASSERT_OK_AND_ASSIGN(TrainingProblem problem, MakeTrainingProblem(set));
  EXPECT_EQ(problem.outputs, 1);
  EXPECT_EQ(problem.majority_class, 1u);
  ASSERT_EQ(problem.ranked_classes.size(), 1u);
  EXPECT_EQ(problem.ranked_classes[0].label, 1u);
  EXPECT_THAT(problem.targets, ElementsAre(0, 0, 1, 1, 1, 1));
  set.positive_class = 0;
  ASSERT_OK_AND_ASSIGN(problem, MakeTrainingProblem(set));
  EXPECT_EQ(problem.ranked_classes[0].label, 0u);
  EXPECT_EQ(problem.ranked_classes[0].column, 0);
  EXPECT_THAT(problem.targets, ElementsAre(1, 1, 0, 0, 0, 0));
}

TEST(TrainingProblemTest, SeveralClassesAreRankedButForTheLargest) {
  const TrainingSet set = SixRows({0, 1, 1, 1, 2, 2}, 3);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  EXPECT_EQ(problem.outputs, 3);
  ASSERT_EQ(problem.ranked_classes.size(), 2u);
  EXPECT_EQ(problem.ranked_classes[0].column, 0);
  EXPECT_EQ(problem.ranked_classes[1].column, 2);
  EXPECT_EQ(problem.targets, set.labels);
}

class BadTrainingSetTest : public ::testing::Test {
 protected:
  void ExpectInvalid(const TrainingSet& set, const std::string& words) {
    EXPECT_THAT(MakeTrainingProblem(set),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(words)));
  }
  TrainingSet set_ = SixRows({0, 0, 0, 0, 1, 1}, 2);
};

TEST_F(BadTrainingSetTest, NamesWhatIsAtFault) {
  TrainingSet set = set_;
  set.labels[3] = 2;
  ExpectInvalid(set, "row 3 has label 2 of 2 classes");

  set = set_;
  set.folds[2] = 5;
  ExpectInvalid(set, "row 2 is in fold 5 of 2");

  set = set_;
  set.features.values[4] = std::numeric_limits<float>::quiet_NaN();
  ExpectInvalid(set, "row 4, column 0 is not finite");

  set = set_;
  set.labels.pop_back();
  ExpectInvalid(set, "5 labels for 6 rows");

  set = set_;
  set.labels.assign(6, 1);
  ExpectInvalid(set, "all 6 rows are of class 1");

  set = set_;
  set.folds.assign(6, 1);
  ExpectInvalid(set, "every row is in fold 1");

  set = set_;
  set.positive_class = 2;
  ExpectInvalid(set, "positive class 2 of 2 classes");

  set = set_;
  set.encoding.input_width = 3;
  ExpectInvalid(set, "an encoding of 3 columns for rows of 1");

  set = set_;
  set.column_groups = {-1, 0};
  ExpectInvalid(set, "2 column groups for 1 columns");

  ExpectInvalid(TrainingSet(), "no row");
}

}  // namespace
}  // namespace counterweight
