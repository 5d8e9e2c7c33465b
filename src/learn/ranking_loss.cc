#include "src/learn/ranking_loss.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <vector>

#include "src/learn/class_score_chain.h"
#include "src/learn/smooth_average_precision.h"

namespace counterweight {
namespace {

// Scores that hardly differ would make a temperature that amplifies rounding.
constexpr double kSmallestDeviation = 0.05;

at::Tensor PositiveMask(absl::Span<const uint32_t> labels, uint32_t label) {
  at::Tensor mask = at::empty({static_cast<int64_t>(labels.size())}, at::kBool);
  bool* out = mask.data_ptr<bool>();
  for (size_t row = 0; row < labels.size(); ++row) out[row] = labels[row] == label;
  return mask;
}

bool HasBothKinds(absl::Span<const uint32_t> labels, uint32_t label) {
  const auto positives = std::count(labels.begin(), labels.end(), label);
  return positives > 0 && positives < static_cast<int64_t>(labels.size());
}

}  // namespace

std::optional<OuterLoss> ComputeRankingLoss(const at::Tensor& outputs,
                                            absl::Span<const uint32_t> labels,
                                            absl::Span<const RankedClass> classes,
                                            double temperature) {
  std::vector<RankedClass> counted;
  for (const RankedClass& ranked : classes) {
    if (HasBothKinds(labels, ranked.label)) counted.push_back(ranked);
  }
  if (counted.empty()) return std::nullopt;
  const double share = 1.0 / static_cast<double>(counted.size());
  OuterLoss loss;
  loss.gradient = at::zeros_like(outputs);
  for (const RankedClass& ranked : counted) {
    const at::Tensor scores = ClassScore(outputs, ranked.column);
    const double deviation =
        std::max(scores.std(/*unbiased=*/false).item<double>(), kSmallestDeviation);
    const SmoothAveragePrecisionResult smooth =
        SmoothAveragePrecision(scores, PositiveMask(labels, ranked.label), temperature * deviation);
    loss.value += share * (1 - smooth.value);
    AddClassScoreGradient(outputs, ranked.column, smooth.gradient.mul(-share), loss.gradient);
  }
  return loss;
}

}  // namespace counterweight
