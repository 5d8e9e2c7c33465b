// How a row's contribution product stands among those of its class.
#ifndef COUNTERWEIGHT_SRC_LEARN_CLASS_STANDING_H_
#define COUNTERWEIGHT_SRC_LEARN_CLASS_STANDING_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace counterweight {

// products: of the rows `rows`, in their order. labels: of all rows, each < class_count.
// Out [rows.size()]: the products brought to mean 0 and standard deviation 1 within each class
// (across classes they mostly tell the class); NaN for a row alone in its class, which has no
// standing in it. Equal products give 0.
std::vector<double> ClassStanding(absl::Span<const float> products, absl::Span<const int64_t> rows,
                                  absl::Span<const uint32_t> labels, int class_count);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_CLASS_STANDING_H_
