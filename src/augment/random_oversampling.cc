#include "src/augment/random_oversampling.h"

namespace counterweight {

NewRows RandomOversampling(const LabelledRows& rows, RandomStream stream) {
  NewRows added;
  added.features.columns = rows.features.columns;
  for (const ShortClass& short_class : ShortClasses(rows)) {
    AppendCopies(rows, short_class, stream, added);
  }
  return added;
}

}  // namespace counterweight
