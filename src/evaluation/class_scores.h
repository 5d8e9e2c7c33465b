// From a network's outputs to one score per class that ranks.
#ifndef COUNTERWEIGHT_SRC_EVALUATION_CLASS_SCORES_H_
#define COUNTERWEIGHT_SRC_EVALUATION_CLASS_SCORES_H_

#include "absl/types/span.h"

namespace counterweight {

// Outputs of a network and columns of a score matrix: 1 for two classes (the log-odds of the
// positive class), else one per class.
inline int ScoreColumns(int class_count) { return class_count == 2 ? 1 : class_count; }

// One row's outputs -> scores, in place. One output is a score already. Several are logits z; the
// score of class c is its log-odds against the rest, z_c - log(sum over the others of exp z): with
// two logits that is their difference. Stable for large |z|.
void OutputsToScores(absl::Span<float> outputs);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_EVALUATION_CLASS_SCORES_H_
