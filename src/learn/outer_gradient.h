// The gradient of an outer loss of the members' validation rows in their parameters.
#ifndef COUNTERWEIGHT_SRC_LEARN_OUTER_GRADIENT_H_
#define COUNTERWEIGHT_SRC_LEARN_OUTER_GRADIENT_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "src/learn/training_problem.h"
#include "src/network/forward_pass.h"

namespace counterweight {

// The outer loss of one member.
struct OuterLoss {
  double value = 0;
  at::Tensor gradient;  // d value / d outputs [n, C]
};

struct OuterGradient {
  at::Tensor gradient;          // G [K, P]; 0 for a member that does not count
  std::vector<uint8_t> counts;  // [K], 1 if the member's rows have a loss
  std::optional<double> loss;   // mean of the members that count
};

// Holds the buffers of its passes. Borrows the problem.
class OuterGradientPass {
 public:
  OuterGradientPass(const TrainingProblem& problem, const NetworkShape& shape)
      : problem_(problem), shape_(shape) {}

  // outputs [n, C] of one member's rows, in their order; nullopt: the rows have no loss.
  using MemberLoss = std::function<std::optional<OuterLoss>(const at::Tensor& outputs,
                                                            absl::Span<const int64_t> rows)>;

  // At `parameters` [K, P], on `rows` of the training set, without dropout. INTERNAL, naming member
  // and step (0-based here, 1-based in the message), if a gradient is not finite.
  absl::StatusOr<OuterGradient> Compute(const at::Tensor& parameters, const MemberRows& rows,
                                        const MemberLoss& member_loss, int64_t step);

 private:
  // d outer loss / d outputs of the pass [K, n, C]; fills counts and loss of `result`.
  at::Tensor OutputGradient(const MemberRows& rows, const MemberLoss& member_loss,
                            OuterGradient& result) const;

  const TrainingProblem& problem_;
  NetworkShape shape_;
  EncodedRows encoded_;
  ForwardPass pass_;
  LayerDeltas deltas_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_OUTER_GRADIENT_H_
