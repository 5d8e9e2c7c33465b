// Random oversampling: rows of the smaller classes are repeated.
#ifndef COUNTERWEIGHT_SRC_AUGMENT_RANDOM_OVERSAMPLING_H_
#define COUNTERWEIGHT_SRC_AUGMENT_RANDOM_OVERSAMPLING_H_

#include "src/augment/oversampling.h"

namespace counterweight {

// Every class that has a row is filled up to the largest class's count with copies of its rows,
// drawn uniformly with replacement.
NewRows RandomOversampling(const LabelledRows& rows, RandomStream stream);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_AUGMENT_RANDOM_OVERSAMPLING_H_
