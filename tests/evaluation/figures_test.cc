#include "src/evaluation/figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "src/evaluation/class_scores.h"
#include "tests/evaluation/golden_rows.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// The arguments of ComputeFigures.
struct Rows {
  std::vector<float> scores;
  int score_columns = 1;
  std::vector<float> probabilities;
  std::vector<uint32_t> labels;
  int class_count = 2;
  int positive_class = 1;
  int majority_class = 0;
  DecisionRule rule = {{0.45, 0.55}};

  absl::StatusOr<Figures> Compute() const {
    return ComputeFigures(scores, score_columns, probabilities, labels, class_count, positive_class,
                          majority_class, rule);
  }
};

Rows GoldenTwoClassRows(int positive_class) {
  Rows rows;
  rows.scores = kGoldenScores;
  rows.positive_class = positive_class;
  rows.majority_class = 1 - positive_class;
  rows.rule.thresholds =
      positive_class == 1 ? std::vector<double>{0.45, 0.55} : std::vector<double>{0.55, 0.45};
  for (size_t i = 0; i < kGoldenScores.size(); ++i) {
    const float p = static_cast<float>(1 / (1 + std::exp(-static_cast<double>(kGoldenScores[i]))));
    rows.probabilities.push_back(positive_class == 1 ? 1 - p : p);
    rows.probabilities.push_back(positive_class == 1 ? p : 1 - p);
    rows.labels.push_back(kGoldenLabels[i] == 1 ? positive_class : 1 - positive_class);
  }
  return rows;
}

Rows GoldenThreeClassRows() {
  Rows rows;
  rows.class_count = rows.score_columns = 3;
  rows.labels = kGoldenClasses;
  rows.rule.thresholds = {1, 1, 1};
  for (std::vector<float> logits : kGoldenLogits) {
    double sum = 0;
    for (const float logit : logits) sum += std::exp(logit);
    for (const float logit : logits) {
      rows.probabilities.push_back(static_cast<float>(std::exp(logit) / sum));
    }
    OutputsToScores(absl::MakeSpan(logits));
    rows.scores.insert(rows.scores.end(), logits.begin(), logits.end());
  }
  return rows;
}

TEST(FiguresTest, TwoClassesAgreeWithScikitLearn) {
  ASSERT_OK_AND_ASSIGN(const Figures figures, GoldenTwoClassRows(1).Compute());
  EXPECT_EQ(figures.row_count, 20);
  EXPECT_NEAR(figures.average_precision, 0.662037037037037, 1e-12);
  EXPECT_NEAR(figures.roc_auc, 0.821428571428572, 1e-12);
  EXPECT_NEAR(figures.best_f1, 0.666666666666667, 1e-12);
  EXPECT_NEAR(figures.f1, 0.571428571428572, 1e-12);
  EXPECT_NEAR(figures.precision, 0.5, 1e-12);
  EXPECT_NEAR(figures.recall, 0.666666666666667, 1e-12);
  EXPECT_NEAR(figures.balanced_accuracy, 0.69047619047619, 1e-12);
  EXPECT_NEAR(figures.geometric_mean, 0.690065559342354, 1e-12);
  EXPECT_NEAR(figures.matthews_correlation, 0.356348322549899, 1e-12);
  EXPECT_NEAR(figures.brier_score, 0.173305899423969, 1e-7);
  EXPECT_NEAR(figures.log_loss, 0.511079398984789, 1e-7);
  EXPECT_NEAR(figures.expected_calibration_error, 0.266567035764456, 1e-7);
  EXPECT_THAT(figures.confusion, ElementsAre(10, 4, 2, 4));
  EXPECT_THAT(figures.class_average_precision, ElementsAre(DoubleNear(0.913720490036279, 1e-12),
                                                           DoubleNear(0.662037037037037, 1e-12)));
}

TEST(FiguresTest, WhichIndexThePositiveClassHasChangesNoFigure) {
  ASSERT_OK_AND_ASSIGN(const Figures last, GoldenTwoClassRows(1).Compute());
  ASSERT_OK_AND_ASSIGN(const Figures first, GoldenTwoClassRows(0).Compute());
  EXPECT_EQ(first.average_precision, last.average_precision);
  EXPECT_EQ(first.roc_auc, last.roc_auc);
  EXPECT_EQ(first.f1, last.f1);
  EXPECT_EQ(first.precision, last.precision);
  EXPECT_DOUBLE_EQ(first.matthews_correlation, last.matthews_correlation);
  EXPECT_EQ(first.brier_score, last.brier_score);
  EXPECT_EQ(first.log_loss, last.log_loss);
  EXPECT_EQ(first.expected_calibration_error, last.expected_calibration_error);
  EXPECT_THAT(first.confusion, ElementsAre(4, 2, 4, 10));
  EXPECT_EQ(first.class_average_precision[0], last.class_average_precision[1]);
}

