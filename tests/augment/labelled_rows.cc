#include "tests/augment/labelled_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "src/base/class_counts.h"

namespace counterweight {
namespace {

double Distance(const float* a, const float* b, int64_t columns) {
  double sum = 0;
  for (int64_t c = 0; c < columns; ++c) sum += std::pow(static_cast<double>(a[c]) - b[c], 2);
  return std::sqrt(sum);
}

std::vector<int64_t> NearestInClass(const LabelledRows& rows, int64_t base) {
  std::vector<std::pair<double, int64_t>> others;
  for (int64_t row = 0; row < rows.features.rows; ++row) {
    if (row == base || rows.labels[row] != rows.labels[base]) continue;
    const double distance =
        Distance(rows.features.row(base), rows.features.row(row), rows.features.columns);
    others.emplace_back(distance, row);
  }
  std::sort(others.begin(), others.end());
  std::vector<int64_t> nearest;
  for (size_t i = 0; i < std::min<size_t>(5, others.size()); ++i) {
    nearest.push_back(others[i].second);
  }
  return nearest;
}

// The ends' distances to the point add up to their own exactly if it lies between them.
bool LiesBetween(const float* from, const float* to, const float* point, int64_t columns) {
  const double detour = Distance(from, point, columns) + Distance(point, to, columns);
  return detour - Distance(from, to, columns) < 1e-6;
}

void ExpectValidRows(const LabelledRows& rows, const NewRows& added) {
  EXPECT_EQ(added.features.columns, rows.features.columns);
  EXPECT_EQ(added.features.rows, static_cast<int64_t>(added.labels.size()));
  EXPECT_EQ(static_cast<int64_t>(added.features.values.size()),
            added.features.rows * added.features.columns);
  EXPECT_TRUE(std::is_sorted(added.labels.begin(), added.labels.end()));
}

}  // namespace

LabelledRows RandomLabelledRows(const std::vector<int>& class_rows, uint64_t seed) {
  RandomStream stream(seed, "rows");
  LabelledRows rows;
  rows.class_count = static_cast<int>(class_rows.size());
  for (size_t c = 0; c < class_rows.size(); ++c) {
    rows.labels.insert(rows.labels.end(), class_rows[c], static_cast<uint32_t>(c));
  }
  std::shuffle(rows.labels.begin(), rows.labels.end(), stream);
  rows.features = {static_cast<int64_t>(rows.labels.size()), 2, {}};
  for (const uint32_t label : rows.labels) {
    for (int c = 0; c < 2; ++c) {
      rows.features.values.push_back(static_cast<float>(label + stream.Normal()));
    }
  }
  return rows;
}

LabelledRows GoldenRows() {
  LabelledRows rows;
  rows.class_count = 3;
  rows.features = {
      38, 2, {1.75,  -0.29, -0.48, -2.65, -0.01, -0.32, -0.54, 0.32,  0.42,  -1.07, -0.89,
              -0.48, 0.69,  0.56,  -1.31, -1.12, 0.74,  1.57,  -0.03, -0.68, 1.1,   -0.31,
              0.73,  1.55,  0.63,  0.07,  0.73,  -0.64, -0.18, -0.57, -0.2,  -0.49, -0.19,
              -0.38, 0.09,  0.06,  0.3,   1.4,   -1.55, 1.3,   -0.24, -1.23, -0.17, 0.09,
              1.07,  -1.06, 0.22,  0.12,  0.28,  0.73,  2.34,  2.43,  2.78,  2.28,  2.16,
              1.91,  2.89,  1.04,  1.67,  2.15,  0.38,  2.98,  1.09,  1.74,  0.14,  -2.55,
              -2.28, -0.39, -2.77, -2.19, -1.34, -1.39, -1.27, -1.47, -0.59, -0.89}};
  rows.labels.assign(24, 0);
  rows.labels.insert(rows.labels.end(), 8, 1);
  rows.labels.insert(rows.labels.end(), 6, 2);
  return rows;
}

std::vector<int64_t> CountsWith(const LabelledRows& rows, const NewRows& added) {
  std::vector<uint32_t> labels = rows.labels;
  labels.insert(labels.end(), added.labels.begin(), added.labels.end());
  return CountClasses(labels, rows.class_count);
}

std::vector<float> RowOf(const Matrix& matrix, int64_t row) {
  return {matrix.row(row), matrix.row(row) + matrix.columns};
}

std::vector<std::pair<int64_t, int64_t>> SegmentsThrough(const LabelledRows& rows,
                                                         const NewRows& added, int64_t new_row) {
  std::vector<std::pair<int64_t, int64_t>> segments;
  for (int64_t base = 0; base < rows.features.rows; ++base) {
    if (rows.labels[base] != added.labels[new_row]) continue;
    for (const int64_t neighbour : NearestInClass(rows, base)) {
      if (LiesBetween(rows.features.row(base), rows.features.row(neighbour),
                      added.features.row(new_row), rows.features.columns)) {
        segments.emplace_back(base, neighbour);
      }
    }
  }
  return segments;
}

void ExpectCommonProperties(Oversampler oversampler) {
  const LabelledRows rows = RandomLabelledRows({40, 1, 0, 2}, 1);
  const NewRows added = oversampler(rows, RandomStream(1, "oversampling"));
  ExpectValidRows(rows, added);
  const std::vector<int64_t> counts = CountsWith(rows, added);
  EXPECT_THAT(counts, ::testing::ElementsAre(40, 40, 0, 40));
  const int64_t only = std::find(rows.labels.begin(), rows.labels.end(), 1u) - rows.labels.begin();
  for (int64_t i = 0; i < 39; ++i) {
    EXPECT_EQ(RowOf(added.features, i), RowOf(rows.features, only));
  }

  const LabelledRows many = RandomLabelledRows({30, 60, 12}, 2);
  const NewRows first = oversampler(many, RandomStream(3, "oversampling"));
  ExpectValidRows(many, first);
  const NewRows again = oversampler(many, RandomStream(3, "oversampling"));
  EXPECT_EQ(first.features.values, again.features.values);
  EXPECT_EQ(first.labels, again.labels);
  const NewRows other = oversampler(many, RandomStream(4, "oversampling"));
  EXPECT_NE(first.features.values, other.features.values);

  const NewRows none =
      oversampler(RandomLabelledRows({20, 20}, 3), RandomStream(1, "oversampling"));
  EXPECT_EQ(none.features.rows, 0);
  EXPECT_EQ(none.features.columns, 2);
}

}  // namespace counterweight
