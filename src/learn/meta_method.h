// Meta-learned augmentation: synthetic rows of the rare classes join the batches, and explicit
// gradients of the validation rows' ranking decide what each of them contributes.
#ifndef COUNTERWEIGHT_SRC_LEARN_META_METHOD_H_
#define COUNTERWEIGHT_SRC_LEARN_META_METHOD_H_

#include <cstdint>
#include <optional>

#include "src/augment/synthetic_set.h"
#include "src/learn/outer_problem.h"
#include "src/learn/row_contributions.h"
#include "src/learn/row_products.h"
#include "src/learn/synthetic_contributions.h"
#include "src/learn/training_method.h"
#include "src/recipe/training_options.h"

namespace counterweight {

// Until synth_start of the steps it is plain training, bit for bit: a look-ahead of one step is
// short-sighted, and early on it only ever asks for more positive mass. From then on
//  - every step adds the synthetic batch's loss, coefficients by SyntheticContributions;
//  - every meta_every-th step learns them from OuterProblem's direction, and notes what the real
//  rows
//    would have contributed (which changes nothing in training).
class MetaMethod : public TrainingMethod {
 public:
  MetaMethod(const TrainingProblem& problem, const NetworkShape& shape,
             const TrainingOptions& options, uint64_t seed);

  absl::Status AddGradient(const TrainingState& state, const at::Tensor& gradient,
                           absl::Span<double> losses) override;
  absl::Status AfterStep(const TrainingState& state) override;
  void DescribeProgress(TrainingProgress& progress) const override;
  void DescribeOutcome(TrainedMembers& outcome) const override;
  void Save(ByteWriter& writer) const override;
  absl::Status Restore(ByteReader& reader) override;

 private:
  bool SyntheticRowsJoined(int64_t step) const;
  MemberRows DrawSyntheticBatch(int64_t step) const;
  // d loss / d outputs of the synthetic pass; adds the rows' losses to the members'.
  at::Tensor SyntheticOutputGradient(const MemberRows& rows, absl::Span<double> losses) const;

  NetworkShape shape_;
  TrainingOptions options_;
  uint64_t seed_;
  SyntheticSet set_;
  std::vector<uint32_t> synthetic_targets_;  // [m]
  SyntheticContributions contributions_;
  RowContributions row_contributions_;
  OuterProblem outer_problem_;
  RowProducts row_products_;
  std::optional<double> outer_loss_;  // of the last outer step
  bool joined_ = false;               // as of the last step

  // Buffers of the synthetic batch.
  at::Tensor encoded_;
  ForwardPass pass_;
  LayerDeltas deltas_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_META_METHOD_H_
