// The k nearest rows of many queries so far.
#ifndef COUNTERWEIGHT_SRC_AUGMENT_NEAREST_LISTS_H_
#define COUNTERWEIGHT_SRC_AUGMENT_NEAREST_LISTS_H_

#include <cstdint>
#include <limits>
#include <vector>

#include "absl/types/span.h"

namespace counterweight {

// One list of k places for each query, nearest first, and beside it the bound that a distance
// computed in float must not exceed for its row to be worth a look.
class NearestLists {
 public:
  // columns: of the rows, whose distances are float sums of so many squares.
  NearestLists(int64_t lists, int k, int64_t columns);

  // [lists], filled up with closed lists to whole tiles. Infinite while a list has a free place;
  // kClosed once it is full of distance 0: nothing is nearer, and tables of duplicates end here.
  const float* bounds() const { return bounds_.data(); }
  static constexpr float kClosed = -1;
  bool AreClosed(int64_t first, int64_t count) const;

  // A row at this distance (computed in double). A list's rows are offered in ascending order, so
  // that of equal distances the lower row stays in front.
  void Offer(int64_t list, double squared_distance, int64_t row);

  // Row numbers of the lists, nearest first: [k] each, one after the other.
  std::vector<int64_t> Rows(absl::Span<const int64_t> lists) const;

 private:
  struct Neighbour {
    double squared_distance = std::numeric_limits<double>::infinity();
    int64_t row = -1;
  };

  float BoundOf(double worst) const;

  const int k_;
  const double slack_;
  std::vector<Neighbour> entries_;  // [lists, k]
  std::vector<float> bounds_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_AUGMENT_NEAREST_LISTS_H_
