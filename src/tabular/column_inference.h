// The type of a column, from its cells as they pass.
#ifndef COUNTERWEIGHT_SRC_TABULAR_COLUMN_INFERENCE_H_
#define COUNTERWEIGHT_SRC_TABULAR_COLUMN_INFERENCE_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "src/tabular/category_dictionary.h"
#include "src/tabular/schema.h"

namespace counterweight {

// One column. While every cell is a number no text is kept, so that a numeric column costs no
// memory whatever its number of distinct values. The price: a column that turns out to be text
// after it began with numbers has an incomplete dictionary, and its cells must be read once more.
class ColumnInference {
 public:
  // given: the type the uploader declares; nullopt: infer it.
  explicit ColumnInference(std::optional<ColumnType> given) : given_(given) {}

  // The next cell. INVALID_ARGUMENT if it does not fit the declared type, RESOURCE_EXHAUSTED if the
  // dictionary grows too large; the caller adds row and column to the message.
  absl::Status Observe(absl::string_view cell, int64_t categories_limit, DictionaryBudget& budget);

  // The type by the cells so far.
  ColumnType type() const;

  // True if a second reading has to fill the dictionary: then StartRecount, and Recount per cell.
  bool needs_recount() const { return type() == ColumnType::kCategorical && saw_number_; }
  void StartRecount(DictionaryBudget& budget) { dictionary_.Clear(budget); }
  absl::Status Recount(absl::string_view cell, int64_t categories_limit, DictionaryBudget& budget);

  // Of a categorical column.
  const CategoryDictionary& dictionary() const { return dictionary_; }

 private:
  absl::Status ObserveGiven(absl::string_view cell) const;

  const std::optional<ColumnType> given_;
  bool all_numbers_ = true;  // of the cells present
  bool all_booleans_ = true;
  bool saw_number_ = false;  // a present cell that is not in dictionary_
  CategoryDictionary dictionary_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_COLUMN_INFERENCE_H_
