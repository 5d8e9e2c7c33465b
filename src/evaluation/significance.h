// Whether methods differ over datasets: a test for two, a correction for many, ranks for all.
// How to use the three together: Demsar (2006), "Statistical comparisons of classifiers over
// multiple data sets", JMLR 7.
#ifndef COUNTERWEIGHT_SRC_EVALUATION_SIGNIFICANCE_H_
#define COUNTERWEIGHT_SRC_EVALUATION_SIGNIFICANCE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace counterweight {

struct SignedRankTest {
  int64_t pairs = 0;     // whose difference is not zero: the others say nothing and are dropped
  double statistic = 0;  // the smaller of the rank sums of positive and of negative differences
  double p_value = 1;    // two-sided, in [0, 1]
  bool exact = true;     // else by the normal approximation
};

// Wilcoxon's (1945) signed-rank test of paired figures: that first - second is symmetric about 0.
// first, second: [pairs], finite, one pair per dataset.
// Exact for at most 25 differences of distinct size; else normal with the variance corrected for
// ties, without continuity correction (scipy.stats.wilcoxon, zero_method="wilcox"). Sizes are
// compared as they are: differences that rounding tells apart do not tie. No difference at all:
// p = 1.
// INVALID_ARGUMENT if the sizes differ, there are no pairs, or a figure or a difference is not
// finite.
absl::StatusOr<SignedRankTest> WilcoxonSignedRank(absl::Span<const double> first,
                                                  absl::Span<const double> second);

// Holm's (1979) step-down adjustment: rejecting where the result is at most alpha keeps the chance
// of any false rejection at or below alpha. With p sorted ascending, result i (from 0) of m is
// min(1, max over j <= i of (m - j) p_j).
// p_values: any number, each in [0, 1], in any order; the result keeps it.
// INVALID_ARGUMENT if a value is outside [0, 1] or NaN.
absl::StatusOr<std::vector<double>> HolmAdjusted(absl::Span<const double> p_values);

// Average rank of each method: on each dataset the highest mean has rank 1, ties share the mean of
// their ranks; then the mean over datasets.
// means: [datasets][methods], finite; at least one of each. Out: [methods], each in [1, methods].
// INVALID_ARGUMENT if there is nothing to rank, a dataset has another number of methods than the
// first, or a mean is not finite.
absl::StatusOr<std::vector<double>> AverageRanks(absl::Span<const std::vector<double>> means);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_EVALUATION_SIGNIFICANCE_H_
