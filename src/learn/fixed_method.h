// Synthetic rows of fixed, equal contributions: what learning them is compared with.
#ifndef COUNTERWEIGHT_SRC_LEARN_FIXED_METHOD_H_
#define COUNTERWEIGHT_SRC_LEARN_FIXED_METHOD_H_

#include <cstdint>
#include <optional>

#include "src/learn/cross_fit.h"
#include "src/learn/outer_problem.h"
#include "src/learn/row_contributions.h"
#include "src/learn/row_products.h"
#include "src/learn/synthetic_contributions.h"
#include "src/learn/synthetic_rows.h"
#include "src/learn/training_method.h"
#include "src/recipe/training_options.h"

namespace counterweight {

// Until synth_start of the steps it is plain training, bit for bit. From then on
//  - every step adds the synthetic batch's loss, mass options.mass and all contributions 1;
//  - every meta_every-th step notes, along OuterProblem's direction, what the real rows would have
//    contributed, which changes nothing in training.
// MetaMethod learns from that direction what is constant here; seed for seed both draw the same
// rows and batches.
class FixedMethod : public TrainingMethod {
 public:
  FixedMethod(const TrainingProblem& problem, const NetworkShape& shape,
              const TrainingOptions& options, uint64_t seed);

  absl::Status AddGradient(const TrainingState& state, const at::Tensor& gradient,
                           absl::Span<double> losses) override;
  absl::Status AfterStep(const TrainingState& state) override;
  void DescribeProgress(TrainingProgress& progress) const override;
  void DescribeOutcome(TrainedMembers& outcome) const override;
  void Save(ByteWriter& writer) const override;
  absl::Status Restore(ByteReader& reader) override;

 protected:
  // The real rows of an outer step, and their products with its direction (RowProducts).
  struct RealSample {
    MemberRows rows;
    std::vector<float> products;
  };

  // Called in every outer step: moves the outer variables. Default: there are none.
  virtual void Learn(const TrainingState& state, const OuterDirection& outer,
                     const RealSample& sample);

  const TrainingOptions& options() const { return options_; }
  SyntheticRows& synthetic_rows() { return synthetic_rows_; }
  const SyntheticRows& synthetic_rows() const { return synthetic_rows_; }
  CrossFit<SyntheticContributions>& contributions() { return contributions_; }
  RowProducts& row_products() { return row_products_; }

 private:
  TrainingOptions options_;
  SyntheticRows synthetic_rows_;
  CrossFit<SyntheticContributions> contributions_;
  RowContributions row_contributions_;
  OuterProblem outer_problem_;
  RowProducts row_products_;
  std::optional<double> outer_loss_;  // of the last outer step
  bool joined_ = false;               // as of the last step
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_FIXED_METHOD_H_
