// Whether cells are what their description says: the last gate before and after the disk.
#ifndef COUNTERWEIGHT_SRC_TABULAR_TABLE_CHECK_H_
#define COUNTERWEIGHT_SRC_TABULAR_TABLE_CHECK_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "src/tabular/table.h"

namespace counterweight {

// What was seen of a column's cells, enough to compare them with any schema later. Sums over
// groups.
struct ColumnExtent {
  bool all_binary = true;  // numbers are 0, 1 or missing
  bool any_infinite = false;
  uint64_t code_bound = 0;  // above every code that is not kMissingCode

  void Add(const Column& column);
};

// What was seen of a table.
struct TableExtent {
  std::vector<ColumnExtent> columns;
  std::vector<int64_t> class_counts;  // by label, up to the largest one

  // columns: as many every time. INTERNAL: a label beyond any number of classes.
  absl::Status Add(const std::vector<Column>& group, const std::vector<uint32_t>& labels);

  // INTERNAL naming the column or class if the cells are not those of `description` (which is
  // consistent in itself).
  absl::Status Check(const DatasetDescription& description) const;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_TABLE_CHECK_H_
