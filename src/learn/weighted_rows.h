// The loss and gradient of rows that join the real batch, each with a coefficient of its own.
#ifndef COUNTERWEIGHT_SRC_LEARN_WEIGHTED_ROWS_H_
#define COUNTERWEIGHT_SRC_LEARN_WEIGHTED_ROWS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <optional>

#include "absl/types/span.h"
#include "src/learn/training_problem.h"
#include "src/network/forward_pass.h"

namespace counterweight {

// Holds the buffers of its pass. Borrows the encoder.
class WeightedRows {
 public:
  WeightedRows(const RowEncoder& encoder, const NetworkShape& shape)
      : encoder_(encoder), shape_(shape) {}

  // What multiplies the cross-entropy of a row of the matrix for a member.
  using Coefficient = std::function<double(int member, int64_t row)>;

  // rows: of the matrix, [K] of any count each; targets: of all matrix rows. Adds sum over a
  // member's rows of coefficient * cross-entropy to its loss [K], and the gradient of that to its
  // row of `gradient` [K, P]. dropout: none if absent.
  void AddGradient(const at::Tensor& parameters, const Matrix& matrix,
                   absl::Span<const uint32_t> targets, const MemberRows& rows,
                   const Coefficient& coefficient, std::optional<Dropout> dropout,
                   const at::Tensor& gradient, absl::Span<double> losses);

 private:
  // d loss / d outputs of the pass; what only fills up shorter members stays 0.
  at::Tensor OutputGradient(absl::Span<const uint32_t> targets, const MemberRows& rows,
                            const Coefficient& coefficient, absl::Span<double> losses) const;

  const RowEncoder& encoder_;
  NetworkShape shape_;
  EncodedRows encoded_;
  ForwardPass pass_;
  LayerDeltas deltas_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_WEIGHTED_ROWS_H_
