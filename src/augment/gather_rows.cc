#include "src/augment/gather_rows.h"

namespace counterweight {

Matrix GatherRows(const Matrix& matrix, absl::Span<const int64_t> rows) {
  Matrix gathered{static_cast<int64_t>(rows.size()), matrix.columns, {}};
  gathered.values.reserve(rows.size() * matrix.columns);
  for (const int64_t row : rows) {
    gathered.values.insert(gathered.values.end(), matrix.row(row),
                           matrix.row(row) + matrix.columns);
  }
  return gathered;
}

}  // namespace counterweight
