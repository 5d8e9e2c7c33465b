// Splits of rows that keep the class shares.
#ifndef COUNTERWEIGHT_SRC_FEATURES_STRATIFIED_SPLIT_H_
#define COUNTERWEIGHT_SRC_FEATURES_STRATIFIED_SPLIT_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/base/random_stream.h"

namespace counterweight {

struct HoldOut {
  std::vector<int64_t> training;  // row indices, ascending
  std::vector<int64_t> test;      // ascending
};

// Per class round(fraction * rows) go to the test part: at least one, and at least one stays, for a
// class of two rows or more (fraction > 0); a class of one row stays. fraction in [0, 0.9]; 0: no
// test rows.
HoldOut SplitHoldOut(absl::Span<const uint32_t> labels, int class_count, double fraction,
                     RandomStream stream);

// A fold number in [0, folds) for each row of `labels`; within a class the fold sizes differ by at
// most one, and the classes' remainders are spread so that whole folds differ by at most one too.
// folds >= 1.
std::vector<int> AssignFolds(absl::Span<const uint32_t> labels, int class_count, int folds,
                             RandomStream stream);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_FEATURES_STRATIFIED_SPLIT_H_