TEST(FiguresTest, ThreeClassesAgreeWithScikitLearn) {
  ASSERT_OK_AND_ASSIGN(const Figures figures, GoldenThreeClassRows().Compute());
  EXPECT_THAT(figures.class_average_precision, ElementsAre(DoubleNear(0.897222222222222, 1e-12),
                                                           DoubleNear(0.805555555555556, 1e-12),
                                                           DoubleNear(0.916666666666667, 1e-12)));
  EXPECT_NEAR(figures.average_precision, 0.861111111111111, 1e-12);
  EXPECT_NEAR(figures.roc_auc, 0.925925925925926, 1e-12);
  EXPECT_NEAR(figures.best_f1, 0.857142857142857, 1e-12);
  EXPECT_NEAR(figures.f1, 0.796581196581197, 1e-12);
  EXPECT_NEAR(figures.precision, 0.841269841269841, 1e-12);
  EXPECT_NEAR(figures.recall, 0.777777777777778, 1e-12);
  EXPECT_NEAR(figures.balanced_accuracy, 0.777777777777778, 1e-12);
  EXPECT_NEAR(figures.geometric_mean, 0.763142828368888, 1e-12);
  EXPECT_NEAR(figures.matthews_correlation, 0.733351810558057, 1e-12);
  EXPECT_NEAR(figures.brier_score, 0.305510095240502, 1e-6);
  EXPECT_NEAR(figures.log_loss, 0.540974563563989, 1e-6);
  EXPECT_NEAR(figures.expected_calibration_error, 0.152258351979867, 1e-6);
  EXPECT_THAT(figures.confusion, ElementsAre(6, 0, 0, 1, 2, 0, 0, 1, 2));
}

TEST(FiguresTest, TheIntervalIsThatOfThePositiveClassAndRepeats) {
  for (const int positive_class : {0, 1}) {
    const Rows rows = GoldenTwoClassRows(positive_class);
    ASSERT_OK_AND_ASSIGN(const Figures figures, rows.Compute());
    EXPECT_GT(figures.average_precision_low, 0.2);
    EXPECT_LT(figures.average_precision_low, 0.5);
    EXPECT_GT(figures.average_precision_high, 0.8);
    EXPECT_LT(figures.average_precision_high, 1);
    ASSERT_OK_AND_ASSIGN(const Figures again, rows.Compute());
    EXPECT_EQ(again.average_precision_low, figures.average_precision_low);
    EXPECT_EQ(again.average_precision_high, figures.average_precision_high);
  }
}

// Class 2 is ranked without a mistake and the majority class 0 among the others at random: only the
// first counts.
TEST(FiguresTest, TheIntervalOfSeveralClassesLeavesOutTheMajorityClassAndAbsentOnes) {
  Rows rows;
  rows.class_count = rows.score_columns = 4;
  rows.rule.thresholds = {1, 1, 1, 1};
  rows.labels = {0, 0, 0, 2, 2};
  rows.scores = {1,  0, -3, 0,  //
                 -1, 0, -2, 0,  //
                 2,  0, -1, 0,  //
                 0,  0, 1,  0,  //
                 3,  0, 2,  0};
  rows.probabilities.assign(20, 0.25f);
  ASSERT_OK_AND_ASSIGN(const Figures figures, rows.Compute());
  EXPECT_LT(figures.class_average_precision[0], 1);
  EXPECT_EQ(figures.average_precision, 1);
  EXPECT_EQ(figures.average_precision_low, 1);
  EXPECT_EQ(figures.average_precision_high, 1);
}

TEST(FiguresTest, AnAbsentClassIsLeftOutOfTheMeans) {
  Rows rows;
  rows.class_count = rows.score_columns = 3;
  rows.rule.thresholds = {1, 1, 1};
  rows.labels = {0, 0, 1};
  rows.scores = {2, -2, -3, 1, -1, -3, -2, 2, -3};
  rows.probabilities = {0.75f, 0.25f, 0, 0.75f, 0.25f, 0, 0.25f, 0.75f, 0};
  ASSERT_OK_AND_ASSIGN(const Figures figures, rows.Compute());
  EXPECT_EQ(figures.average_precision, 1);
  EXPECT_EQ(figures.roc_auc, 1);
  EXPECT_EQ(figures.f1, 1);
  EXPECT_EQ(figures.balanced_accuracy, 1);
  EXPECT_EQ(figures.geometric_mean, 1);
  EXPECT_TRUE(std::isnan(figures.class_average_precision[2]));
  EXPECT_DOUBLE_EQ(figures.brier_score, 0.125);
  EXPECT_DOUBLE_EQ(figures.expected_calibration_error, 0.25);
}

