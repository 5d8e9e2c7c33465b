// Borderline-SMOTE-1 (Han, Wang, Mao 2005): SMOTE from the rows in danger only.
#ifndef COUNTERWEIGHT_SRC_AUGMENT_BORDERLINE_SMOTE_H_
#define COUNTERWEIGHT_SRC_AUGMENT_BORDERLINE_SMOTE_H_

#include <cstdint>
#include <vector>

#include "src/augment/oversampling.h"

namespace counterweight {

// Nearest rows of any class that decide whether a row is in danger: m, lowered to rows - 1.
inline constexpr int kDangerNeighbours = 10;

// Positions in short_class.members of the rows in danger: at least half of their m nearest rows
// are of other classes, but not all of them (that would be noise). Ascending.
std::vector<int64_t> RowsInDanger(const LabelledRows& rows, const ShortClass& short_class);

// Every class that has a row is filled up to the largest class's count: base drawn uniformly from
// the class's rows in danger, then AppendBetweenNeighbours. No row in danger: copies.
NewRows BorderlineSmote(const LabelledRows& rows, RandomStream stream);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_AUGMENT_BORDERLINE_SMOTE_H_
