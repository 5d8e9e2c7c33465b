// SMOTE (Chawla, Bowyer, Hall, Kegelmeyer 2002): new rows between neighbours of a class.
#ifndef COUNTERWEIGHT_SRC_AUGMENT_SMOTE_H_
#define COUNTERWEIGHT_SRC_AUGMENT_SMOTE_H_

#include "src/augment/oversampling.h"

namespace counterweight {

// Every class that has a row is filled up to the largest class's count: base drawn uniformly from
// the class, then AppendBetweenNeighbours over every column, 0/1 columns included.
NewRows Smote(const LabelledRows& rows, RandomStream stream);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_AUGMENT_SMOTE_H_
