#include "src/learn/explicit_gradient_learning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "src/base/random_stream.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

using Objective = std::function<double(const SettingPoint&)>;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// A smooth bump of height 1 at (0.5, -0.4, 0.3, -0.6), steeper in the later coordinates.
double Bump(const SettingPoint& point) {
  constexpr SettingPoint kPeak = {0.5, -0.4, 0.3, -0.6};
  double distance = 0;
  for (size_t d = 0; d < 4; ++d) {
    distance += (1 + 0.3 * static_cast<double>(d)) * std::pow(point[d] - kPeak[d], 2);
  }
  return std::exp(-distance);
}

double Slope(const SettingPoint& point) { return point[0] - 0.5 * point[1] + 0.3 * point[2]; }

std::vector<EvaluatedSetting> Search(SearchKind kind, const Objective& objective, int budget,
                                     uint64_t seed) {
  std::vector<EvaluatedSetting> evaluated = {{SettingPoint{}, objective({})}};
  for (int index = 0; index < budget; ++index) {
    const auto proposal = ProposeSetting(kind, evaluated, {index, budget}, seed);
    EXPECT_THAT(proposal, IsOk());
    evaluated.push_back({*proposal, objective(*proposal)});
  }
  return evaluated;
}

double BestValue(const std::vector<EvaluatedSetting>& evaluated) {
  double best = evaluated[0].value;
  for (const EvaluatedSetting& setting : evaluated) best = std::max(best, setting.value);
  return best;
}

double MeanBest(SearchKind kind, const Objective& objective, int budget) {
  constexpr int kSeeds = 10;
  double sum = 0;
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    sum += BestValue(Search(kind, objective, budget, seed));
  }
  return sum / kSeeds;
}

