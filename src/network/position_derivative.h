// How <U, gradient of a row's loss> changes with the row's place, by Pearlmutter's (1994)
// R-operator: R v = d/d epsilon of v at theta + epsilon U.
#ifndef COUNTERWEIGHT_SRC_NETWORK_POSITION_DERIVATIVE_H_
#define COUNTERWEIGHT_SRC_NETWORK_POSITION_DERIVATIVE_H_

#include <ATen/core/Tensor.h>

#include <vector>

#include "src/network/forward_pass.h"

namespace counterweight {

// R z_l, l = 1..L: [K, n, out_l] each. The last, times delta_L and summed over outputs, is the
// row's contribution product.
using LayerTangents = std::vector<at::Tensor>;

// pass: without dropout; its buffers are used. direction: U [K, P].
LayerTangents RunTangents(const NetworkShape& shape, ForwardPass& pass,
                          const at::Tensor& direction);

// d/dx <U, gradient of each row's loss>, x the row's columns before the encoding: [K, n, d]. At an
// edge the ramps count as flat. output_delta_tangent: R delta_L [K, n, C], the loss's second
// derivative times R z_L.
at::Tensor PositionDerivative(const NetworkShape& shape, ForwardPass& pass,
                              const LayerDeltas& deltas, const LayerTangents& tangents,
                              const at::Tensor& output_delta_tangent, const at::Tensor& direction);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_POSITION_DERIVATIVE_H_
