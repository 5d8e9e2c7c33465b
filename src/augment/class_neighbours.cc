#include "src/augment/class_neighbours.h"

#include <algorithm>

#include "src/augment/nearest_neighbours.h"

namespace counterweight {

ClassNeighbours::ClassNeighbours(const Matrix& class_rows, absl::Span<const int64_t> bases)
    : count_(static_cast<int>(std::min<int64_t>(kOversamplingNeighbours, class_rows.rows - 1))),
      place_(class_rows.rows, -1) {
  std::vector<int64_t> queries;
  for (const int64_t base : bases) {
    if (place_[base] >= 0) continue;
    place_[base] = static_cast<int64_t>(queries.size());
    queries.push_back(base);
  }
  nearest_ = NearestNeighboursOf(class_rows, queries, count_);
}

}  // namespace counterweight
