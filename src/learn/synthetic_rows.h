// The synthetic rows of a run, and how they join the batches.
#ifndef COUNTERWEIGHT_SRC_LEARN_SYNTHETIC_ROWS_H_
#define COUNTERWEIGHT_SRC_LEARN_SYNTHETIC_ROWS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/augment/synthetic_set.h"
#include "src/learn/cross_fit.h"
#include "src/learn/synthetic_contributions.h"
#include "src/learn/train_members.h"
#include "src/learn/training_problem.h"
#include "src/learn/training_state.h"
#include "src/learn/weighted_rows.h"
#include "src/recipe/training_options.h"

namespace counterweight {

// The set, its targets and the draws are those of the seed, whatever is learned about the rows:
// methods that differ in their contributions alone see the same rows in the same batches. Borrows
// the problem.
class SyntheticRows {
 public:
  SyntheticRows(const TrainingProblem& problem, const NetworkShape& shape,
                const TrainingOptions& options, uint64_t seed);
  SyntheticRows(const SyntheticRows&) = delete;
  SyntheticRows& operator=(const SyntheticRows&) = delete;

  // Draws synthetic_batch rows a member and adds the mean of their losses times the coefficients of
  // its copy of `contributions` to gradient [K, P] and losses [K].
  void AddGradient(const TrainingState& state,
                   const CrossFit<SyntheticContributions>& contributions,
                   const at::Tensor& gradient, absl::Span<double> losses);

  const SyntheticSet& set() const { return set_; }
  absl::Span<const uint32_t> targets() const { return targets_; }  // [m], as TargetOf
  // Where the rows lie [m, d]: for what moves them. The batches follow.
  Matrix& positions() { return set_.features; }

  // Contributions and masses are means over the members' copies.
  SyntheticOutcome Outcome(const CrossFit<SyntheticContributions>& contributions) const;

 private:
  MemberRows DrawBatch(int64_t step) const;

  const TrainingProblem& problem_;
  TrainingOptions options_;
  uint64_t seed_;
  SyntheticSet set_;
  std::vector<uint32_t> targets_;
  WeightedRows weighted_rows_;
};

// What a SyntheticSetOptions says in the words of a job's options.
SyntheticSetOptions SetOptionsOf(const TrainingOptions& options);

// The network's target of every row of the set, [m].
std::vector<uint32_t> SyntheticTargets(const TrainingProblem& problem, const SyntheticSet& set);

// Over the members' copies: synthetic mass over real mass, all classes.
double MeanTotalMass(const CrossFit<SyntheticContributions>& contributions);

// The rows of the set that each member may use, ascending.
MemberRows UsableRows(const SyntheticSet& set, int members);

// With two folds a row between them is nobody's: it takes part in no training.
bool UsableByAnyMember(const SyntheticSet& set, int64_t row);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_SYNTHETIC_ROWS_H_
