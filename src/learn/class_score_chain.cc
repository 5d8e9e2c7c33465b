#include "src/learn/class_score_chain.h"

#include <limits>

#include "src/tensor/operators.h"

namespace counterweight {
namespace {

// The outputs of the other classes: the class's own can win no maximum and adds nothing to a sum.
at::Tensor OtherOutputs(const at::Tensor& outputs, int64_t column) {
  at::Tensor others = outputs.clone();
  others.select(1, column).fill_(-std::numeric_limits<double>::infinity());
  return others;
}

}  // namespace

at::Tensor ClassScore(const at::Tensor& outputs, int64_t column) {
  at::Tensor own = outputs.select(1, column);
  if (outputs.size(1) == 1) return own;
  return own - OtherOutputs(outputs, column).logsumexp(1);
}

void AddClassScoreGradient(const at::Tensor& outputs, int64_t column,
                           const at::Tensor& score_gradient, const at::Tensor& gradient) {
  gradient.select(1, column).add_(score_gradient);
  if (outputs.size(1) == 1) return;
  gradient.sub_(OtherOutputs(outputs, column).softmax(1) * score_gradient.unsqueeze(1));
}

}  // namespace counterweight
