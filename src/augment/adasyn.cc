#include "src/augment/adasyn.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/augment/class_neighbours.h"
#include "src/augment/foreign_neighbours.h"

namespace counterweight {

std::vector<int64_t> AdasynAllocation(const LabelledRows& rows, const ShortClass& short_class) {
  const int k =
      static_cast<int>(std::min<int64_t>(kOversamplingNeighbours, short_class.members.size() - 1));
  const std::vector<int> foreign = ForeignNeighbours(rows, short_class, k);
  const int64_t total = std::accumulate(foreign.begin(), foreign.end(), int64_t{0});
  std::vector<int64_t> allocation(foreign.size(), 0);
  if (total == 0) return allocation;
  for (size_t i = 0; i < foreign.size(); ++i) {
    // Rounded once before the rounding that counts: an exact half is seen as one.
    allocation[i] = std::llrint(static_cast<double>(foreign[i] * short_class.missing) /
                                static_cast<double>(total));
  }
  return allocation;
}

NewRows Adasyn(const LabelledRows& rows, RandomStream stream) {
  NewRows added;
  added.features.columns = rows.features.columns;
  for (const ShortClass& short_class : ShortClasses(rows)) {
    std::vector<int64_t> bases;
    if (short_class.members.size() > 1) {
      const std::vector<int64_t> allocation = AdasynAllocation(rows, short_class);
      for (size_t i = 0; i < allocation.size(); ++i) {
        bases.insert(bases.end(), allocation[i], static_cast<int64_t>(i));
      }
    }
    if (bases.empty()) {
      AppendCopies(rows, short_class, stream, added);
    } else {
      AppendBetweenNeighbours(rows, short_class, bases, stream, added);
    }
  }
  return added;
}

}  // namespace counterweight
