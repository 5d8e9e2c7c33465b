#include "src/evaluation/class_scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "src/base/random_stream.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatNear;

std::vector<float> Scores(std::vector<float> outputs) {
  OutputsToScores(absl::MakeSpan(outputs));
  return outputs;
}

TEST(ClassScoresTest, TwoClassesHaveOneColumn) {
  EXPECT_EQ(ScoreColumns(2), 1);
  EXPECT_EQ(ScoreColumns(3), 3);
  EXPECT_EQ(ScoreColumns(1000), 1000);
}

TEST(ClassScoresTest, OneOutputIsAScoreAlready) {
  EXPECT_THAT(Scores({1.25f}), ElementsAre(1.25f));
}

TEST(ClassScoresTest, TwoLogitsGiveTheirDifference) {
  EXPECT_THAT(Scores({3.0f, 1.0f}), ElementsAre(2.0f, -2.0f));
}

TEST(ClassScoresTest, AgreesWithNumPy) {
  EXPECT_THAT(Scores({2.0f, 0.5f, -1.0f}),
              ElementsAre(FloatNear(1.298586722f, 1e-6f), FloatNear(-1.548587352f, 1e-6f),
                          FloatNear(-3.201413278f, 1e-6f)));
}

TEST(ClassScoresTest, IsTheLogOddsOfTheSoftmax) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    RandomStream stream(seed, "logits");
    std::vector<float> logits(2 + stream.Below(6));
    for (float& logit : logits) logit = static_cast<float>(4 * stream.Normal());
    const std::vector<float> scores = Scores(logits);
    for (size_t c = 0; c < logits.size(); ++c) {
      double others = 0;
      for (size_t o = 0; o < logits.size(); ++o) others += o == c ? 0 : std::exp(logits[o]);
      const double expected = logits[c] - std::log(others);
      EXPECT_NEAR(scores[c], expected, 1e-5 + 1e-6 * std::abs(expected)) << "seed " << seed;
    }
  }
}

TEST(ClassScoresTest, LargeLogitsStayExact) {
  EXPECT_THAT(Scores({1000.0f, 0.0f, 0.0f}),
              ElementsAre(FloatNear(1000.0f - std::log(2.0f), 1e-3f), FloatNear(-1000, 1e-3f),
                          FloatNear(-1000, 1e-3f)));
  EXPECT_THAT(Scores({-1e30f, 1e30f, 1e30f}), ElementsAre(-2e30f, 0, 0));
}

TEST(ClassScoresTest, TiedTopClassesShareAScore) {
  EXPECT_THAT(Scores({5.0f, 5.0f, -100.0f}), ElementsAre(FloatNear(0, 1e-6f), FloatNear(0, 1e-6f),
                                                         FloatNear(-105.693147f, 1e-4f)));
}

TEST(ClassScoresTest, ExtremeLogitsGiveFiniteScores) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  EXPECT_THAT(Scores({kLargest, -kLargest}), ElementsAre(kLargest, -kLargest));
}

}  // namespace
}  // namespace counterweight
