#include "src/augment/nominal_columns.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace counterweight {

NominalColumns SplitColumns(int64_t columns, absl::Span<const int32_t> column_groups) {
  NominalColumns split;
  if (column_groups.empty()) {
    split.numeric.resize(columns);
    std::iota(split.numeric.begin(), split.numeric.end(), 0);
    return split;
  }
  std::map<int32_t, std::vector<int64_t>> levels;
  for (int64_t c = 0; c < columns; ++c) {
    (column_groups[c] < 0 ? split.numeric : levels[column_groups[c]]).push_back(c);
  }
  for (auto& [group, of_group] : levels) split.groups.push_back(std::move(of_group));
  return split;
}

int64_t LevelOf(const float* row, absl::Span<const int64_t> group) {
  const auto set = std::find_if(group.begin(), group.end(), [&](int64_t c) { return row[c] > 0; });
  return set - group.begin();
}

}  // namespace counterweight
