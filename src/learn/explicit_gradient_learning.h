// Further settings of a library, each proposed from the ones evaluated before: explicit gradient
// learning (Sarafian, Sinay, Louzoun, Agmon & Kraus, ICML 2020), and random search as its control.
#ifndef COUNTERWEIGHT_SRC_LEARN_EXPLICIT_GRADIENT_LEARNING_H_
#define COUNTERWEIGHT_SRC_LEARN_EXPLICIT_GRADIENT_LEARNING_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "src/learn/setting_space.h"

namespace counterweight {

// A setting whose networks were trained.
struct EvaluatedSetting {
  SettingPoint point{};  // in [-1, 1]^4
  double value = 0;      // f, higher is better: the mean validation average precision over folds
};

// Where the search stands.
struct SearchProgress {
  int index = 0;   // the proposals made before: which one is asked for, [0, budget)
  int budget = 0;  // proposals in all
};

// The setting to evaluate next, in [-1, 1]^4.
//
// evaluated: the settings to start from (at least one), then the progress.index proposals so far,
// in their order; apart from phi they should be alike, as f is a function of phi alone. No state is
// kept: the proposal follows from the arguments alone, so a resumed job proposes what it would have
// proposed.
//
// kGradient. First half of the budget (rounded up): a point on the sphere of radius epsilon = 0.6
// around the best so far (of equals the first). Then a network g is fitted, afresh each time, to
// the pairs of evaluated points at most 2 epsilon apart (fewer than four: the nearer half of all
// pairs) so that (phi_j - phi_i) . g(phi_i) = f_j - f_i, with f normalised to mean 0 and variance 1
// over the evaluated points (gradient_network.h); the proposal is phi_best + epsilon g / |g|.
// Epsilon shrinks by 0.7, down to 1e-3, after each of these that was not better than everything
// before it. Where g says nothing (all values or all points are equal) or leads to a point
// evaluated before, the proposal is one of the first half's kind with the radius reached. kRandom:
// points of the first half's kind for the whole budget, radius 0.6: the same ones while the
// evaluated settings are the same.
//
// A step is clipped to the box. Where the best lies on a face, the direction's components that
// leave the box are dropped first: they would only shorten the step. No proposal repeats a point.
// INVALID_ARGUMENT if the index is outside the budget, no setting to start from is left, a point
// lies outside the box, or a value is not finite.
absl::StatusOr<SettingPoint> ProposeSetting(SearchKind kind,
                                            absl::Span<const EvaluatedSetting> evaluated,
                                            const SearchProgress& progress, uint64_t seed);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_EXPLICIT_GRADIENT_LEARNING_H_
