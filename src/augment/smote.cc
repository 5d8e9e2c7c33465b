#include "src/augment/smote.h"

#include <numeric>

namespace counterweight {

NewRows Smote(const LabelledRows& rows, RandomStream stream) {
  NewRows added;
  added.features.columns = rows.features.columns;
  for (const ShortClass& short_class : ShortClasses(rows)) {
    if (short_class.members.size() == 1) {
      AppendCopies(rows, short_class, stream, added);
      continue;
    }
    std::vector<int64_t> all(short_class.members.size());
    std::iota(all.begin(), all.end(), 0);
    AppendBetweenNeighbours(rows, short_class, DrawBases(all, short_class.missing, stream), stream,
                            added);
  }
  return added;
}

}  // namespace counterweight
