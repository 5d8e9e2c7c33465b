// Scores of classes as functions of a network's outputs, with their derivatives
// (evaluation/class_scores.h computes the same for serving).
#ifndef COUNTERWEIGHT_SRC_LEARN_CLASS_SCORE_CHAIN_H_
#define COUNTERWEIGHT_SRC_LEARN_CLASS_SCORE_CHAIN_H_

#include <ATen/core/Tensor.h>

namespace counterweight {

// outputs [n, C]. The score of class `column` [n]: the output itself for C = 1, else the log-odds
// of the class against the rest, z_c - log of the sum over the others of exp z.
at::Tensor ClassScore(const at::Tensor& outputs, int64_t column);

// Adds d loss / d outputs [n, C] to `gradient`, given d loss / d score of class `column` [n]:
// d s_c / d z_c = 1, d s_c / d z_o = -p_o / (1 - p_c), which is minus the softmax over the others.
void AddClassScoreGradient(const at::Tensor& outputs, int64_t column,
                           const at::Tensor& score_gradient, const at::Tensor& gradient);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_CLASS_SCORE_CHAIN_H_
