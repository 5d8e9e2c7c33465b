#include "client/bench_summary.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "src/evaluation/significance.h"

namespace counterweight::client {
namespace {

using Value = double BenchRow::*;

double Mean(absl::Span<const double> values) {
  if (values.empty()) return BenchRow::kNone;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

Spread SpreadOf(absl::Span<const double> values) {
  Spread spread;
  spread.mean = Mean(values);
  if (values.size() < 2) return spread;
  double squares = 0;
  for (const double value : values) squares += (value - spread.mean) * (value - spread.mean);
  spread.deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  return spread;
}

// The rows of a scope by dataset, method and seed.
class Grid {
 public:
  Grid(const BenchScope& scope, absl::Span<const BenchRow> rows)
      : method_count_(scope.methods.size()),
        seeds_(scope.seeds),
        rows_(scope.datasets.size() * scope.methods.size()) {
    for (const BenchRow& row : rows) {
      const size_t dataset = IndexOf(scope.datasets, row.key.dataset);
      const size_t method = IndexOf(scope.methods, row.key.method);
      const bool wanted = dataset < scope.datasets.size() && method < scope.methods.size() &&
                          row.key.seed < seeds_ && !std::isnan(row.average_precision);
      if (wanted) rows_[dataset * method_count_ + method][row.key.seed] = &row;
    }
  }

  const std::map<uint64_t, const BenchRow*>& Cell(size_t dataset, size_t method) const {
    return rows_[dataset * method_count_ + method];
  }

  // Methods with a result on any dataset.
  std::vector<size_t> MeasuredMethods(size_t dataset_count) const {
    std::vector<size_t> measured;
    for (size_t method = 0; method < method_count_; ++method) {
      bool any = false;
      for (size_t dataset = 0; dataset < dataset_count; ++dataset) {
        any = any || !Cell(dataset, method).empty();
      }
      if (any) measured.push_back(method);
    }
    return measured;
  }

  // Seeds of a dataset that all of `methods` have results of.
  std::vector<uint64_t> CommonSeeds(size_t dataset, absl::Span<const size_t> methods) const {
    std::vector<uint64_t> common;
    if (methods.empty()) return common;
    for (const auto& [seed, row] : Cell(dataset, methods.front())) {
      const auto has_seed = [&, seed = seed](size_t method) {
        return Cell(dataset, method).count(seed) > 0;
      };
      if (std::all_of(methods.begin(), methods.end(), has_seed)) common.push_back(seed);
    }
    return common;
  }

  double MeanOver(absl::Span<const uint64_t> seeds, size_t dataset, size_t method,
                  Value value) const {
    std::vector<double> values;
    for (const uint64_t seed : seeds) values.push_back(Cell(dataset, method).at(seed)->*value);
    return Mean(values);
  }

 private:
  static size_t IndexOf(const std::vector<std::string>& names, const std::string& name) {
    return static_cast<size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  }

  const size_t method_count_;
  const uint64_t seeds_;
  std::vector<std::map<uint64_t, const BenchRow*>> rows_;
};

BenchCell CellOf(const std::map<uint64_t, const BenchRow*>& rows) {
  const auto spread = [&](Value value) {
    std::vector<double> values;
    values.reserve(rows.size());
    for (const auto& [seed, row] : rows) values.push_back(row->*value);
    return SpreadOf(values);
  };
  BenchCell cell;
  cell.seeds = static_cast<int>(rows.size());
  cell.average_precision = spread(&BenchRow::average_precision);
  cell.roc_auc = spread(&BenchRow::roc_auc);
  cell.best_f1 = spread(&BenchRow::best_f1);
  cell.expected_calibration_error = spread(&BenchRow::expected_calibration_error);
  cell.seconds = spread(&BenchRow::seconds);
  return cell;
}

void FillCells(const Grid& grid, BenchSummary* summary) {
  for (size_t dataset = 0; dataset < summary->scope.datasets.size(); ++dataset) {
    std::vector<BenchCell>& line = summary->cells.emplace_back();
    for (size_t method = 0; method < summary->scope.methods.size(); ++method) {
      line.push_back(CellOf(grid.Cell(dataset, method)));
    }
  }
}

// Means of one figure, [compared datasets][measured methods].
using Matrix = std::vector<std::vector<double>>;

double ColumnMean(const Matrix& matrix, size_t column) {
  std::vector<double> values;
  for (const std::vector<double>& row : matrix) values.push_back(row[column]);
  return Mean(values);
}

struct Compared {
  size_t dataset;
  std::vector<uint64_t> seeds;
};

Matrix MeansOf(const Grid& grid, absl::Span<const Compared> compared,
               absl::Span<const size_t> methods, Value value) {
  Matrix matrix;
  for (const Compared& each : compared) {
    std::vector<double>& row = matrix.emplace_back();
    for (const size_t method : methods) {
      row.push_back(grid.MeanOver(each.seeds, each.dataset, method, value));
    }
  }
  return matrix;
}

void FillMeans(const Grid& grid, BenchSummary* summary) {
  const std::vector<size_t> measured = grid.MeasuredMethods(summary->scope.datasets.size());
  std::vector<Compared> compared;
  for (size_t dataset = 0; dataset < summary->scope.datasets.size(); ++dataset) {
    const std::vector<uint64_t> seeds = grid.CommonSeeds(dataset, measured);
    if (seeds.empty()) continue;
    compared.push_back({dataset, seeds});
    summary->compared_datasets.push_back(summary->scope.datasets[dataset]);
  }
  summary->methods.resize(summary->scope.methods.size());
  if (compared.empty()) return;
  const auto means = [&](Value value) { return MeansOf(grid, compared, measured, value); };
  const Matrix precision = means(&BenchRow::average_precision);
  const Matrix auc = means(&BenchRow::roc_auc);
  const Matrix f1 = means(&BenchRow::best_f1);
  const Matrix seconds = means(&BenchRow::seconds);
  const absl::StatusOr<std::vector<double>> ranks = AverageRanks(precision);
  for (size_t i = 0; i < measured.size(); ++i) {
    BenchMethodSummary& line = summary->methods[measured[i]];
    line.average_precision = ColumnMean(precision, i);
    line.roc_auc = ColumnMean(auc, i);
    line.best_f1 = ColumnMean(f1, i);
    line.seconds = ColumnMean(seconds, i);
    if (ranks.ok()) line.average_rank = (*ranks)[i];
  }
}

// Without the Holm adjustment, which needs all comparisons.
BenchComparison Compare(const Grid& grid, size_t dataset_count, size_t reference, size_t method) {
  std::vector<double> ours;
  std::vector<double> theirs;
  std::vector<double> differences;
  for (size_t dataset = 0; dataset < dataset_count; ++dataset) {
    const std::vector<uint64_t> seeds = grid.CommonSeeds(dataset, {reference, method});
    if (seeds.empty()) continue;
    const Value value = &BenchRow::average_precision;
    ours.push_back(grid.MeanOver(seeds, dataset, reference, value));
    theirs.push_back(grid.MeanOver(seeds, dataset, method, value));
    differences.push_back(ours.back() - theirs.back());
  }
  BenchComparison comparison;
  comparison.datasets = static_cast<int>(differences.size());
  comparison.mean_difference = Mean(differences);
  for (const double difference : differences) {
    comparison.wins += difference > 0 ? 1 : 0;
    comparison.ties += difference == 0 ? 1 : 0;
    comparison.losses += difference < 0 ? 1 : 0;
  }
  // Without a difference there is nothing to test, and the p-value stays undefined.
  if (comparison.wins + comparison.losses == 0) return comparison;
  const absl::StatusOr<SignedRankTest> test = WilcoxonSignedRank(ours, theirs);
  if (test.ok()) comparison.p_value = test->p_value;
  return comparison;
}

void FillComparisons(const Grid& grid, BenchSummary* summary) {
  const BenchScope& scope = summary->scope;
  std::vector<double> p_values;
  std::vector<BenchComparison*> tested;
  for (size_t method = 0; method < scope.methods.size(); ++method) {
    if (method == scope.reference) continue;
    absl::optional<BenchComparison>& against = summary->methods[method].against;
    against = Compare(grid, scope.datasets.size(), scope.reference, method);
    if (std::isnan(against->p_value)) continue;
    p_values.push_back(against->p_value);
    tested.push_back(&*against);
  }
  const absl::StatusOr<std::vector<double>> adjusted = HolmAdjusted(p_values);
  if (!adjusted.ok()) return;  // not reached: p-values of tests that were made
  for (size_t i = 0; i < tested.size(); ++i) tested[i]->adjusted_p_value = (*adjusted)[i];
}

}  // namespace

BenchSummary SummarizeBench(const BenchScope& scope, absl::Span<const BenchRow> rows) {
  const Grid grid(scope, rows);
  BenchSummary summary;
  summary.scope = scope;
  FillCells(grid, &summary);
  FillMeans(grid, &summary);
  FillComparisons(grid, &summary);
  return summary;
}

}  // namespace counterweight::client
