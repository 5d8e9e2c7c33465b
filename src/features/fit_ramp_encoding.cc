#include <algorithm>
#include <utility>

#include "src/base/class_counts.h"
#include "src/base/quantile.h"
#include "src/features/ramp_encoding.h"
#include "src/features/threshold_tree.h"

namespace counterweight {
namespace {

// Ramps of a row in all: they are most of the network's first layer, hence of the cost of a step.
constexpr int64_t kMaximumRamps = 256;
// Fewer per column say little that the column itself does not.
constexpr int64_t kMinimumRampsPerColumn = 4;
// Of the tree that places edges (kTree): more leaves than this follow noise.
constexpr int64_t kMaximumLeaves = 16;
// In units of the scaled column: a narrower ramp is a step of noise.
constexpr float kSmallestGap = 1e-6f;

// The mid-quantiles that the rows of one class give as edges.
struct ClassShare {
  uint32_t label = 0;
  int64_t edges = 0;
};

// `edges` shared out over the classes but the largest, rarest first: as evenly as whole numbers go.
// More classes than edges: the rarest get one each, so that the number of ramps stays bounded.
std::vector<ClassShare> ShareOutEdges(absl::Span<const int64_t> counts, int64_t edges) {
  std::vector<ClassShare> shares;
  const int largest = LargestClass(counts);
  for (int label = 0; label < static_cast<int>(counts.size()); ++label) {
    if (label != largest && counts[label] > 0) shares.push_back({static_cast<uint32_t>(label), 0});
  }
  std::stable_sort(shares.begin(), shares.end(), [&](const ClassShare& a, const ClassShare& b) {
    return counts[a.label] < counts[b.label];
  });
  shares.resize(std::min<size_t>(shares.size(), edges));
  for (int64_t i = 0; i < edges && !shares.empty(); ++i) ++shares[i % shares.size()].edges;
  return shares;
}

// The values of one matrix column, ascending; of the rows of one class, or of all rows.
std::vector<double> SortedColumn(const Matrix& matrix, int64_t column,
                                 absl::Span<const uint32_t> labels, const uint32_t* only_label) {
  std::vector<double> values;
  for (int64_t r = 0; r < matrix.rows; ++r) {
    if (only_label == nullptr || labels[r] == *only_label) values.push_back(matrix.row(r)[column]);
  }
  std::sort(values.begin(), values.end());
  return values;
}

void AppendEdges(const std::vector<double>& sorted, int64_t count, double first_share, double step,
                 std::vector<float>& edges) {
  for (int64_t i = 0; i < count; ++i) {
    const double share = std::min(first_share + step * static_cast<double>(i), 1.0);
    edges.push_back(static_cast<float>(Quantile(sorted, share)));
  }
}

// `intervals` + 1 quantiles from the minimum to the maximum.
void AppendQuantiles(const std::vector<double>& sorted, int64_t intervals,
                     std::vector<float>& edges) {
  AppendEdges(sorted, intervals + 1, 0.0, 1.0 / static_cast<double>(intervals), edges);
}

// The quantiles at (i + 1/2) / count.
void AppendMidQuantiles(const std::vector<double>& sorted, int64_t count,
                        std::vector<float>& edges) {
  AppendEdges(sorted, count, 0.5 / static_cast<double>(count), 1.0 / static_cast<double>(count),
              edges);
}

std::vector<float> QuantileEdges(const Matrix& matrix, int64_t column,
                                 absl::Span<const uint32_t> labels, int64_t intervals,
                                 const std::vector<ClassShare>& shares) {
  std::vector<float> edges;
  AppendQuantiles(SortedColumn(matrix, column, labels, nullptr), intervals, edges);
  for (const ClassShare& share : shares) {
    AppendMidQuantiles(SortedColumn(matrix, column, labels, &share.label), share.edges, edges);
  }
  return edges;
}

// The minimum, the maximum and where a tree with at most `leaves` leaves cuts between them.
std::vector<float> TreeEdges(const Matrix& matrix, int64_t column,
                             absl::Span<const uint32_t> labels, int class_count, int64_t leaves) {
  std::vector<float> values(matrix.rows);
  for (int64_t r = 0; r < matrix.rows; ++r) values[r] = matrix.row(r)[column];
  ThresholdTreeLimits limits;
  limits.leaves = std::min(leaves, kMaximumLeaves);
  std::vector<float> edges = ThresholdsOfTree(values, labels, class_count, limits);
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  edges.push_back(*lowest);
  edges.push_back(*highest);
  return edges;
}

// Ascending, and each at least kSmallestGap above the one before.
std::vector<float> Thin(std::vector<float> edges) {
  std::sort(edges.begin(), edges.end());
  std::vector<float> kept;
  for (const float edge : edges) {
    if (kept.empty() || edge - kept.back() > kSmallestGap) kept.push_back(edge);
  }
  return kept;
}

void AppendRamps(int64_t column, const std::vector<float>& edges, RampEncoding& encoding) {
  for (size_t i = 1; i < edges.size(); ++i) {
    encoding.columns.push_back(static_cast<int32_t>(column));
    encoding.lows.push_back(edges[i - 1]);
    encoding.inverse_widths.push_back(1.0f / (edges[i] - edges[i - 1]));
  }
}

// Numeric features are the first matrix columns, in their order.
std::vector<int64_t> RampColumns(const Preprocessing& preprocessing) {
  std::vector<int64_t> columns;
  for (size_t i = 0; i < preprocessing.numeric.size(); ++i) {
    if (preprocessing.numeric[i].distinct_count > 2) columns.push_back(static_cast<int64_t>(i));
  }
  return columns;
}

}  // namespace

RampEncoding FitRampEncoding(const Matrix& matrix, absl::Span<const uint32_t> labels,
                             int class_count, const Preprocessing& preprocessing, int ramps,
                             RampEdgesKind edges_kind) {
  RampEncoding encoding;
  encoding.input_width = matrix.columns;
  const std::vector<int64_t> columns = RampColumns(preprocessing);
  if (columns.empty() || matrix.rows == 0) return encoding;
  const int64_t ramps_per_column =
      std::min<int64_t>(ramps, kMaximumRamps / static_cast<int64_t>(columns.size()));
  if (ramps_per_column < kMinimumRampsPerColumn) return encoding;

  const bool at_minority = edges_kind == RampEdgesKind::kMinorityQuantile;
  const int64_t intervals = at_minority ? ramps_per_column / 2 : ramps_per_column;
  const std::vector<ClassShare> shares =
      ShareOutEdges(CountClasses(labels, class_count), ramps_per_column - intervals);
  for (const int64_t column : columns) {
    std::vector<float> edges =
        edges_kind == RampEdgesKind::kTree
            ? TreeEdges(matrix, column, labels, class_count, ramps_per_column)
            : QuantileEdges(matrix, column, labels, intervals, shares);
    AppendRamps(column, Thin(std::move(edges)), encoding);
  }
  return encoding;
}

}  // namespace counterweight
