// Columns of a table -> a dense matrix: imputation, scaling, categories. Fit on training rows only.
#ifndef COUNTERWEIGHT_SRC_FEATURES_PREPROCESSING_H_
#define COUNTERWEIGHT_SRC_FEATURES_PREPROCESSING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "src/base/byte_codec.h"
#include "src/recipe/training_options.h"
#include "src/tabular/table.h"

namespace counterweight {

// A row-major float matrix.
struct Matrix {
  int64_t rows = 0;
  int64_t columns = 0;
  std::vector<float> values;  // [rows * columns]

  float* row(int64_t r) { return values.data() + r * columns; }
  const float* row(int64_t r) const { return values.data() + r * columns; }
};

// A kept numeric or boolean column. Missing (not finite) -> median, then the scaling, then clipped
// to +-6.
struct NumericFeature {
  int32_t source = 0;  // index into the schema
  double median = 0;   // of the training rows present
  ScalingKind scaling = ScalingKind::kStandard;
  // kStandard, kRobust: (x - center) / scale; scale > 0. kRobust has the standard deviation as its
  // scale where the interquartile range is 0.
  double center = 0, scale = 1;
  // kQuantile: values at equally spaced ranks of the training rows present, ascending, at most
  // 1,000. Knot i of K stands for probability (i + 1/2) / K (Hazen 1914), so the extremes stay
  // finite; linear between knots, the middle rank for a value that is several knots, then the
  // normal quantile.
  std::vector<double> knots;
  bool has_missing_indicator = false;  // any training row is missing
  int64_t distinct_count = 0;          // after imputation, training rows
};

// Levels of a categorical column that get a matrix column.
inline constexpr int kMaximumLevels = 30;

// A kept categorical column: one 0/1 column per level, and one for "missing" if a training row is.
// An unseen or rare level is all zeros: that is its unknown bucket.
struct CategoricalFeature {
  int32_t source = 0;
  std::vector<uint32_t> levels;  // codes, most frequent first, at most kMaximumLevels
  bool has_missing_level = false;
};

// The fitted transformation: a plain value. Columns of the matrix, in order: numeric features,
// missing indicators (of the numeric features that have one, in their order), then the levels of
// each categorical feature (its missing level last).
struct Preprocessing {
  std::vector<ColumnSchema> schema;
  std::vector<NumericFeature> numeric;
  std::vector<CategoricalFeature> categorical;
  std::vector<std::string> dropped;  // names of constant and all-missing columns

  // d, the matrix's width.
  int64_t width() const;
  // A name per matrix column, for people: "age", "age is missing", "state = CA".
  std::vector<std::string> ColumnNames() const;
  // Per matrix column -1 if it is numeric, else which categorical column (0, 1, ...) it is a level
  // of. A missing indicator is a categorical column of its own.
  std::vector<int32_t> ColumnGroups() const;

  void Encode(ByteWriter& writer) const;
  static Preprocessing Decode(ByteReader& reader);  // the caller checks reader.status()
  // DATA_LOSS if an index or a size is not consistent with the schema.
  absl::Status Validate() const;
};

// rows: indices of the training rows into the table. No other row is looked at.
// A column is dropped if it is constant after imputation (numeric: standard deviation <= 1e-12) or
// has no value present. All statistics are in double or better. INVALID_ARGUMENT if there are no
// rows or no column is left (all are constant or missing).
absl::StatusOr<Preprocessing> FitPreprocessing(const Table& table, absl::Span<const int64_t> rows,
                                               ScalingKind scaling);

// Rows of `table`, whose schema has the fitted columns in the fitted order (names are not compared;
// codes of categorical columns are the fitted schema's). Out: [rows.size(), width()].
Matrix Transform(const Preprocessing& preprocessing, const Table& table,
                 absl::Span<const int64_t> rows);

// A matrix value of numeric feature `index` in the column's own units (undoes scaling, not
// clipping).
double InverseNumeric(const NumericFeature& feature, double value);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_FEATURES_PREPROCESSING_H_
