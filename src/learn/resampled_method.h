// Plain training on rows filled up by an oversampler until the classes are of one size.
#ifndef COUNTERWEIGHT_SRC_LEARN_RESAMPLED_METHOD_H_
#define COUNTERWEIGHT_SRC_LEARN_RESAMPLED_METHOD_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "src/augment/oversampling.h"
#include "src/learn/training_method.h"

namespace counterweight {

// Bytes of all members' new rows together: about what a large upload's own matrix takes. A thousand
// classes of which one has nearly all rows would ask for a thousand times the rows.
inline constexpr int64_t kMaximumNewRowBytes = int64_t{8} << 30;

// OK if resampling adds no more than that to the members' training parts; else RESOURCE_EXHAUSTED
// with the rows it would add.
absl::Status CheckNewRows(const TrainingProblem& problem);

// Each member's training part is resampled by itself, before the first step, so that no row of its
// validation part has a part in a row it trains on. Deterministic in the seed: a run that continues
// from a checkpoint makes the same rows again.
class ResampledMethod : public TrainingMethod {
 public:
  // CheckNewRows(problem) is OK.
  ResampledMethod(const TrainingProblem& problem, Oversampler oversampler, uint64_t seed);

  // The training set's rows, then the new rows of member 0, of member 1, ...
  RowPool pool() const override { return {&features_, targets_, &member_rows_}; }

 private:
  void AddMember(int member, Oversampler oversampler, uint64_t seed);

  Matrix features_;
  std::vector<uint32_t> targets_;
  MemberRows member_rows_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_RESAMPLED_METHOD_H_
