#include "src/evaluation/ranked_rows.h"

#include <gtest/gtest.h>

#include <vector>

#include "src/base/random_stream.h"
#include "src/evaluation/ranking.h"
#include "tests/evaluation/golden_rows.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

const std::vector<uint32_t> kLabels(kGoldenLabels.begin(), kGoldenLabels.end());

TEST(RankedRowsTest, RowsThatCountOnceGiveTheAveragePrecision) {
  const RankedRows ranked(kGoldenScores, kLabels, 1);
  EXPECT_EQ(ranked.AveragePrecision(std::vector<uint32_t>(20, 1)),
            *AveragePrecision(kGoldenScores, kGoldenLabels));
}

// Golden: sklearn.metrics.average_precision_score with sample_weight, evaluation_figures.py.
TEST(RankedRowsTest, MultiplicitiesAgreeWithScikitLearnsSampleWeights) {
  const RankedRows ranked(kGoldenScores, kLabels, 1);
  EXPECT_NEAR(ranked.AveragePrecision({0, 2, 1, 1, 3, 0, 1, 2, 1, 0, 1, 2, 0, 2, 1, 0, 1, 1, 0, 2}),
              0.532828282828283, 1e-12);
}

TEST(RankedRowsTest, AMultiplicityIsThatManyCopiesOfTheRow) {
  RandomStream stream(1, "copies");
  for (int table = 0; table < 100; ++table) {
    std::vector<float> scores, copied_scores;
    std::vector<uint32_t> labels, multiplicities;
    std::vector<uint8_t> copied_labels;
    for (int row = 0; row < 30; ++row) {
      scores.push_back(static_cast<float>(stream.Below(10)));  // tied often
      labels.push_back(row == 0 ? 1 : static_cast<uint32_t>(stream.Below(3)));
      multiplicities.push_back(row == 0 ? 1 : static_cast<uint32_t>(stream.Below(4)));
      copied_scores.insert(copied_scores.end(), multiplicities[row], scores[row]);
      copied_labels.insert(copied_labels.end(), multiplicities[row], labels[row] == 1);
    }
    EXPECT_EQ(RankedRows(scores, labels, 1).AveragePrecision(multiplicities),
              *AveragePrecision(copied_scores, copied_labels));
  }
}

}  // namespace
}  // namespace counterweight
