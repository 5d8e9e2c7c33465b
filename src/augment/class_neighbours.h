// Nearest rows within a class, of the rows that new ones start from.
#ifndef COUNTERWEIGHT_SRC_AUGMENT_CLASS_NEIGHBOURS_H_
#define COUNTERWEIGHT_SRC_AUGMENT_CLASS_NEIGHBOURS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/features/preprocessing.h"

namespace counterweight {

// What imbalanced-learn calls k_neighbors: k, lowered where the class has fewer other rows.
inline constexpr int kOversamplingNeighbours = 5;

// Immutable.
class ClassNeighbours {
 public:
  // class_rows: the rows of one class, at least two. bases: row numbers of class_rows, repeated or
  // not; each is searched for once, the others not at all.
  ClassNeighbours(const Matrix& class_rows, absl::Span<const int64_t> bases);

  // min(5, class rows - 1).
  int count() const { return count_; }

  // [count()], nearest first (nearest_neighbours.h): rows of class_rows. base: one of the bases.
  absl::Span<const int64_t> Of(int64_t base) const {
    return absl::MakeConstSpan(nearest_).subspan(place_[base] * count_, count_);
  }

 private:
  int count_;
  std::vector<int64_t> place_;    // [class rows]: which search was the row's; -1: none
  std::vector<int64_t> nearest_;  // [searches, count_]
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_AUGMENT_CLASS_NEIGHBOURS_H_
