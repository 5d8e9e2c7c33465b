// How far apart two names are, to suggest the one that was meant.
#ifndef COUNTERWEIGHT_SRC_RECIPE_EDIT_DISTANCE_H_
#define COUNTERWEIGHT_SRC_RECIPE_EDIT_DISTANCE_H_

#include "absl/strings/string_view.h"

namespace counterweight {

// The fewest insertions, deletions and substitutions of one byte that turn `a` into `b`
// (Levenshtein 1966). Time a.size() * b.size(), memory b.size(): the caller bounds both.
int EditDistance(absl::string_view a, absl::string_view b);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_RECIPE_EDIT_DISTANCE_H_
