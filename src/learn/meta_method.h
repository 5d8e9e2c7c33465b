// Meta-learned augmentation: synthetic rows of the rare classes join the batches, and explicit
// gradients of the validation rows' ranking decide what each of them contributes.
#ifndef COUNTERWEIGHT_SRC_LEARN_META_METHOD_H_
#define COUNTERWEIGHT_SRC_LEARN_META_METHOD_H_

#include <cstdint>
#include <optional>

#include "src/learn/fixed_method.h"
#include "src/learn/real_row_weights.h"
#include "src/learn/row_position_derivatives.h"
#include "src/learn/synthetic_positions.h"

namespace counterweight {

// FixedMethod whose outer variables are learned, every meta_every-th step from synth_start on:
//  - the contributions and masses of the synthetic rows (SyntheticContributions);
//  - with learn_real, the weights of the real rows (RealRowWeights);
//  - with learn_positions, where the synthetic rows lie (SyntheticPositions).
// Contributions and weights are cross-fitted (cross_fit.h); positions are shared by the members, so
// with learn_positions validation figures are optimistic.
// Not before synth_start, where it is plain training bit for bit: a look-ahead of one step is
// short-sighted, and early on it only ever asks for more positive mass.
class MetaMethod : public FixedMethod {
 public:
  MetaMethod(const TrainingProblem& problem, const NetworkShape& shape,
             const TrainingOptions& options, uint64_t seed);

  absl::Status WeighRows(const TrainingState& state, const RealBatch& batch,
                         absl::Span<float> weights) override;
  void DescribeOutcome(TrainedMembers& outcome) const override;
  void Save(ByteWriter& writer) const override;
  absl::Status Restore(ByteReader& reader) override;

 protected:
  void Learn(const TrainingState& state, const OuterDirection& outer,
             const RealSample& sample) override;

 private:
  void MoveRows(const TrainingState& state, const OuterDirection& outer);

  std::optional<CrossFit<RealRowWeights>> real_weights_;  // with learn_real
  std::optional<SyntheticPositions> positions_;           // with learn_positions
  MemberRows usable_rows_;  // of the synthetic set: nobody asks what others would do
  RowPositionDerivatives position_derivatives_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_META_METHOD_H_
