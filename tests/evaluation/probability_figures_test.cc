#include "src/evaluation/probability_figures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace counterweight {
namespace {

// Probabilities and labels of two classes; a view lives as long as this does.
struct TwoClassTable {
  std::vector<float> probabilities;
  std::vector<uint32_t> labels;

  ProbabilityTable view() const { return {probabilities, labels, 2}; }
};

TwoClassTable Table(const std::vector<float>& positive, std::vector<uint32_t> labels) {
  TwoClassTable table;
  for (const float p : positive) {
    table.probabilities.push_back(1 - p);
    table.probabilities.push_back(p);
  }
  table.labels = std::move(labels);
  return table;
}

TEST(ProbabilityFiguresTest, BrierScoreIsTheMeanSquaredError) {
  const TwoClassTable table = Table({0.25f, 0.75f, 1.0f}, {0, 1, 0});
  EXPECT_DOUBLE_EQ(BrierScoreOf(table.view(), 1), (0.0625 + 0.0625 + 1) / 3);
  EXPECT_DOUBLE_EQ(BrierScoreOf(table.view(), 0), BrierScoreOf(table.view(), 1));
}

TEST(ProbabilityFiguresTest, LogLossIsClipped) {
  const TwoClassTable table = Table({0.25f, 0.5f}, {0, 1});
  EXPECT_DOUBLE_EQ(LogLoss(table.view()), -(std::log(0.75) + std::log(0.5)) / 2);
  const TwoClassTable impossible = Table({1.0f}, {0});
  EXPECT_DOUBLE_EQ(LogLoss(impossible.view()), -std::log(1e-15));
  const TwoClassTable certain = Table({1.0f}, {1});
  EXPECT_GT(LogLoss(certain.view()), 0);
  EXPECT_LT(LogLoss(certain.view()), 1e-14);
}

TEST(ProbabilityFiguresTest, CalibrationErrorComparesBins) {
  // One bin, [7/15, 8/15): mean probability 0.5, rate 1/4.
  const TwoClassTable one_bin = Table({0.5f, 0.5f, 0.5f, 0.5f}, {0, 1, 0, 0});
  EXPECT_DOUBLE_EQ(ExpectedCalibrationErrorOf(one_bin.view(), 1), 0.25);
  // Errors of opposite sign in two bins do not cancel; those within one do.
  const TwoClassTable two_bins = Table({0.25f, 0.75f}, {1, 0});
  EXPECT_DOUBLE_EQ(ExpectedCalibrationErrorOf(two_bins.view(), 1), 0.75);
  const TwoClassTable within = Table({0.5f, 0.5f}, {1, 0});
  EXPECT_DOUBLE_EQ(ExpectedCalibrationErrorOf(within.view(), 1), 0);
}

TEST(ProbabilityFiguresTest, ProbabilityOneIsInTheLastBin) {
  const TwoClassTable table = Table({1.0f, 0.9375f}, {1, 1});
  EXPECT_DOUBLE_EQ(ExpectedCalibrationErrorOf(table.view(), 1), 0.0625 / 2);
}

}  // namespace
}  // namespace counterweight
