// Synthetic rows as a person reads them: columns of the dataset, in its own units.
#ifndef COUNTERWEIGHT_SRC_PIPELINE_SYNTHETIC_TABLE_H_
#define COUNTERWEIGHT_SRC_PIPELINE_SYNTHETIC_TABLE_H_

#include <cstdint>

#include "absl/types/span.h"
#include "src/augment/synthetic_set.h"
#include "src/features/preprocessing.h"
#include "src/tabular/table.h"

namespace counterweight {

// table: the dataset; training_rows: the row of `table` behind each index in `set`.
// A numeric column that the model uses is taken back from the synthetic row (undoing the scaling).
// What has no value between two parents comes from the nearer one: categories, booleans, a missing
// value, and columns that the model dropped.
Table SyntheticTable(const SyntheticSet& set, const Preprocessing& preprocessing,
                     const Table& table, absl::Span<const int64_t> training_rows);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_PIPELINE_SYNTHETIC_TABLE_H_
