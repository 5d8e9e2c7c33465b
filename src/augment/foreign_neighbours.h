// How far a class's rows lie among rows of other classes.
#ifndef COUNTERWEIGHT_SRC_AUGMENT_FOREIGN_NEIGHBOURS_H_
#define COUNTERWEIGHT_SRC_AUGMENT_FOREIGN_NEIGHBOURS_H_

#include <cstdint>
#include <vector>

#include "src/augment/oversampling.h"

namespace counterweight {

// For each member of the class, how many of its k nearest rows (nearest_neighbours.h) among all
// rows are of another class: [members], each in [0, k]. 1 <= k <= rows - 1.
// Cost: O(members * rows * columns).
std::vector<int> ForeignNeighbours(const LabelledRows& rows, const ShortClass& short_class, int k);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_AUGMENT_FOREIGN_NEIGHBOURS_H_
