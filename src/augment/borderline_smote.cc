#include "src/augment/borderline_smote.h"

#include <algorithm>

#include "src/augment/foreign_neighbours.h"

namespace counterweight {

std::vector<int64_t> RowsInDanger(const LabelledRows& rows, const ShortClass& short_class) {
  const int m = static_cast<int>(std::min<int64_t>(kDangerNeighbours, rows.features.rows - 1));
  const std::vector<int> foreign = ForeignNeighbours(rows, short_class, m);
  std::vector<int64_t> in_danger;
  for (size_t i = 0; i < foreign.size(); ++i) {
    if (2 * foreign[i] >= m && foreign[i] < m) in_danger.push_back(static_cast<int64_t>(i));
  }
  return in_danger;
}

NewRows BorderlineSmote(const LabelledRows& rows, RandomStream stream) {
  NewRows added;
  added.features.columns = rows.features.columns;
  for (const ShortClass& short_class : ShortClasses(rows)) {
    const std::vector<int64_t> in_danger = RowsInDanger(rows, short_class);
    if (short_class.members.size() == 1 || in_danger.empty()) {
      AppendCopies(rows, short_class, stream, added);
      continue;
    }
    AppendBetweenNeighbours(rows, short_class, DrawBases(in_danger, short_class.missing, stream),
                            stream, added);
  }
  return added;
}

}  // namespace counterweight
