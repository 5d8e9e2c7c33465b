#include "src/features/preprocessing.h"

#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/features/numeric_scaling.h"

namespace counterweight {
namespace {

// The cells of one row, from `out` on: the layout that width() and ColumnNames() describe.
void TransformRow(const Preprocessing& preprocessing, const Table& table, int64_t row, float* out) {
  for (const NumericFeature& feature : preprocessing.numeric) {
    *out++ = ScaleNumeric(feature, table.columns[feature.source].numbers[row]);
  }
  for (const NumericFeature& feature : preprocessing.numeric) {
    if (!feature.has_missing_indicator) continue;
    *out++ = std::isfinite(table.columns[feature.source].numbers[row]) ? 0.0f : 1.0f;
  }
  for (const CategoricalFeature& feature : preprocessing.categorical) {
    const uint32_t code = table.columns[feature.source].codes[row];
    for (const uint32_t level : feature.levels) *out++ = code == level ? 1.0f : 0.0f;
    if (feature.has_missing_level) *out++ = code == kMissingCode ? 1.0f : 0.0f;
  }
}

}  // namespace

int64_t Preprocessing::width() const {
  int64_t width = static_cast<int64_t>(numeric.size());
  for (const NumericFeature& feature : numeric) width += feature.has_missing_indicator;
  for (const CategoricalFeature& feature : categorical) {
    width += static_cast<int64_t>(feature.levels.size()) + feature.has_missing_level;
  }
  return width;
}

std::vector<std::string> Preprocessing::ColumnNames() const {
  std::vector<std::string> names;
  names.reserve(width());
  for (const NumericFeature& feature : numeric) names.push_back(schema[feature.source].name);
  for (const NumericFeature& feature : numeric) {
    if (!feature.has_missing_indicator) continue;
    names.push_back(absl::StrCat(schema[feature.source].name, " is missing"));
  }
  for (const CategoricalFeature& feature : categorical) {
    const ColumnSchema& column = schema[feature.source];
    for (const uint32_t level : feature.levels) {
      names.push_back(absl::StrCat(column.name, " = ", column.categories[level]));
    }
    if (feature.has_missing_level) names.push_back(absl::StrCat(column.name, " is missing"));
  }
  return names;
}

std::vector<int32_t> Preprocessing::ColumnGroups() const {
  std::vector<int32_t> groups(numeric.size(), -1);
  groups.reserve(width());
  int32_t next = 0;
  for (const NumericFeature& feature : numeric) {
    if (feature.has_missing_indicator) groups.push_back(next++);
  }
  for (const CategoricalFeature& feature : categorical) {
    groups.insert(groups.end(), feature.levels.size() + (feature.has_missing_level ? 1 : 0), next);
    ++next;
  }
  return groups;
}

Matrix Transform(const Preprocessing& preprocessing, const Table& table,
                 absl::Span<const int64_t> rows) {
  Matrix matrix;
  matrix.rows = static_cast<int64_t>(rows.size());
  matrix.columns = preprocessing.width();
  matrix.values.resize(matrix.rows * matrix.columns);
  for (int64_t i = 0; i < matrix.rows; ++i) {
    TransformRow(preprocessing, table, rows[i], matrix.row(i));
  }
  return matrix;
}

}  // namespace counterweight
