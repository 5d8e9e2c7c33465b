#include "src/evaluation/calibration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "src/base/random_stream.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::HasSubstr;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

ClassCalibration Isotonic(std::vector<double> scores, std::vector<double> probabilities) {
  ClassCalibration fit;
  fit.knot_scores = std::move(scores);
  fit.knot_probabilities = std::move(probabilities);
  return fit;
}

TEST(ClassCalibrationTest, PlattIsALogisticFunction) {
  const ClassCalibration fit = {2, -1};
  EXPECT_DOUBLE_EQ(fit.Probability(0.5), 0.5);
  EXPECT_DOUBLE_EQ(fit.Probability(1), 1 / (1 + std::exp(-1)));
  EXPECT_EQ(fit.Probability(1e300), 1);
  EXPECT_EQ(fit.Probability(-1e300), 0);
  EXPECT_EQ(fit.Probability(kInfinity), 1);
}

TEST(ClassCalibrationTest, SlopeZeroIgnoresEvenInfiniteScores) {
  const ClassCalibration fit = {0, 0};
  EXPECT_EQ(fit.Probability(kInfinity), 0.5);
}

TEST(ClassCalibrationTest, IsotonicIsLinearBetweenKnotsAndConstantOutside) {
  const ClassCalibration fit = Isotonic({-1, 0, 2}, {0.1, 0.1, 0.5});
  EXPECT_EQ(fit.Probability(-5), 0.1);
  EXPECT_EQ(fit.Probability(-1), 0.1);
  EXPECT_EQ(fit.Probability(-0.5), 0.1);
  EXPECT_DOUBLE_EQ(fit.Probability(0.5), 0.2);
  EXPECT_EQ(fit.Probability(2), 0.5);
  EXPECT_EQ(fit.Probability(kInfinity), 0.5);
}

TEST(CalibrationTest, TwoClassesGiveTheScoredClassLast) {
  const Calibration calibration = {{{1, 0}}};
  std::vector<float> out(2);
  calibration.Probabilities({2.0f}, absl::MakeSpan(out));
  const float p = static_cast<float>(1 / (1 + std::exp(-2.0)));
  EXPECT_THAT(out, ElementsAre(FloatEq(1 - p), FloatEq(p)));
}

TEST(CalibrationTest, ProbabilitiesSumToOne) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    RandomStream stream(seed, "calibration");
    const size_t classes = 2 + stream.Below(6);
    Calibration calibration;
    calibration.classes.resize(classes == 2 ? 1 : classes);
    std::vector<float> scores(calibration.classes.size()), out(classes);
    for (size_t c = 0; c < scores.size(); ++c) {
      calibration.classes[c] = {5 * stream.Uniform(), stream.Normal()};
      scores[c] = static_cast<float>(20 * stream.Normal());
    }
    calibration.Probabilities(scores, absl::MakeSpan(out));
    EXPECT_NEAR(std::accumulate(out.begin(), out.end(), 0.0), 1, 1e-6) << "seed " << seed;
    for (const float p : out) {
      EXPECT_GE(p, 0);
      EXPECT_LE(p, 1);
    }
  }
}

TEST(CalibrationTest, ClassesAllRuledOutAreEquallyLikely) {
  const Calibration calibration = {{Isotonic({0}, {0}), Isotonic({0}, {0}), Isotonic({0}, {0})}};
  std::vector<float> out(3);
  calibration.Probabilities({1, 2, 3}, absl::MakeSpan(out));
  EXPECT_THAT(out, Each(FloatEq(1.0f / 3)));
}

Calibration Example() { return {{{1.5, -0.25}, Isotonic({-1, 2}, {0.25, 0.75}), {0, 3}}}; }

TEST(CalibrationCodecTest, ReadsBackWhatItWrote) {
  ByteWriter writer;
  Example().Encode(writer);
  ByteReader reader(writer.bytes());
  const Calibration again = Calibration::Decode(reader);
  ASSERT_THAT(reader.status(), IsOk());
  EXPECT_TRUE(reader.AtEnd());
  EXPECT_THAT(again.Validate(), IsOk());
  ASSERT_EQ(again.classes.size(), 3u);
  EXPECT_EQ(again.classes[0].slope, 1.5);
  EXPECT_EQ(again.classes[0].intercept, -0.25);
  EXPECT_THAT(again.classes[1].knot_scores, ElementsAre(-1, 2));
  EXPECT_THAT(again.classes[1].knot_probabilities, ElementsAre(0.25, 0.75));
  EXPECT_EQ(again.classes[2].slope, 0);
}

TEST(CalibrationCodecTest, EveryTruncationIsAnError) {
  ByteWriter writer;
  Example().Encode(writer);
  for (size_t size = 0; size < writer.bytes().size(); ++size) {
    ByteReader reader(absl::string_view(writer.bytes()).substr(0, size));
    Calibration::Decode(reader);
    EXPECT_FALSE(reader.ok()) << size << " bytes";
  }
}

TEST(CalibrationCodecTest, WhatPassesValidationAnswersWithProbabilities) {
  ByteWriter writer;
  Example().Encode(writer);
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    RandomStream stream(seed, "damage");
    std::string bytes = writer.bytes();
    bytes[stream.Below(bytes.size())] ^= static_cast<char>(1 + stream.Below(255));
    ByteReader reader(bytes);
    const Calibration damaged = Calibration::Decode(reader);
    if (!reader.ok() || !damaged.Validate().ok()) continue;
    for (const ClassCalibration& fit : damaged.classes) {
      for (const double score : {-1e30, -1.0, 0.0, 0.5, 1e30}) {
        EXPECT_GE(fit.Probability(score), 0) << "seed " << seed;
        EXPECT_LE(fit.Probability(score), 1) << "seed " << seed;
      }
    }
  }
}

TEST(CalibrationValidateTest, RefusesWhatIsNoCalibration) {
  const auto is_data_loss = StatusIs(absl::StatusCode::kDataLoss, HasSubstr("calibration"));
  EXPECT_THAT(Calibration().Validate(), is_data_loss);
  EXPECT_THAT((Calibration{{{1, 0}, {1, 0}}}).Validate(), is_data_loss);
  const std::vector<ClassCalibration> wrong = {
      {-1, 0},
      {kNaN, 0},
      {1, kInfinity},
      Isotonic({0, 1}, {0.5}),
      Isotonic({1, 0}, {0.1, 0.2}),
      Isotonic({0, 0}, {0.1, 0.2}),
      Isotonic({0, 1}, {0.3, 0.2}),
      Isotonic({0, 1}, {0.3, 1.5}),
      Isotonic({0, 1}, {-0.1, 0.5}),
      Isotonic({0, kNaN}, {0.1, 0.5}),
      Isotonic({0, 1}, {0.1, kNaN}),
  };
  for (size_t i = 0; i < wrong.size(); ++i) {
    EXPECT_THAT((Calibration{{wrong[i]}}).Validate(), is_data_loss) << i;
  }
}

}  // namespace
}  // namespace counterweight
