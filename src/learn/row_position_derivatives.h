// How the outer loss changes with where rows lie, for many rows at once.
#ifndef COUNTERWEIGHT_SRC_LEARN_ROW_POSITION_DERIVATIVES_H_
#define COUNTERWEIGHT_SRC_LEARN_ROW_POSITION_DERIVATIVES_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/learn/training_problem.h"
#include "src/network/forward_pass.h"
#include "src/network/position_derivative.h"

namespace counterweight {

// d/dx <U, gradient of the row's cross-entropy> at given parameters, without dropout, in the
// matrix's own columns. Against it a row moves to
// where the step it causes goes further along U. Holds the buffers of its passes. Borrows the
// encoder.
class RowPositionDerivatives {
 public:
  RowPositionDerivatives(const RowEncoder& encoder, const NetworkShape& shape)
      : encoder_(encoder), shape_(shape) {}

  // Rows of the matrix, each member its own. targets: of all matrix rows. Out: row-major [K, n, d],
  // n the longest member's count; what lies beyond a member's own count is 0.
  std::vector<float> OfMemberRows(const at::Tensor& parameters, const at::Tensor& direction,
                                  const Matrix& matrix, absl::Span<const uint32_t> targets,
                                  const MemberRows& rows);

 private:
  const RowEncoder& encoder_;
  NetworkShape shape_;
  EncodedRows encoded_;
  ForwardPass pass_;
  LayerDeltas deltas_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_ROW_POSITION_DERIVATIVES_H_