double Distance(const SettingPoint& a, const SettingPoint& b) {
  double sum = 0;
  for (size_t d = 0; d < 4; ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return std::sqrt(sum);
}

TEST(ProposeSettingTest, ExplicitGradientLearningClimbsASmoothFunction) {
  ASSERT_LT(Bump({}), 0.3);
  for (uint64_t seed = 0; seed < 10; ++seed) {
    EXPECT_GT(BestValue(Search(SearchKind::kGradient, Bump, 16, seed)), 0.7) << "seed " << seed;
  }
  EXPECT_GT(MeanBest(SearchKind::kGradient, Bump, 16), 0.85);
}

TEST(ProposeSettingTest, TheGradientPaysOverItsControlOnASmoothFunction) {
  EXPECT_GT(MeanBest(SearchKind::kGradient, Bump, 16), MeanBest(SearchKind::kRandom, Bump, 16));
  EXPECT_GT(MeanBest(SearchKind::kGradient, Slope, 16), MeanBest(SearchKind::kRandom, Slope, 16));
}

TEST(ProposeSettingTest, TheFirstHalfIsThatOfTheControl) {
  const auto gradient = Search(SearchKind::kGradient, Bump, 9, 1);
  const auto random = Search(SearchKind::kRandom, Bump, 9, 1);
  for (int i = 0; i <= 5; ++i) EXPECT_EQ(gradient[i].point, random[i].point) << "proposal " << i;
  EXPECT_NE(gradient[6].point, random[6].point);
}

TEST(ProposeSettingTest, RandomProposalsLieOnTheSphereAroundTheBest) {
  std::vector<EvaluatedSetting> evaluated = {
      {{0.9, 0.9, 0.9, 0.9}, 1}, {{0.1, 0, -0.1, 0}, 3}, {{0, 0, 0, 0}, 3}};
  for (uint64_t seed = 0; seed < 50; ++seed) {
    ASSERT_OK_AND_ASSIGN(const SettingPoint point,
                         ProposeSetting(SearchKind::kRandom, evaluated, {1, 2}, seed));
    EXPECT_NEAR(Distance(point, evaluated[1].point), 0.6, 1e-12) << "seed " << seed;
  }
}

// How far the third proposal of a budget of four, the gradient's second, lies from the best.
double SecondGradientStep(double value_of_the_first) {
  std::vector<EvaluatedSetting> evaluated = {{{0, 0, 0, 0}, 0},       {{0.1, 0, 0, 0}, 0.1},
                                             {{0, 0.1, 0, 0}, 0.1},   {{0, 0, 0.1, 0}, 0.1},
                                             {{0, 0, 0, 0.1}, 0.05},  {{0.05, 0.05, 0, 0}, 0.1},
                                             {{0.1, 0.1, 0.1, 0}, 1}, {{0, 0, 0.2, 0}, 0}};
  evaluated.back().value = value_of_the_first;
  const SettingPoint best = value_of_the_first > 1 ? evaluated[7].point : evaluated[6].point;
  return Distance(*ProposeSetting(SearchKind::kGradient, evaluated, {3, 4}, 1), best);
}

TEST(ProposeSettingTest, TheStepShrinksWhenTheLastWasNoBetter) {
  EXPECT_NEAR(SecondGradientStep(1.5), 0.6, 1e-12);
  EXPECT_NEAR(SecondGradientStep(0.5), 0.42, 1e-12);
  EXPECT_NEAR(SecondGradientStep(1), 0.42, 1e-12);
}

TEST(ProposeSettingTest, TheStepNeverShrinksToNothing) {
  // A hundred of the gradient's proposals after the start, none of them better.
  std::vector<EvaluatedSetting> evaluated(201, {{0.5, 0, 0, 0}, 0});
  evaluated[0] = {{0, 0, 0, 0}, 1};
  ASSERT_OK_AND_ASSIGN(const SettingPoint point,
                       ProposeSetting(SearchKind::kGradient, evaluated, {200, 202}, 1));
  EXPECT_NEAR(Distance(point, {0, 0, 0, 0}), 1e-3, 1e-12);
}

TEST(ProposeSettingTest, FollowsTheGradientOfALinearFunction) {
  const SettingPoint slope = {1, -0.5, 0.3, 0};
  RandomStream stream(2, "points");
  std::vector<EvaluatedSetting> evaluated;
  SettingPoint best{};
  for (int i = 0; i < 20; ++i) {
    // Near the middle, so that no step meets a face of the box.
    SettingPoint point;
    for (double& x : point) x = 0.6 * stream.Uniform() - 0.3;
    if (i == 0 || Slope(point) > Slope(best)) best = point;
    evaluated.push_back({point, Slope(point)});
  }
  ASSERT_OK_AND_ASSIGN(const SettingPoint point,
                       ProposeSetting(SearchKind::kGradient, evaluated, {1, 2}, 2));
  const double cosine = (Slope(point) - Slope(best)) / (0.6 * Distance(slope, {}));
  EXPECT_GT(cosine, 0.9);
}

TEST(ProposeSettingTest, StaysInTheBoxAndRepeatsNothing) {
  // Everything pulls into a corner, where a step back and forth would end where it began.
  const Objective corner = [](const SettingPoint& p) { return p[0] + p[1] + p[2] + p[3]; };
  for (const SearchKind kind : {SearchKind::kGradient, SearchKind::kRandom}) {
    for (uint64_t seed = 0; seed < 5; ++seed) {
      const auto evaluated = Search(kind, corner, 30, seed);
      for (size_t i = 0; i < evaluated.size(); ++i) {
        for (const double x : evaluated[i].point) EXPECT_LE(std::abs(x), 1);
        for (size_t j = 0; j < i; ++j) EXPECT_NE(evaluated[i].point, evaluated[j].point);
      }
    }
  }
}

TEST(ProposeSettingTest, TheArgumentsAloneDecide) {
  for (const SearchKind kind : {SearchKind::kGradient, SearchKind::kRandom}) {
    const auto evaluated = Search(kind, Bump, 10, 7);
    for (int index = 9; index >= 0; --index) {
      const absl::Span<const EvaluatedSetting> known(evaluated.data(), index + 1);
      EXPECT_EQ(*ProposeSetting(kind, known, {index, 10}, 7), evaluated[index + 1].point);
      EXPECT_NE(*ProposeSetting(kind, known, {index, 10}, 8), evaluated[index + 1].point);
    }
  }
}

TEST(ProposeSettingTest, ScaleAndLevelOfTheValuesChangeNothing) {
  const auto evaluated = Search(SearchKind::kGradient, Bump, 10, 3);
  auto scaled = evaluated;
  for (EvaluatedSetting& setting : scaled) setting.value = 8 + 4 * setting.value;
  const SearchProgress progress = {10, 11};
  const SettingPoint expected = *ProposeSetting(SearchKind::kGradient, evaluated, progress, 3);
  EXPECT_LT(Distance(*ProposeSetting(SearchKind::kGradient, scaled, progress, 3), expected), 1e-6);
}

TEST(ProposeSettingTest, WithoutAGradientItSearchesAtRandom) {
  // Equal values, or one point only: nothing to fit.
  const std::vector<EvaluatedSetting> level = {
      {{0, 0, 0, 0}, 0.1}, {{0.1, 0, 0, 0}, 0.1}, {{0, 0.1, 0, 0}, 0.1}};
  const std::vector<EvaluatedSetting> one_point = {{{0, 0, 0, 0}, 0.1}, {{0, 0, 0, 0}, 0.3}};
  for (const auto& evaluated : {level, one_point}) {
    ASSERT_OK_AND_ASSIGN(const SettingPoint point,
                         ProposeSetting(SearchKind::kGradient, evaluated, {1, 2}, 5));
    EXPECT_NEAR(Distance(point, {0, 0, 0, 0}), 0.6, 1e-12);
  }
}

TEST(ProposeSettingTest, FewNearPairsAreJoinedByFarOnes) {
  // No two points are within twice 0.6 of each other; the nearer half is learned from instead.
  const std::vector<EvaluatedSetting> far = {
      {{-1, -1, 0, 0}, 0}, {{0.9, -0.9, 0, 0}, 1}, {{-0.9, 0.9, 0, 0}, 0}};
  ASSERT_OK_AND_ASSIGN(const SettingPoint point,
                       ProposeSetting(SearchKind::kGradient, far, {1, 2}, 1));
  EXPECT_NE(point, *ProposeSetting(SearchKind::kRandom, far, {1, 2}, 1));
}

TEST(ProposeSettingTest, BadInputIsNamed) {
  const std::vector<EvaluatedSetting> good = {{{0, 0, 0, 0}, 0.1}};
  const auto propose = [](std::vector<EvaluatedSetting> evaluated, SearchProgress progress) {
    return ProposeSetting(SearchKind::kGradient, evaluated, progress, 1);
  };
  EXPECT_THAT(propose(good, {2, 2}), StatusIs(kInvalid, HasSubstr("proposal 2 is outside")));
  EXPECT_THAT(propose(good, {-1, 2}), StatusIs(kInvalid, HasSubstr("proposal -1 is outside")));
  EXPECT_THAT(propose(good, {1, 2}), StatusIs(kInvalid, HasSubstr("none to start from")));
  EXPECT_THAT(propose({}, {0, 2}), StatusIs(kInvalid, HasSubstr("follows 0 evaluated")));
  EXPECT_THAT(propose({{{0, 0, 1.5, 0}, 0.1}}, {0, 2}),
              StatusIs(kInvalid, HasSubstr("evaluated setting 0 at (0, 0, 1.5, 0)")));
  EXPECT_THAT(propose({good[0], {{}, std::numeric_limits<double>::quiet_NaN()}}, {0, 2}),
              StatusIs(kInvalid, HasSubstr("evaluated setting 1 has the value nan")));
}

}  // namespace
}  // namespace counterweight
