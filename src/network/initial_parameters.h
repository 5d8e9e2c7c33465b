// Where training starts.
#ifndef COUNTERWEIGHT_SRC_NETWORK_INITIAL_PARAMETERS_H_
#define COUNTERWEIGHT_SRC_NETWORK_INITIAL_PARAMETERS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "src/base/random_stream.h"
#include "src/network/network_shape.h"

namespace counterweight {

// [members, P] of the given type: hidden weights normal with variance 1.96 / in, output weights
// with 1 / in, biases 0, input scales 1.
at::Tensor InitialParameters(const NetworkShape& shape, int64_t members, at::ScalarType type,
                             RandomStream stream);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_INITIAL_PARAMETERS_H_
