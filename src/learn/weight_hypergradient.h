// What a batch's row weights do to the validation loss one step ahead.
#ifndef COUNTERWEIGHT_SRC_LEARN_WEIGHT_HYPERGRADIENT_H_
#define COUNTERWEIGHT_SRC_LEARN_WEIGHT_HYPERGRADIENT_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "src/learn/training_method.h"
#include "src/learn/training_problem.h"
#include "src/learn/training_state.h"
#include "src/learn/validation_cross_entropy.h"
#include "src/network/forward_pass.h"

namespace counterweight {

struct WeightGradient {
  std::vector<float> values;    // [K * B], d outer loss / d weight
  std::vector<uint8_t> counts;  // [K], 0 for a member whose validation rows have no loss
  bool AnyCounts() const;
};

// The outer loss is the class-balanced cross-entropy (kClasses) of each member's validation rows.
// Holds the buffers of its passes. Borrows the problem.
class WeightHypergradient {
 public:
  WeightHypergradient(const TrainingProblem& problem, const NetworkShape& shape, uint64_t seed)
      : shape_(shape), outer_(problem, shape, ValidationWeighting::kClasses, seed) {}

  // weights [K * B]; step_sizes S broadcasts to [K, P]. With g_i the gradient of row i's
  // cross-entropy at state.parameters, without dropout,
  //
  //   theta' = theta - S * (1/B) sum_i w_i g_i;   d outer(theta') / d w_i = -<S * G, g_i> / B
  //
  // G the outer gradient at theta'; no g_i is ever formed. INTERNAL, naming step and member, if G
  // is not finite.
  absl::StatusOr<WeightGradient> Compute(const TrainingState& state, const RealBatch& batch,
                                         absl::Span<const float> weights,
                                         const at::Tensor& step_sizes);

 private:
  // The batch's weighted mean gradient [K, P]; leaves each row's own deltas behind.
  at::Tensor WeightedGradient(const TrainingState& state, const RealBatch& batch,
                              absl::Span<const float> weights);

  NetworkShape shape_;
  ValidationCrossEntropy outer_;
  ForwardPass pass_;
  LayerDeltas deltas_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_WEIGHT_HYPERGRADIENT_H_
