// What more of a row would do to the outer loss, for many rows at once.
#ifndef COUNTERWEIGHT_SRC_LEARN_ROW_PRODUCTS_H_
#define COUNTERWEIGHT_SRC_LEARN_ROW_PRODUCTS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/learn/training_problem.h"
#include "src/network/forward_pass.h"

namespace counterweight {

// h = <U, gradient of the row's cross-entropy> at given parameters, without dropout. Negative: one
// more such row moves the parameters along U, the way the outer loss falls.
// Holds the buffers of its passes. Borrows the encoder.
class RowProducts {
 public:
  RowProducts(const RowEncoder& encoder, const NetworkShape& shape)
      : encoder_(encoder), shape_(shape) {}

  // Rows of the matrix, each member its own. targets: of all matrix rows. Out: row-major [K, n], n
  // the longest member's count; what lies beyond a member's own count means nothing.
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

#endif  // COUNTERWEIGHT_SRC_LEARN_ROW_PRODUCTS_H_
