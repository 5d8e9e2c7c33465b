// ADASYN (He, Bai, Garcia, Li 2008): more new rows where a row has more rows of other classes about
// it.
#ifndef COUNTERWEIGHT_SRC_AUGMENT_ADASYN_H_
#define COUNTERWEIGHT_SRC_AUGMENT_ADASYN_H_

#include <cstdint>
#include <vector>

#include "src/augment/oversampling.h"

namespace counterweight {

// New rows per row of the class, [members]: short_class.missing shared out in proportion to the
// rows of other classes among the k nearest rows of any class, k = min(5, class rows - 1), each
// share rounded to the nearest integer (halves to even). All 0 if no row has such a neighbour.
// members: at least two.
std::vector<int64_t> AdasynAllocation(const LabelledRows& rows, const ShortClass& short_class);

// Every class that has a row gets the rows of AdasynAllocation by AppendBetweenNeighbours, which
// fills it up to the largest class's count but for the rounding. An allocation of nothing: copies.
NewRows Adasyn(const LabelledRows& rows, RandomStream stream);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_AUGMENT_ADASYN_H_
