// One feature column of an upload: its type, and its cells encoded, as they pass.
#ifndef COUNTERWEIGHT_SRC_TABULAR_COLUMN_INTAKE_H_
#define COUNTERWEIGHT_SRC_TABULAR_COLUMN_INTAKE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "src/tabular/category_dictionary.h"
#include "src/tabular/csv_rows.h"
#include "src/tabular/schema.h"
#include "src/tabular/statistics_tally.h"
#include "src/tabular/table.h"

namespace counterweight {

// How far cells were taken in.
struct TakenCells {
  size_t count = 0;
  absl::Status status;  // of the cell after them, if there was one
};

// Cells are encoded as the column's type by the cells so far asks, in groups. A cell of another
// type changes what is under way. It comes too late for groups that were ended, and for numbers:
// while every cell is a number no text is kept, so that a numeric column costs no memory whatever
// its number of distinct values. Such a column needs_second_reading, with its type given.
class ColumnIntake {
 public:
  // given: the type the uploader declares (not kIgnored); nullopt: infer it.
  explicit ColumnIntake(std::optional<ColumnType> given)
      : given_(given), is_text_(given == ColumnType::kCategorical) {}

  // Cells `column` of the rows. Errors, which the caller adds row and column to: INVALID_ARGUMENT
  // if a cell does not fit the declared type, RESOURCE_EXHAUSTED if the dictionary grows too large.
  TakenCells Add(const CsvRows& rows, size_t column, int64_t categories_limit,
                 DictionaryBudget& budget);

  // The type by the cells so far.
  ColumnType type() const;
  bool needs_second_reading() const { return needs_second_reading_; }

  // Ends the group under way. The cells, of the kind that type() has, are counted, numbers by
  // `number_columns`, which must be tallied before the next call of Add.
  Column EndGroup(NumberColumns& number_columns);
  // Begins the next one. buffer: cells of no more use, for their memory.
  void StartGroup(Column buffer);

  // Of the groups that were ended.
  ColumnSchema Schema(absl::string_view name) const;
  ColumnStatistics Statistics() const;

 private:
  template <typename Cell>
  Cell* RoomFor(size_t count, std::vector<Cell>& cells) const;
  // Each takes cells from `taken->count` on, up to one that it cannot take or that changes the
  // type.
  void AddNumbers(const CsvRows& rows, size_t column, TakenCells* taken);
  void AddTexts(const CsvRows& rows, size_t column, int64_t categories_limit,
                DictionaryBudget& budget, TakenCells* taken);
  // A number in another than the plain form, or a missing cell. nullopt: neither.
  std::optional<double> UnusualNumber(absl::string_view cell);
  std::optional<double> ParseGiven(absl::string_view cell) const;
  absl::Status DoesNotFit(absl::string_view cell) const;
  // From here on the cells are texts.
  void BecomeText();
  void AddedCategory(absl::string_view text);
  void EncodeBooleans();

  const std::optional<ColumnType> given_;
  bool is_text_;              // cells are coded by the dictionary
  bool all_booleans_ = true;  // of the texts
  bool saw_number_ = false;
  bool ended_group_ = false;
  bool needs_second_reading_ = false;
  CategoryDictionary dictionary_;
  Column cells_;  // of the group under way, and room for more
  size_t group_rows_ = 0;
  StatisticsTally statistics_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_COLUMN_INTAKE_H_
