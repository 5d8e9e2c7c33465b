// Empirical risk minimisation: every real row counts the same, nothing else is learned.
#ifndef COUNTERWEIGHT_SRC_LEARN_PLAIN_METHOD_H_
#define COUNTERWEIGHT_SRC_LEARN_PLAIN_METHOD_H_

#include "src/learn/training_method.h"

namespace counterweight {

class PlainMethod : public TrainingMethod {
 public:
  using TrainingMethod::TrainingMethod;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_PLAIN_METHOD_H_
