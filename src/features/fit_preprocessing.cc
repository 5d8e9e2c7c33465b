#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/features/numeric_scaling.h"
#include "src/features/preprocessing.h"

namespace counterweight {
namespace {

// The finite values of the rows, ascending.
std::vector<double> SortedPresent(const Column& column, absl::Span<const int64_t> rows) {
  std::vector<double> present;
  present.reserve(rows.size());
  for (const int64_t row : rows) {
    const double value = column.numbers[row];
    // "+ 0.0" makes -0.0 the 0.0 it is equal to, so that the order of rows cannot matter.
    if (std::isfinite(value)) present.push_back(value + 0.0);
  }
  std::sort(present.begin(), present.end());
  return present;
}

// False if the column is constant or missing.
bool FitNumeric(const Column& column, absl::Span<const int64_t> rows, ScalingKind scaling,
                NumericFeature& feature) {
  const std::vector<double> present = SortedPresent(column, rows);
  if (present.empty()) return false;
  const int64_t missing_count = static_cast<int64_t>(rows.size() - present.size());
  feature.has_missing_indicator = missing_count > 0;
  return FitScaling(present, missing_count, scaling, feature);
}

// Codes that occur, most frequent first; equally frequent ones in code order.
std::vector<uint32_t> CodesByFrequency(const std::vector<int64_t>& counts) {
  std::vector<uint32_t> codes;
  for (uint32_t code = 0; code < counts.size(); ++code) {
    if (counts[code] > 0) codes.push_back(code);
  }
  std::stable_sort(codes.begin(), codes.end(),
                   [&](uint32_t a, uint32_t b) { return counts[a] > counts[b]; });
  return codes;
}

// False if the column is constant or missing.
bool FitCategorical(const Column& column, absl::Span<const int64_t> rows, size_t category_count,
                    CategoricalFeature& feature) {
  std::vector<int64_t> counts(category_count, 0);
  for (const int64_t row : rows) {
    const uint32_t code = column.codes[row];
    if (code == kMissingCode) feature.has_missing_level = true;
    if (code < category_count) ++counts[code];
  }
  feature.levels = CodesByFrequency(counts);
  const size_t kinds = feature.levels.size() + (feature.has_missing_level ? 1 : 0);
  if (feature.levels.empty() || kinds < 2) return false;
  feature.levels.resize(std::min<size_t>(feature.levels.size(), kMaximumLevels));
  return true;
}

}  // namespace

absl::StatusOr<Preprocessing> FitPreprocessing(const Table& table, absl::Span<const int64_t> rows,
                                               ScalingKind scaling) {
  if (rows.empty()) return absl::InvalidArgumentError("there are no training rows");
  Preprocessing preprocessing;
  preprocessing.schema = table.schema;
  for (size_t source = 0; source < table.schema.size(); ++source) {
    const ColumnSchema& schema = table.schema[source];
    bool kept = false;
    if (schema.type == ColumnType::kCategorical) {
      CategoricalFeature feature;
      feature.source = static_cast<int32_t>(source);
      kept = FitCategorical(table.columns[source], rows, schema.categories.size(), feature);
      if (kept) preprocessing.categorical.push_back(std::move(feature));
    } else {
      NumericFeature feature;
      feature.source = static_cast<int32_t>(source);
      kept = FitNumeric(table.columns[source], rows, scaling, feature);
      if (kept) preprocessing.numeric.push_back(std::move(feature));
    }
    if (!kept) preprocessing.dropped.push_back(schema.name);
  }
  if (preprocessing.width() == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("no feature is left to learn from: each of the ", table.schema.size(),
                     " columns is constant or missing in the ", rows.size(), " training rows"));
  }
  return preprocessing;
}

}  // namespace counterweight
