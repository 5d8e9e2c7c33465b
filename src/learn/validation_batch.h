// The validation rows that one outer gradient looks at.
#ifndef COUNTERWEIGHT_SRC_LEARN_VALIDATION_BATCH_H_
#define COUNTERWEIGHT_SRC_LEARN_VALIDATION_BATCH_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/base/random_stream.h"
#include "src/learn/training_problem.h"

namespace counterweight {

// Bounds the pairs of a ranking loss, positives x rows: rows that are not of the majority class at
// most, and rows of the majority class at most.
inline constexpr int64_t kRareValidationRows = 1024;
inline constexpr int64_t kMajorityValidationRows = 512;

// Per member all rows of its fold that are not of the majority class, and drawn rows that are; each
// kind drawn uniformly without replacement where there are more than the bound.
MemberRows DrawValidationBatch(const TrainingProblem& problem, RandomStream stream);

// `count` of `pool`, drawn uniformly without replacement, in no particular order; all of it, in
// order, if it has no more.
std::vector<int64_t> SampleWithoutReplacement(absl::Span<const int64_t> pool, int64_t count,
                                              RandomStream& stream);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_VALIDATION_BATCH_H_
