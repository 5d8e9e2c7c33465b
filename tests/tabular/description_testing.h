// A table of five rows and its description, for the tests of what is stored.
#ifndef COUNTERWEIGHT_TESTS_TABULAR_DESCRIPTION_TESTING_H_
#define COUNTERWEIGHT_TESTS_TABULAR_DESCRIPTION_TESTING_H_

#include <limits>
#include <string>
#include <vector>

#include "src/tabular/table.h"

namespace counterweight {

// age (numeric, one missing, one infinite), colour (categorical), member (boolean); classes "0" of
// three rows and "1" of two.
inline DatasetDescription SmallDescription() {
  DatasetDescription description;
  description.spec.display_name = "small";
  description.spec.label_column = "y";
  description.spec.positive_label = "1";
  description.spec.delimiter = ';';
  description.spec.column_types = {{"id", ColumnType::kIgnored}, {"age", ColumnType::kNumeric}};
  description.row_count = 5;
  description.columns = {{"age", ColumnType::kNumeric, {}},
                         {"colour", ColumnType::kCategorical, {"red", "grün", ""}},
                         {"member", ColumnType::kBoolean, {}}};
  ColumnStatistics age{2, 1, 20, 40, 30, 8.5, {}};
  ColumnStatistics colour{1, 0, 0, 0, 0, 0, {3, 1, 0}};
  ColumnStatistics member{0, 0, 0, 1, 0.4, 0.49, {}};
  description.statistics = {age, colour, member};
  description.ignored_columns = {"id"};
  description.classes = {"0", "1"};
  description.class_counts = {3, 2};
  description.positive_class = 1;
  description.imbalance_ratio = 1.5;
  return description;
}

// The cells that SmallDescription describes, in one group.
inline std::vector<Column> SmallColumns() {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  Column age, colour, member;
  age.numbers = {20, kMissing, 30, 40, kMissing};
  colour.codes = {0, 0, kMissingCode, 1, 0};
  member.numbers = {0, 1, 1, 0, 0};
  return {age, colour, member};
}

inline std::vector<uint32_t> SmallLabels() { return {0, 1, 0, 0, 1}; }

}  // namespace counterweight

#endif  // COUNTERWEIGHT_TESTS_TABULAR_DESCRIPTION_TESTING_H_
