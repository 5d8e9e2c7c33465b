// The categorical columns behind the 0/1 columns of a matrix.
#ifndef COUNTERWEIGHT_SRC_AUGMENT_NOMINAL_COLUMNS_H_
#define COUNTERWEIGHT_SRC_AUGMENT_NOMINAL_COLUMNS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace counterweight {

struct NominalColumns {
  std::vector<int64_t> numeric;              // matrix columns, ascending
  std::vector<std::vector<int64_t>> groups;  // per categorical column its levels' matrix columns
};

// column_groups: as LabelledRows::column_groups, of `columns` columns.
NominalColumns SplitColumns(int64_t columns, absl::Span<const int32_t> column_groups);

// Which of the group's columns is 1 in the row: its index in the group. group.size() if none is:
// that stands for an unseen or rare level, or for "not missing", and is a level like the others.
int64_t LevelOf(const float* row, absl::Span<const int64_t> group);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_AUGMENT_NOMINAL_COLUMNS_H_
