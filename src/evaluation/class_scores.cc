#include "src/evaluation/class_scores.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace counterweight {
namespace {

// log of the sum of exp over all outputs but the one at `left_out`.
double LogSumExpOfOthers(absl::Span<const float> outputs, size_t left_out) {
  double largest = -std::numeric_limits<double>::infinity();
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (i != left_out) largest = std::max<double>(largest, outputs[i]);
  }
  double sum = 0;
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (i != left_out) sum += std::exp(outputs[i] - largest);
  }
  return largest + std::log(sum);
}

float ToFloat(double score) {
  constexpr double kLargest = std::numeric_limits<float>::max();
  return static_cast<float>(std::clamp(score, -kLargest, kLargest));
}

}  // namespace

void OutputsToScores(absl::Span<float> outputs) {
  if (outputs.size() < 2) return;
  const size_t top = std::max_element(outputs.begin(), outputs.end()) - outputs.begin();
  const double largest = outputs[top];
  // The top class cancels almost all of the sum of all exponentials, so its own score sums the
  // others afresh. For every other class the top's term stays in the difference: nothing is lost,
  // and the row costs O(classes).
  const double top_score = largest - LogSumExpOfOthers(outputs, top);
  double sum = 0;
  for (const float output : outputs) sum += std::exp(output - largest);
  for (float& output : outputs) {
    const double above_largest = output - largest;
    output = ToFloat(above_largest - std::log(sum - std::exp(above_largest)));
  }
  outputs[top] = ToFloat(top_score);
}

}  // namespace counterweight
