// A differentiable stand-in for average precision (Brown et al. 2020, Smooth-AP).
#ifndef COUNTERWEIGHT_SRC_LEARN_SMOOTH_AVERAGE_PRECISION_H_
#define COUNTERWEIGHT_SRC_LEARN_SMOOTH_AVERAGE_PRECISION_H_

#include <ATen/core/Tensor.h>

namespace counterweight {

struct SmoothAveragePrecisionResult {
  double value = 0;     // in (0, 1]
  at::Tensor gradient;  // d value / d scores [n]
};

// scores [n], float or double. positive [n], bool: at least one true.
// temperature tau > 0, in units of the scores; held fixed in the gradient.
//
//   S_ia = sigmoid((s_a - s_i) / tau);  A_i = 1 + sum of S_ip over the other positives p;
//   R_i = A_i + sum of S_in over the negatives n;  the value is the mean of A_i / R_i over
//   positives i.
//
// As tau -> 0 it becomes average precision, if no scores are equal. Time: positives x n.
SmoothAveragePrecisionResult SmoothAveragePrecision(const at::Tensor& scores,
                                                    const at::Tensor& positive, double temperature);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_SMOOTH_AVERAGE_PRECISION_H_
