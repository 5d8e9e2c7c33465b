// SMOTE-NC (Chawla, Bowyer, Hall, Kegelmeyer 2002, section 6.1): SMOTE for nominal and continuous
// columns.
#ifndef COUNTERWEIGHT_SRC_AUGMENT_SMOTE_NC_H_
#define COUNTERWEIGHT_SRC_AUGMENT_SMOTE_NC_H_

#include "src/augment/oversampling.h"

namespace counterweight {

// The median, over the numeric columns, of the population standard deviation within the smallest
// class that has rows (of equal ones the first). numeric: not empty.
double MedianDeviation(const LabelledRows& rows, absl::Span<const int64_t> numeric);

// Every class that has a row is filled up to the largest class's count. Base and neighbour are
// drawn as SMOTE does, but
//  - a categorical column in which two rows differ adds s^2 / 2 to their squared distance, s the
//    MedianDeviation (imbalanced-learn sets the 1 of a level to s / 2);
//  - numeric columns lie on the way from base to neighbour, a categorical column has the level that
//    most of the base's k neighbours have, of equally frequent ones the first (imbalanced-learn:
//    one at random). A row of zeros in a group is a level too, the last.
// Unlike imbalanced-learn's it also takes rows without numeric columns: s is 1 then.
NewRows SmoteNc(const LabelledRows& rows, RandomStream stream);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_AUGMENT_SMOTE_NC_H_
