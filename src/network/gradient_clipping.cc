#include "src/network/gradient_clipping.h"

#include <cmath>

#include "src/network/member_loop.h"
#include "src/network/member_matrix.h"
#include "src/network/wide.h"
#include "src/tensor/floating_dispatch.h"

namespace counterweight {

std::vector<double> MemberNorms(const at::Tensor& rows) {
  std::vector<double> norms(rows.size(0));
  DispatchFloating(rows, [&](auto zero) {
    using T = decltype(zero);
    ForEachMember(rows.size(0), [&](int64_t member) {
      const T* row = OfMember<T>(rows, member);
      norms[member] = std::sqrt(static_cast<double>(DotProduct(row, row, rows.size(1))));
    });
  });
  return norms;
}

std::vector<double> ClipGradients(const at::Tensor& gradient, double maximum_norm) {
  std::vector<double> norms = MemberNorms(gradient);
  for (size_t member = 0; member < norms.size(); ++member) {
    if (norms[member] <= maximum_norm) continue;
    gradient.select(0, static_cast<int64_t>(member)).mul_(maximum_norm / norms[member]);
  }
  return norms;
}

}  // namespace counterweight
