#include "src/augment/smote_nc.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/augment/class_neighbours.h"
#include "src/augment/gather_rows.h"
#include "src/augment/nominal_columns.h"
#include "src/base/class_counts.h"

namespace counterweight {
namespace {

uint32_t SmallestClass(const LabelledRows& rows) {
  const std::vector<int64_t> counts = CountClasses(rows.labels, rows.class_count);
  int smallest = LargestClass(counts);
  for (int c = rows.class_count - 1; c >= 0; --c) {
    if (counts[c] > 0 && counts[c] <= counts[smallest]) smallest = c;
  }
  return static_cast<uint32_t>(smallest);
}

// Over the rows of one class.
double Deviation(const LabelledRows& rows, uint32_t label, int64_t column) {
  double sum = 0, squares = 0;
  int64_t count = 0;
  const auto for_each_value = [&](auto&& visit) {
    for (int64_t row = 0; row < rows.features.rows; ++row) {
      if (rows.labels[row] == label) visit(static_cast<double>(rows.features.row(row)[column]));
    }
  };
  for_each_value([&](double value) {
    sum += value;
    ++count;
  });
  const double mean = sum / static_cast<double>(count);
  for_each_value([&](double value) { squares += (value - mean) * (value - mean); });
  return std::sqrt(squares / static_cast<double>(count));
}

// Rows whose Euclidean distances are SMOTE-NC's: the numeric columns, then for each categorical
// column `level_value` at the row's level, the level of zeros included.
Matrix DistanceRows(const Matrix& members, const NominalColumns& columns, float level_value) {
  Matrix encoded{members.rows, static_cast<int64_t>(columns.numeric.size()), {}};
  for (const std::vector<int64_t>& group : columns.groups) {
    encoded.columns += static_cast<int64_t>(group.size()) + 1;
  }
  encoded.values.assign(encoded.rows * encoded.columns, 0.0f);
  for (int64_t row = 0; row < members.rows; ++row) {
    float* out = encoded.row(row);
    for (const int64_t c : columns.numeric) *out++ = members.row(row)[c];
    for (const std::vector<int64_t>& group : columns.groups) {
      out[LevelOf(members.row(row), group)] = level_value;
      out += group.size() + 1;
    }
  }
  return encoded;
}

int64_t MostFrequentLevel(const Matrix& members, absl::Span<const int64_t> voters,
                          absl::Span<const int64_t> group) {
  std::vector<int> votes(group.size() + 1, 0);
  for (const int64_t voter : voters) ++votes[LevelOf(members.row(voter), group)];
  return std::max_element(votes.begin(), votes.end()) - votes.begin();
}

void AppendVotedRows(const LabelledRows& rows, const ShortClass& short_class,
                     const NominalColumns& columns, double deviation, RandomStream& stream,
                     NewRows& out) {
  const Matrix members = GatherRows(rows.features, short_class.members);
  std::vector<int64_t> all(members.rows);
  std::iota(all.begin(), all.end(), 0);
  const std::vector<int64_t> bases = DrawBases(all, short_class.missing, stream);
  const ClassNeighbours neighbours(
      DistanceRows(members, columns, static_cast<float>(deviation / 2)), bases);
  for (const int64_t base : bases) {
    const absl::Span<const int64_t> nearest = neighbours.Of(base);
    const float* from = members.row(base);
    const float* to = members.row(nearest[stream.Below(nearest.size())]);
    const double lambda = stream.Uniform();
    std::vector<float> values(members.columns, 0.0f);
    for (const int64_t c : columns.numeric) {
      values[c] = static_cast<float>(from[c] + lambda * (static_cast<double>(to[c]) - from[c]));
    }
    for (const std::vector<int64_t>& group : columns.groups) {
      const int64_t level = MostFrequentLevel(members, nearest, group);
      if (level < static_cast<int64_t>(group.size())) values[group[level]] = 1.0f;
    }
    AppendRow(values, short_class.label, out);
  }
}

}  // namespace

double MedianDeviation(const LabelledRows& rows, absl::Span<const int64_t> numeric) {
  const uint32_t smallest = SmallestClass(rows);
  std::vector<double> deviations;
  for (const int64_t column : numeric) deviations.push_back(Deviation(rows, smallest, column));
  std::sort(deviations.begin(), deviations.end());
  const size_t middle = deviations.size() / 2;
  if (deviations.size() % 2 == 1) return deviations[middle];
  return (deviations[middle - 1] + deviations[middle]) / 2;
}

NewRows SmoteNc(const LabelledRows& rows, RandomStream stream) {
  NewRows added;
  added.features.columns = rows.features.columns;
  const NominalColumns columns = SplitColumns(rows.features.columns, rows.column_groups);
  const double deviation = columns.numeric.empty() ? 1.0 : MedianDeviation(rows, columns.numeric);
  for (const ShortClass& short_class : ShortClasses(rows)) {
    if (short_class.members.size() == 1) {
      AppendCopies(rows, short_class, stream, added);
    } else {
      AppendVotedRows(rows, short_class, columns, deviation, stream, added);
    }
  }
  return added;
}

}  // namespace counterweight
