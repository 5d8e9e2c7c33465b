#include "src/learn/synthetic_positions.h"

#include <ATen/ops/zeros_like.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "src/learn/outer_problem.h"
#include "src/learn/ranking_loss.h"
#include "src/learn/row_position_derivatives.h"
#include "src/learn/synthetic_rows.h"
#include "src/network/initial_parameters.h"
#include "src/tensor/operators.h"
#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

SyntheticSet MakeSet(const TrainingSet& set, int members) {
  SyntheticSetOptions options;
  options.rows = 40;
  return MakeSyntheticSet(set.features, set.labels, set.class_count, set.folds, members, options,
                          RandomStream(5, "synthetic set"));
}

std::vector<float> RandomDerivatives(const SyntheticSet& set, int members, uint64_t seed) {
  RandomStream stream(seed, "derivatives");
  std::vector<float> derivatives(members * set.features.values.size());
  for (float& value : derivatives) value = static_cast<float>(stream.Normal());
  return derivatives;
}

double Distance(const Matrix& a, const Matrix& b, int64_t row) {
  double squares = 0;
  for (int64_t c = 0; c < a.columns; ++c) {
    squares += std::pow(static_cast<double>(a.row(row)[c]) - b.row(row)[c], 2);
  }
  return std::sqrt(squares);
}

TEST(MovableColumnsTest, AreThoseWithARampOrWithoutAnyThoseOfManyValues) {
  RampEncoding encoding;
  encoding.input_width = 3;
  const Matrix matrix{4, 3, {0, 1, 5, 1, 1, 6, 0, 0, 7, 1, 0, 8}};
  EXPECT_THAT(MovableColumns(encoding, matrix), ElementsAre(0, 0, 1));
  encoding.columns = {1, 1};
  encoding.lows = {0, 1};
  encoding.inverse_widths = {1, 1};
  EXPECT_THAT(MovableColumns(encoding, matrix), ElementsAre(0, 1, 0));
}

TEST(SyntheticPositionsTest, RowsStayInTheirBallAndColumnsThatMayNotMoveStayPut) {
  const TrainingSet set = ThreeClouds({60, 20, 20}, 3, 1);
  SyntheticSet synthetic = MakeSet(set, 3);
  const Matrix start = synthetic.features;
  SyntheticPositions positions(synthetic, 3, {1, 0});
  // The same derivatives again and again: every row runs into its ball's edge.
  const std::vector<float> derivatives = RandomDerivatives(synthetic, 3, 1);
  for (int step = 0; step < 100; ++step) {
    positions.Update(derivatives, std::vector<uint8_t>{1, 1, 1}, 0, synthetic.features);
  }
  int64_t at_the_edge = 0;
  for (int64_t row = 0; row < synthetic.size(); ++row) {
    const double radius = 0.5 * synthetic.radii[row];
    EXPECT_LE(Distance(synthetic.features, start, row), radius * (1 + 1e-4) + 1e-6);
    at_the_edge += Distance(synthetic.features, start, row) > 0.99 * radius;
    EXPECT_EQ(synthetic.features.row(row)[1], start.row(row)[1]);
  }
  EXPECT_GT(at_the_edge, synthetic.size() / 4);
}

TEST(SyntheticPositionsTest, AStepGoesAgainstTheDerivativeAtMostThreePerCentOfTheParentsDistance) {
  const TrainingSet set = Moons(60, 20, 4, 1);
  SyntheticSet synthetic = MakeSet(set, 4);
  const Matrix start = synthetic.features;
  SyntheticPositions positions(synthetic, 4, {1, 1, 1});
  std::vector<float> derivatives(4 * synthetic.features.values.size(), 0.0f);
  for (size_t i = 0; i < derivatives.size(); i += 3) derivatives[i] = i % 2 == 0 ? 5.0f : 5e3f;
  positions.Update(derivatives, std::vector<uint8_t>{1, 1, 1, 1}, 0.5, synthetic.features);
  for (int64_t row = 0; row < synthetic.size(); ++row) {
    const double moved = Distance(synthetic.features, start, row);
    EXPECT_LE(moved, 0.03 * 0.5 * synthetic.radii[row] + 1e-6);
    EXPECT_LT(synthetic.features.row(row)[0], start.row(row)[0]);
  }
}

TEST(SyntheticPositionsTest, WhatAMemberMayNotUseItDoesNotMove) {
  const TrainingSet set = Moons(60, 20, 3, 1);
  SyntheticSet quiet = MakeSet(set, 3), loud = quiet;
  SyntheticPositions quiet_positions(quiet, 3, {1, 1, 1}), loud_positions(loud, 3, {1, 1, 1});
  std::vector<float> derivatives = RandomDerivatives(quiet, 3, 1);
  const std::vector<uint8_t> counts = {1, 0, 1};
  quiet_positions.Update(derivatives, counts, 0, quiet.features);
  for (int64_t j = 0; j < quiet.size(); ++j) {
    for (int member = 0; member < 3; ++member) {
      if (member != 1 && quiet.usable[member * quiet.size() + j]) continue;
      for (int64_t c = 0; c < 3; ++c) derivatives[(member * quiet.size() + j) * 3 + c] = 1e6f;
    }
  }
  loud_positions.Update(derivatives, counts, 0, loud.features);
  EXPECT_EQ(quiet.features.values, loud.features.values);
  const std::vector<float> before = loud.features.values;
  loud_positions.Update(derivatives, std::vector<uint8_t>{0, 0, 0}, 0, loud.features);
  EXPECT_EQ(loud.features.values, before);
}

