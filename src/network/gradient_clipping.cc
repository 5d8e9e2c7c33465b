#include "src/network/gradient_clipping.h"

namespace counterweight {

std::vector<double> ClipGradients(const at::Tensor& gradient, double maximum_norm) {
  std::vector<double> norms;
  for (int64_t member = 0; member < gradient.size(0); ++member) {
    at::Tensor row = gradient.select(0, member);
    const double norm = row.norm().item<double>();
    if (norm > maximum_norm) row.mul_(maximum_norm / norm);
    norms.push_back(norm);
  }
  return norms;
}

}  // namespace counterweight
