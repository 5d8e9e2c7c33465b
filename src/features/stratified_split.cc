#include "src/features/stratified_split.h"

#include <algorithm>
#include <cmath>

namespace counterweight {
namespace {

// The rows of each class, each in a random order.
std::vector<std::vector<int64_t>> ShuffledRowsByClass(absl::Span<const uint32_t> labels,
                                                      int class_count, RandomStream& stream) {
  std::vector<std::vector<int64_t>> rows(class_count);
  for (const int64_t row : stream.Permutation(static_cast<int64_t>(labels.size()))) {
    rows[labels[row]].push_back(row);
  }
  return rows;
}

// Rows of a class of `count` that go to the test part.
int64_t TestCount(int64_t count, double fraction) {
  if (fraction <= 0 || count < 2) return 0;
  const int64_t rounded = std::llround(fraction * static_cast<double>(count));
  return std::clamp<int64_t>(rounded, 1, count - 1);
}

}  // namespace

HoldOut SplitHoldOut(absl::Span<const uint32_t> labels, int class_count, double fraction,
                     RandomStream stream) {
  HoldOut split;
  for (const std::vector<int64_t>& rows : ShuffledRowsByClass(labels, class_count, stream)) {
    const auto boundary = rows.begin() + TestCount(static_cast<int64_t>(rows.size()), fraction);
    split.test.insert(split.test.end(), rows.begin(), boundary);
    split.training.insert(split.training.end(), boundary, rows.end());
  }
  std::sort(split.training.begin(), split.training.end());
  std::sort(split.test.begin(), split.test.end());
  return split;
}

std::vector<int> AssignFolds(absl::Span<const uint32_t> labels, int class_count, int folds,
                             RandomStream stream) {
  std::vector<int> assigned(labels.size());
  // Dealt like cards, and a class goes on where the one before stopped: both the class's rows in
  // the folds and the folds themselves differ by at most one.
  int next = 0;
  for (const std::vector<int64_t>& rows : ShuffledRowsByClass(labels, class_count, stream)) {
    for (const int64_t row : rows) {
      assigned[row] = next;
      next = (next + 1) % folds;
    }
  }
  return assigned;
}

}  // namespace counterweight