TEST(SyntheticPositionsTest, NoSlopeNoMove) {
  const TrainingSet set = Moons(60, 20, 3, 1);
  SyntheticSet synthetic = MakeSet(set, 3);
  const std::vector<float> before = synthetic.features.values;
  SyntheticPositions positions(synthetic, 3, {1, 1, 1});
  positions.Update(std::vector<float>(3 * before.size(), 0.0f), std::vector<uint8_t>{1, 1, 1}, 0,
                   synthetic.features);
  EXPECT_EQ(synthetic.features.values, before);
}

TEST(SyntheticPositionsTest, RestoredTheyGoOnBitForBit) {
  const TrainingSet set = Moons(60, 20, 3, 1);
  SyntheticSet a = MakeSet(set, 3), b = a;
  SyntheticPositions of_a(a, 3, {1, 1, 1}), of_b(b, 3, {1, 1, 1});
  const std::vector<uint8_t> all = {1, 1, 1};
  of_a.Update(RandomDerivatives(a, 3, 1), all, 0, a.features);
  ByteWriter writer;
  of_a.Save(a.features, writer);
  ByteReader reader(writer.bytes());
  ASSERT_THAT(of_b.Restore(reader, b.features), IsOk());
  EXPECT_EQ(a.features.values, b.features.values);
  of_a.Update(RandomDerivatives(a, 3, 2), all, 0, a.features);
  of_b.Update(RandomDerivatives(a, 3, 2), all, 0, b.features);
  EXPECT_EQ(a.features.values, b.features.values);

  SyntheticSet other = MakeSet(ThreeClouds({60, 20, 20}, 3, 1), 3);
  SyntheticPositions of_other(other, 3, {1, 1});
  ByteReader again(writer.bytes());
  EXPECT_THAT(of_other.Restore(again, other.features),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("another synthetic set")));
}

// The mean outer loss of the members after one preconditioned step on the synthetic rows alone.
class LookAhead {
 public:
  LookAhead(const TrainingProblem& problem, const NetworkShape& shape, const at::Tensor& parameters,
            const SyntheticSet& set)
      : problem_(problem),
        shape_(shape),
        parameters_(parameters),
        set_(set),
        targets_(SyntheticTargets(problem, set)) {}

  double Loss(const Matrix& positions) {
    const at::Tensor gradient = at::zeros_like(parameters_);
    std::vector<double> losses(problem_.members, 0.0);
    std::vector<int64_t> all(set_.size());
    for (int64_t row = 0; row < set_.size(); ++row) all[row] = row;
    WeightedRows rows(*problem_.encoder, shape_);
    rows.AddGradient(
        parameters_, positions, targets_, MemberRows(problem_.members, all),
        [&](int member, int64_t row) {
          return set_.usable[member * set_.size() + row] / static_cast<double>(set_.size());
        },
        std::nullopt, gradient, absl::MakeSpan(losses));
    OuterGradientPass pass(problem_, shape_);
    const auto ranking = [&](const at::Tensor& outputs, absl::Span<const int64_t> own) {
      std::vector<uint32_t> labels;
      for (const int64_t row : own) labels.push_back(problem_.set->labels[row]);
      return ComputeRankingLoss(outputs, labels, problem_.ranked_classes, 0.5);
    };
    constexpr double kStep = 0.05;
    return *pass.Compute(parameters_ - kStep * gradient, problem_.validation_rows, ranking, 0)
                ->loss;
  }

 private:
  const TrainingProblem& problem_;
  NetworkShape shape_;
  at::Tensor parameters_;
  const SyntheticSet& set_;
  std::vector<uint32_t> targets_;
};

TEST(SyntheticPositionsTest, AStepLowersTheOuterLossOfTheNextOnAverage) {
  const TrainingSet set = Moons(200, 40, 3, 2);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const NetworkShape shape = {{set.encoding.width(), 12, 1}};
  int lower = 0;
  double total = 0;
  for (uint64_t seed = 0; seed < 10; ++seed) {
    const at::Tensor parameters =
        InitialParameters(shape, 3, at::kFloat, RandomStream(seed, "parameters"));
    // Without a step behind it the preconditioner is the same for nearly all parameters.
    const TrainingState state = {0, parameters, parameters,
                                 AdamW(shape, 3, at::kFloat, AdamWOptions())};
    OuterProblem outer(problem, shape, 0.5, seed);
    ASSERT_OK_AND_ASSIGN(const OuterDirection direction, outer.Direction(state));
    SyntheticSet synthetic = MakeSet(set, 3);
    LookAhead ahead(problem, shape, parameters, synthetic);
    const double before = ahead.Loss(synthetic.features);
    RowPositionDerivatives derivatives(*problem.encoder, shape);
    SyntheticPositions positions(synthetic, 3, MovableColumns(set.encoding, set.features));
    const MemberRows usable = UsableRows(synthetic, 3);
    positions.Update(SpreadMemberRows(derivatives.OfMemberRows(
                                          parameters, direction.direction, synthetic.features,
                                          SyntheticTargets(problem, synthetic), usable),
                                      usable, synthetic.features.columns, synthetic.size()),
                     direction.counts, 0, synthetic.features);
    const double change = ahead.Loss(synthetic.features) - before;
    lower += change < 0;
    total += change;
  }
  EXPECT_LT(total, 0);
  EXPECT_GE(lower, 8);
}

}  // namespace
}  // namespace counterweight
