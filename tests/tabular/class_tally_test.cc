#include "src/tabular/class_tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/base/field_error.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ClassTallyTest : public ::testing::Test {
 protected:
  absl::StatusOr<ClassSummary> Summarize(const std::vector<const char*>& labels,
                                         const char* positive_label = "") {
    ClassTally tally;
    int64_t row = 0;
    for (const char* label : labels) {
      EXPECT_THAT(tally.Add(row++, label, 1000, budget_), IsOk());
    }
    return tally.Summarize(positive_label);
  }

  DictionaryBudget budget_{1 << 20};
};

TEST_F(ClassTallyTest, NumbersAreOrderedByValue) {
  ASSERT_OK_AND_ASSIGN(const ClassSummary summary, Summarize({"10", "9", "10", "-1", "9", "-1"}));
  EXPECT_THAT(summary.classes, ElementsAre("-1", "9", "10"));
}

TEST_F(ClassTallyTest, OneTextMakesTheOrderBytewise) {
  ASSERT_OK_AND_ASSIGN(const ClassSummary summary,
                       Summarize({"9", "10", "b", "B", "9", "10", "b", "B"}));
  EXPECT_THAT(summary.classes, ElementsAre("10", "9", "B", "b"));
}

TEST_F(ClassTallyTest, SpellingsOfOneNumberAreSeveralClasses) {
  ASSERT_OK_AND_ASSIGN(const ClassSummary summary, Summarize({"1.0", "1", "1", "1.0"}));
  EXPECT_THAT(summary.classes, ElementsAre("1", "1.0"));
}

TEST_F(ClassTallyTest, CountsRowsAndImbalance) {
  ASSERT_OK_AND_ASSIGN(const ClassSummary summary,
                       Summarize({"0", "1", "0", "0", "1", "0", "0", "0"}));
  EXPECT_THAT(summary.counts, ElementsAre(6, 2));
  EXPECT_EQ(summary.imbalance_ratio, 3);
  EXPECT_EQ(summary.positive_class, 1);
}

TEST_F(ClassTallyTest, TheRarestClassIsPositiveAndOfSeveralTheLast) {
  ASSERT_OK_AND_ASSIGN(const ClassSummary first, Summarize({"a", "a", "b", "b", "b"}));
  EXPECT_EQ(first.positive_class, 0);
  ASSERT_OK_AND_ASSIGN(const ClassSummary tie, Summarize({"a", "b", "c", "c", "c", "b", "a"}));
  EXPECT_EQ(tie.positive_class, 1);
}

TEST_F(ClassTallyTest, TheGivenPositiveClassHolds) {
  ASSERT_OK_AND_ASSIGN(const ClassSummary summary, Summarize({"a", "a", "b", "b", "b"}, "b"));
  EXPECT_EQ(summary.positive_class, 1);
}

TEST_F(ClassTallyTest, AnUnknownPositiveClassIsAFieldError) {
  const auto summary = Summarize({"a", "a", "b", "b"}, "c");
  EXPECT_EQ(ErrorField(summary.status()), "spec.positive_label");
  EXPECT_THAT(summary, StatusIs(absl::StatusCode::kInvalidArgument,
                                HasSubstr("\"c\" is not a class; the classes are \"a\", \"b\"")));
}

TEST_F(ClassTallyTest, ManyClassesAreListedInPart) {
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) texts.push_back(std::to_string(i % 20));
  std::vector<const char*> labels;
  for (const std::string& text : texts) labels.push_back(text.c_str());
  EXPECT_THAT(Summarize(labels, "x"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("\"7\", ... (20 in all)"), Not(HasSubstr("\"8\"")))));
}

TEST_F(ClassTallyTest, OneClassOnlyIsRefused) {
  EXPECT_THAT(Summarize({"a", "a"}), StatusIs(absl::StatusCode::kInvalidArgument,
                                              HasSubstr("every row has the label \"a\"")));
}

TEST_F(ClassTallyTest, AClassOfOneRowIsNamedWithItsRow) {
  EXPECT_THAT(Summarize({"a", "a", "b", "c", "a"}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("the class \"b\" has one row only, row 2")));
}

TEST_F(ClassTallyTest, AMissingLabelIsRefused) {
  ClassTally tally;
  EXPECT_THAT(tally.Add(0, "", 10, budget_),
              StatusIs(absl::StatusCode::kInvalidArgument, "the label is missing"));
  EXPECT_THAT(tally.Add(0, "NA", 10, budget_),
              StatusIs(absl::StatusCode::kInvalidArgument, "the label is missing: \"NA\""));
}

TEST_F(ClassTallyTest, TooManyClassesAreRefused) {
  ClassTally tally;
  EXPECT_THAT(tally.Add(0, "a", 2, budget_), IsOk());
  EXPECT_THAT(tally.Add(1, "b", 2, budget_), IsOk());
  EXPECT_THAT(tally.Add(2, "c", 2, budget_),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("more than 2 classes")));
}

}  // namespace
}  // namespace counterweight
