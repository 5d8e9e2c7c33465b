#include "src/learn/real_row_weights.h"

#include <algorithm>
#include <cmath>

#include "src/learn/class_standing.h"

namespace counterweight {
namespace {

constexpr double kRate = 0.05;
constexpr double kMomentum = 0.9;
constexpr double kLargestLogit = 1.5;
// Products have long tails: a few rows would own the whole step.
constexpr double kLargestStanding = 3.0;
constexpr double kSmallestScale = 1e-12;

}  // namespace

RealRowWeights::RealRowWeights(const TrainingProblem& problem)
    : problem_(problem),
      logits_(problem.rows(), 0.0),
      momenta_(problem.rows(), 0.0),
      weights_(problem.rows(), 1.0f) {}

std::vector<RealRowWeights::Judgement> RealRowWeights::Judge(
    const MemberRows& sample, absl::Span<const float> products,
    absl::Span<const uint8_t> counts) const {
  std::vector<Judgement> judgements(problem_.rows());
  const int64_t stride = LongestCount(sample);
  for (size_t member = 0; member < sample.size(); ++member) {
    if (!counts[member]) continue;
    const std::vector<int64_t>& rows = sample[member];
    const std::vector<double> standing =
        ClassStanding(products.subspan(member * stride, rows.size()), rows, problem_.set->labels,
                      problem_.set->class_count);
    for (size_t i = 0; i < rows.size(); ++i) {
      if (std::isnan(standing[i])) continue;
      Judgement& judgement = judgements[rows[i]];
      judgement.sum += std::clamp(standing[i], -kLargestStanding, kLargestStanding);
      ++judgement.members;
    }
  }
  return judgements;
}

std::vector<double> RealRowWeights::MoveMomenta(absl::Span<const Judgement> judgements) {
  std::vector<double> squares(problem_.set->class_count, 0.0);
  std::vector<int64_t> judged(problem_.set->class_count, 0);
  for (size_t row = 0; row < judgements.size(); ++row) {
    if (judgements[row].members == 0) continue;
    const double mean = judgements[row].sum / judgements[row].members;
    momenta_[row] = kMomentum * momenta_[row] + (1 - kMomentum) * mean;
    squares[problem_.set->labels[row]] += momenta_[row] * momenta_[row];
    ++judged[problem_.set->labels[row]];
  }
  for (size_t c = 0; c < squares.size(); ++c) {
    const double mean = squares[c] / static_cast<double>(std::max<int64_t>(judged[c], 1));
    squares[c] = std::max(std::sqrt(mean), kSmallestScale);
  }
  return squares;
}

void RealRowWeights::Update(const MemberRows& sample, absl::Span<const float> products,
                            absl::Span<const uint8_t> counts) {
  const std::vector<Judgement> judgements = Judge(sample, products, counts);
  const std::vector<double> scales = MoveMomenta(judgements);
  for (size_t row = 0; row < judgements.size(); ++row) {
    if (judgements[row].members == 0) continue;
    const double moved = logits_[row] - kRate * momenta_[row] / scales[problem_.set->labels[row]];
    logits_[row] = std::clamp(moved, -kLargestLogit, kLargestLogit);
  }
  RefreshWeights();
}

void RealRowWeights::RefreshWeights() {
  double sum = 0;
  for (const double logit : logits_) sum += std::exp(logit);
  const double factor = static_cast<double>(logits_.size()) / sum;
  for (size_t row = 0; row < logits_.size(); ++row) {
    weights_[row] = static_cast<float>(std::exp(logits_[row]) * factor);
  }
}

void RealRowWeights::Save(ByteWriter& writer) const {
  writer.PutVector(logits_);
  writer.PutVector(momenta_);
}

absl::Status RealRowWeights::Restore(ByteReader& reader) {
  for (std::vector<double>* values : {&logits_, &momenta_}) {
    std::vector<double> restored = reader.GetVector<double>();
    if (restored.size() != values->size()) {
      return absl::DataLossError("the checkpoint's row weights are of other rows");
    }
    *values = std::move(restored);
  }
  RefreshWeights();
  return absl::OkStatus();
}

}  // namespace counterweight
