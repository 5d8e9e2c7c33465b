// What a bench found: figures per dataset and method, and the methods against one of them.
#ifndef COUNTERWEIGHT_CLIENT_BENCH_SUMMARY_H_
#define COUNTERWEIGHT_CLIENT_BENCH_SUMMARY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "client/bench_results.h"

namespace counterweight::client {

// What a summary covers; rows of anything else are left out of it.
struct BenchScope {
  std::vector<std::string> datasets;
  std::vector<std::string> methods;
  uint64_t seeds = 1;    // 0 to seeds - 1
  size_t reference = 0;  // the method that the others are tested against
};

// Mean and sample standard deviation (NaN below two values) over a cell's seeds.
struct Spread {
  double mean = BenchRow::kNone;
  double deviation = BenchRow::kNone;
};

// One method on one dataset, over all seeds that it has results of.
struct BenchCell {
  int seeds = 0;  // 0: a hole
  Spread average_precision;
  Spread roc_auc;
  Spread best_f1;
  Spread expected_calibration_error;
  Spread seconds;
};

// The reference against a method: average precision per dataset, each the mean over the seeds that
// both have, over the datasets where there are such seeds.
struct BenchComparison {
  int datasets = 0;
  double mean_difference = BenchRow::kNone;  // reference - method
  int wins = 0;                              // datasets on which the reference is better
  int ties = 0;
  int losses = 0;
  double p_value = BenchRow::kNone;           // Wilcoxon signed-rank, two-sided
  double adjusted_p_value = BenchRow::kNone;  // Holm, over all comparisons of the summary
};

// One method over the compared datasets; NaN if there are none or it has no result at all.
struct BenchMethodSummary {
  double average_precision = BenchRow::kNone;
  double roc_auc = BenchRow::kNone;
  double best_f1 = BenchRow::kNone;
  double average_rank = BenchRow::kNone;  // 1 is best; ties share the mean rank
  double seconds = BenchRow::kNone;
  absl::optional<BenchComparison> against;  // unset for the reference itself
};

struct BenchSummary {
  BenchScope scope;
  std::vector<std::vector<BenchCell>> cells;  // [datasets][methods]
  // Datasets with a seed that every method has results of; only such seeds count in `methods`. A
  // method without any result at all is left out of this, so that it does not empty the table.
  std::vector<std::string> compared_datasets;
  std::vector<BenchMethodSummary> methods;  // [methods]
};

// rows: one per run at most; a row without average precision counts as a hole. scope.reference is
// an index into scope.methods. Source of the tests: Demsar, JMLR 7 (2006).
BenchSummary SummarizeBench(const BenchScope& scope, absl::Span<const BenchRow> rows);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_BENCH_SUMMARY_H_
