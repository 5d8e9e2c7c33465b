// A classification tree on one column, for the places where it cuts.
#ifndef COUNTERWEIGHT_SRC_FEATURES_THRESHOLD_TREE_H_
#define COUNTERWEIGHT_SRC_FEATURES_THRESHOLD_TREE_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace counterweight {

struct ThresholdTreeLimits {
  int64_t leaves = 16;    // at most; >= 1
  int64_t leaf_rows = 8;  // at least, in each leaf; >= 1
};

// The thresholds of the tree, ascending, at most limits.leaves - 1: none where no cut leaves
// limits.leaf_rows rows on both sides.
// values: [rows], finite. labels: [rows], in [0, class_count).
//
// Grown as a CART (Breiman, Friedman, Olshen & Stone 1984) with Gini impurity and rows weighted so
// that the classes present weigh the same; the leaf whose best cut gains most is cut next. A
// threshold lies midway between neighbouring values; values within 1e-7 are not told apart. A leaf
// of several classes is cut even if nothing is gained. Among equal gains the lowest threshold wins,
// then the leaf made first. These are the thresholds of scikit-learn 1.2's
// DecisionTreeClassifier(max_leaf_nodes, min_samples_leaf, class_weight="balanced") but where its
// rounding decides: on equal gains, and on leaves of one class, which it sometimes cuts.
// Cost: rows log rows to sort, then for each leaf one pass over its rows.
std::vector<float> ThresholdsOfTree(absl::Span<const float> values,
                                    absl::Span<const uint32_t> labels, int class_count,
                                    const ThresholdTreeLimits& limits);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_FEATURES_THRESHOLD_TREE_H_
