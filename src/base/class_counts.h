// Rows per class.
#ifndef COUNTERWEIGHT_SRC_BASE_CLASS_COUNTS_H_
#define COUNTERWEIGHT_SRC_BASE_CLASS_COUNTS_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace counterweight {

// labels: each in [0, class_count). Out: [class_count].
inline std::vector<int64_t> CountClasses(absl::Span<const uint32_t> labels, int class_count) {
  std::vector<int64_t> counts(class_count, 0);
  for (const uint32_t label : labels) ++counts[label];
  return counts;
}

// The majority class: the first of the most frequent ones. counts: not empty.
inline int LargestClass(absl::Span<const int64_t> counts) {
  return static_cast<int>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_BASE_CLASS_COUNTS_H_
