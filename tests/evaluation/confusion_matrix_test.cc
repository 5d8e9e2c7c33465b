#include "src/evaluation/confusion_matrix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace counterweight {
namespace {

using ::testing::ElementsAre;

// A matrix of rows that are called `called`, by plain argmax.
ConfusionMatrix Confusion(const std::vector<uint32_t>& labels, const std::vector<int>& called,
                          int class_count) {
  std::vector<float> probabilities(labels.size() * class_count, 0.0f);
  for (size_t i = 0; i < labels.size(); ++i) probabilities[i * class_count + called[i]] = 1.0f;
  const DecisionRule argmax = {std::vector<double>(class_count, 1.0)};
  return ConfusionMatrix(argmax, probabilities, labels, class_count);
}

TEST(ConfusionMatrixTest, RowsAreTrueClasses) {
  const ConfusionMatrix confusion = Confusion({0, 0, 0, 1, 1}, {0, 0, 1, 1, 0}, 2);
  EXPECT_THAT(confusion.counts(), ElementsAre(2, 1, 1, 1));
  EXPECT_EQ(confusion.actual(0), 3);
  EXPECT_EQ(confusion.called(1), 2);
  EXPECT_EQ(confusion.correct(1), 1);
}

TEST(ConfusionMatrixTest, OneClassAgainstTheRest) {
  const ConfusionMatrix confusion = Confusion({0, 0, 0, 1, 1, 1, 1}, {0, 0, 1, 1, 0, 1, 1}, 2);
  EXPECT_DOUBLE_EQ(confusion.Precision(1), 3.0 / 4);
  EXPECT_DOUBLE_EQ(confusion.Recall(1), 3.0 / 4);
  EXPECT_DOUBLE_EQ(confusion.F1(0), 2.0 * 2 / (3 + 3));
  // [tn fp; fn tp] = [2 1; 1 3]: (2 * 3 - 1 * 1) / sqrt(3 * 4 * 3 * 4).
  EXPECT_DOUBLE_EQ(confusion.MatthewsCorrelation(), 5.0 / 12);
}

TEST(ConfusionMatrixTest, UndefinedFiguresAreZero) {
  const ConfusionMatrix confusion = Confusion({0, 0, 1}, {0, 0, 0}, 3);
  EXPECT_EQ(confusion.Precision(1), 0);
  EXPECT_EQ(confusion.Precision(2), 0);
  EXPECT_EQ(confusion.Recall(2), 0);
  EXPECT_EQ(confusion.F1(2), 0);
  EXPECT_EQ(confusion.MatthewsCorrelation(), 0);
  // Class 2 has no row and is left out: (0.8 + 0) / 2.
  EXPECT_DOUBLE_EQ(confusion.MacroF1(), 0.4);
  EXPECT_EQ(Confusion({}, {}, 2).MacroF1(), 0);
}

TEST(ConfusionMatrixTest, CorrelationIsOneForPerfectAndMinusOneForOppositeCalls) {
  EXPECT_DOUBLE_EQ(Confusion({0, 1, 2, 1}, {0, 1, 2, 1}, 3).MatthewsCorrelation(), 1);
  EXPECT_DOUBLE_EQ(Confusion({0, 1}, {1, 0}, 2).MatthewsCorrelation(), -1);
}

}  // namespace
}  // namespace counterweight
