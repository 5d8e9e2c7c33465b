// How uncertain an average precision is that few rows gave.
#ifndef COUNTERWEIGHT_SRC_EVALUATION_BOOTSTRAP_H_
#define COUNTERWEIGHT_SRC_EVALUATION_BOOTSTRAP_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "src/base/random_stream.h"

namespace counterweight {

struct Interval {
  double low = 0, high = 0;  // low <= high
};

// Scores of one class against the rest.
struct ClassRanking {
  int label = 0;
  std::vector<float> scores;  // [rows], higher means more likely of the class
};

// Resamples behind an interval: 1,000 while rows * rankings is at most 20,000, above that fewer, so
// that the work stays the same, but never below 200. Both at least 1.
int ResampleCount(int64_t rows, int64_t rankings);

// 95 % percentile bootstrap interval (Efron 1979) of the mean average precision of `rankings`:
// between the 2.5 % and the 97.5 % quantile over ResampleCount resamples (linear between
// neighbours), widened to the value of the rows themselves where all of that lies to one side.
// Rows are drawn with replacement within each class, so no resample loses a class: what varies is
// which rows there are, not how rare a class is.
//
// labels: [rows], each < class_count. stream: equal streams give equal intervals.
// One sort per ranking, then O(rows) per resample and ranking.
// With few rows of a class the interval is too narrow: on normally distributed scores it held the
// value that ever more rows approach in about 93 % of sets with 30 positive rows, 90 % with 10 and
// 80 % with 3 to 5; a single row is in every resample, so that only the other rows vary.
// INVALID_ARGUMENT if there is no ranking, sizes differ, there are 2^32 rows or more, a score is
// NaN, a label is none of the classes, or a ranking's class has no row.
absl::StatusOr<Interval> AveragePrecisionInterval(absl::Span<const ClassRanking> rankings,
                                                  absl::Span<const uint32_t> labels,
                                                  int class_count, RandomStream stream);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_EVALUATION_BOOTSTRAP_H_
