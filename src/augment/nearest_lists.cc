#include "src/augment/nearest_lists.h"

#include <algorithm>

#include "src/augment/distance_tile.h"

namespace counterweight {
namespace {

// Squares below it are not exact in float.
constexpr double kSmallest = 1e-30;

}  // namespace

NearestLists::NearestLists(int64_t lists, int k, int64_t columns)
    : k_(k),
      // Rounding of one float sum of `columns` squares, doubled: what the float pass must allow.
      slack_(1 + 2 * (static_cast<double>(columns) + 4) * std::numeric_limits<float>::epsilon()),
      entries_(lists * k),
      bounds_((lists + kTileRows - 1) / kTileRows * kTileRows, kClosed) {
  std::fill_n(bounds_.begin(), lists, std::numeric_limits<float>::infinity());
}

float NearestLists::BoundOf(double worst) const {
  return worst == 0 ? kClosed : static_cast<float>(worst * slack_ + kSmallest);
}

bool NearestLists::AreClosed(int64_t first, int64_t count) const {
  return std::all_of(bounds_.begin() + first, bounds_.begin() + first + count,
                     [](float bound) { return bound == kClosed; });
}

void NearestLists::Offer(int64_t list, double squared_distance, int64_t row) {
  Neighbour* const entries = entries_.data() + list * k_;
  int place = k_ - 1;
  if (squared_distance >= entries[place].squared_distance) return;
  for (; place > 0 && entries[place - 1].squared_distance > squared_distance; --place) {
    entries[place] = entries[place - 1];
  }
  entries[place] = {squared_distance, row};
  bounds_[list] = BoundOf(entries[k_ - 1].squared_distance);
}

std::vector<int64_t> NearestLists::Rows(absl::Span<const int64_t> lists) const {
  std::vector<int64_t> rows;
  rows.reserve(lists.size() * k_);
  for (const int64_t list : lists) {
    for (int i = 0; i < k_; ++i) rows.push_back(entries_[list * k_ + i].row);
  }
  return rows;
}

}  // namespace counterweight