TEST(FiguresTest, AClassThatIsNeverFoundMakesTheGeometricMeanZero) {
  Rows rows;
  rows.scores = {-1, -2};
  rows.probabilities = {0.75f, 0.25f, 0.875f, 0.125f};
  rows.labels = {1, 0};
  ASSERT_OK_AND_ASSIGN(const Figures figures, rows.Compute());
  EXPECT_EQ(figures.geometric_mean, 0);
  EXPECT_EQ(figures.precision, 0);
  EXPECT_EQ(figures.f1, 0);
  EXPECT_EQ(figures.matthews_correlation, 0);
  EXPECT_EQ(figures.average_precision, 1);
  EXPECT_EQ(figures.best_f1, 1);
}

TEST(FiguresTest, BadInputIsNamed) {
  Rows rows = GoldenTwoClassRows(1);
  rows.labels.assign(20, 0);
  EXPECT_THAT(rows.Compute(), StatusIs(kInvalid, HasSubstr("all 20 rows are of class 0")));

  rows = GoldenTwoClassRows(1);
  rows.labels[3] = 2;
  EXPECT_THAT(rows.Compute(), StatusIs(kInvalid, HasSubstr("row 3: label 2 of 2 classes")));

  rows = GoldenTwoClassRows(1);
  rows.scores[4] = kNaN;
  EXPECT_THAT(rows.Compute(), StatusIs(kInvalid, HasSubstr("a score of row 4 is NaN")));

  for (const float wrong : {kNaN, -0.5f, 1.5f}) {
    rows = GoldenTwoClassRows(1);
    rows.probabilities[5] = wrong;
    EXPECT_THAT(rows.Compute(), StatusIs(kInvalid, HasSubstr("row 2: probability")));
  }

  rows = GoldenTwoClassRows(1);
  rows.scores.pop_back();
  EXPECT_THAT(rows.Compute(), StatusIs(kInvalid, HasSubstr("19 scores")));

  rows = GoldenTwoClassRows(1);
  rows.probabilities.pop_back();
  EXPECT_THAT(rows.Compute(), StatusIs(kInvalid, HasSubstr("39 probabilities")));

  rows = GoldenTwoClassRows(1);
  rows.score_columns = 2;
  EXPECT_THAT(rows.Compute(), StatusIs(kInvalid, HasSubstr("2 columns")));

  rows = GoldenTwoClassRows(1);
  rows.rule.thresholds.pop_back();
  EXPECT_THAT(rows.Compute(), StatusIs(kInvalid, HasSubstr("1 thresholds for 2 classes")));

  rows = GoldenTwoClassRows(1);
  rows.positive_class = 2;
  EXPECT_THAT(rows.Compute(), StatusIs(kInvalid, HasSubstr("positive class 2")));

  EXPECT_THAT(Rows().Compute(), StatusIs(kInvalid, HasSubstr("no rows")));
}

TEST(FiguresCodecTest, ReadsBackWhatItWrote) {
  ASSERT_OK_AND_ASSIGN(Figures figures, GoldenTwoClassRows(1).Compute());
  figures.class_average_precision[0] = std::numeric_limits<double>::quiet_NaN();
  ByteWriter writer;
  figures.Encode(writer);
  ByteReader reader(writer.bytes());
  const Figures again = Figures::Decode(reader);
  ASSERT_THAT(reader.status(), IsOk());
  EXPECT_TRUE(reader.AtEnd());
  EXPECT_EQ(again.row_count, figures.row_count);
  EXPECT_EQ(again.average_precision, figures.average_precision);
  EXPECT_EQ(again.average_precision_low, figures.average_precision_low);
  EXPECT_EQ(again.average_precision_high, figures.average_precision_high);
  EXPECT_EQ(again.roc_auc, figures.roc_auc);
  EXPECT_EQ(again.f1, figures.f1);
  EXPECT_EQ(again.precision, figures.precision);
  EXPECT_EQ(again.recall, figures.recall);
  EXPECT_EQ(again.balanced_accuracy, figures.balanced_accuracy);
  EXPECT_EQ(again.geometric_mean, figures.geometric_mean);
  EXPECT_EQ(again.matthews_correlation, figures.matthews_correlation);
  EXPECT_EQ(again.brier_score, figures.brier_score);
  EXPECT_EQ(again.log_loss, figures.log_loss);
  EXPECT_EQ(again.expected_calibration_error, figures.expected_calibration_error);
  EXPECT_EQ(again.best_f1, figures.best_f1);
  EXPECT_EQ(again.confusion, figures.confusion);
  EXPECT_TRUE(std::isnan(again.class_average_precision[0]));
}

TEST(FiguresCodecTest, EveryTruncationIsAnError) {
  ASSERT_OK_AND_ASSIGN(const Figures figures, GoldenTwoClassRows(1).Compute());
  ByteWriter writer;
  figures.Encode(writer);
  for (size_t size = 0; size < writer.bytes().size(); ++size) {
    ByteReader reader(absl::string_view(writer.bytes()).substr(0, size));
    Figures::Decode(reader);
    EXPECT_FALSE(reader.ok()) << size << " bytes";
  }
}

}  // namespace
}  // namespace counterweight
