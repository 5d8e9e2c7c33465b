// The classes of an upload: labels as text, counted.
#ifndef COUNTERWEIGHT_SRC_TABULAR_CLASS_TALLY_H_
#define COUNTERWEIGHT_SRC_TABULAR_CLASS_TALLY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/tabular/category_dictionary.h"

namespace counterweight {

// The classes as a DatasetDescription states them.
struct ClassSummary {
  std::vector<std::string> classes;
  std::vector<int64_t> counts;
  int positive_class = 0;
  double imbalance_ratio = 1;
  std::vector<uint32_t> class_of_code;  // index into `classes` by the code that Add returned
};

class ClassTally {
 public:
  // The label of data row `row`. Out: its code, in order of first appearance. INVALID_ARGUMENT if
  // it is missing, RESOURCE_EXHAUSTED above `classes_limit` classes or the budget; the caller adds
  // row and column to the message.
  absl::StatusOr<uint32_t> Add(int64_t row, absl::string_view label, int64_t classes_limit,
                               DictionaryBudget& budget);

  // The same for a label that was added before and after which 16 bytes may be read: its code, else
  // CategoryDictionary::kNoCode, and then nothing is counted.
  uint32_t AddKnownCell(absl::string_view label) {
    const uint32_t known = labels_.FindCell(label);
    if (known != CategoryDictionary::kNoCode) ++entries_[known].count;
    return known;
  }

  // Class order: by number if all labels are numbers, else bytewise. Positive class: the given one,
  // or if that is empty the one with the fewest rows, of several the last.
  // INVALID_ARGUMENT: one class only, a class with one row. FieldError "spec.positive_label": it is
  // no class.
  absl::StatusOr<ClassSummary> Summarize(absl::string_view positive_label) const;

 private:
  struct Entry {
    int64_t count = 0;
    int64_t first_row = 0;
  };

  absl::Status CheckCounts() const;
  // Codes in the order of the classes.
  std::vector<uint32_t> SortedCodes() const;

  CategoryDictionary labels_;
  std::vector<Entry> entries_;  // by code
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_CLASS_TALLY_H_
