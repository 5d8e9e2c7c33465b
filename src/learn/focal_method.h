// Plain training with the focal loss in the place of cross-entropy.
#ifndef COUNTERWEIGHT_SRC_LEARN_FOCAL_METHOD_H_
#define COUNTERWEIGHT_SRC_LEARN_FOCAL_METHOD_H_

#include "src/learn/focal_loss.h"
#include "src/learn/training_method.h"

namespace counterweight {

class FocalMethod : public TrainingMethod {
 public:
  // gamma: TrainingOptions::focal_gamma.
  FocalMethod(const TrainingProblem& problem, double gamma)
      : TrainingMethod(problem), gamma_(gamma) {}

  float RowLoss(const float* outputs, int64_t count, uint32_t target,
                float* gradient) const override {
    return FocalLoss(outputs, count, target, gamma_, gradient);
  }

 private:
  double gamma_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_FOCAL_METHOD_H_
