// The outer loss: how far one member is from ranking the rare classes of its validation rows first.
#ifndef COUNTERWEIGHT_SRC_LEARN_RANKING_LOSS_H_
#define COUNTERWEIGHT_SRC_LEARN_RANKING_LOSS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "src/learn/outer_gradient.h"
#include "src/learn/training_problem.h"

namespace counterweight {

// outputs [n, C] of one member, float or double; labels [n].
// Mean over the ranked classes of 1 - smooth average precision of the class's score, one against
// the rest. The temperature is `temperature` times the standard deviation of that score over the
// rows (at least 0.05), held fixed in the gradient. A class without positives or without negatives
// here counts nowhere; nullopt if none counts. The value is in [0, 1).
std::optional<OuterLoss> ComputeRankingLoss(const at::Tensor& outputs,
                                            absl::Span<const uint32_t> labels,
                                            absl::Span<const RankedClass> classes,
                                            double temperature);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_RANKING_LOSS_H_
