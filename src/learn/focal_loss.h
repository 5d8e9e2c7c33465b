// The focal loss (Lin, Goyal, Girshick, He, Dollar 2017): cross-entropy that turns away from rows
// the network already gets right.
#ifndef COUNTERWEIGHT_SRC_LEARN_FOCAL_LOSS_H_
#define COUNTERWEIGHT_SRC_LEARN_FOCAL_LOSS_H_

#include <cstdint>

namespace counterweight {

// (1 - p)^gamma (-log p), p the probability that the outputs give the target: one output or
// several, as CrossEntropy. Not weighted by class. gamma >= 0; 0: cross-entropy. gradient [count]:
// d loss / d outputs. Finite for any finite output. T: float or double.
template <typename T>
T FocalLoss(const T* outputs, int64_t count, uint32_t target, double gamma, T* gradient);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_FOCAL_LOSS_H_
