#include "src/augment/foreign_neighbours.h"

#include "src/augment/nearest_neighbours.h"

namespace counterweight {

std::vector<int> ForeignNeighbours(const LabelledRows& rows, const ShortClass& short_class, int k) {
  const std::vector<int64_t> nearest = NearestNeighboursOf(rows.features, short_class.members, k);
  std::vector<int> counts(short_class.members.size(), 0);
  for (size_t i = 0; i < nearest.size(); ++i) {
    counts[i / k] += rows.labels[nearest[i]] != short_class.label;
  }
  return counts;
}

}  // namespace counterweight
