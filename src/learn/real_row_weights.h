// Learned weights of the real rows.
#ifndef COUNTERWEIGHT_SRC_LEARN_REAL_ROW_WEIGHTS_H_
#define COUNTERWEIGHT_SRC_LEARN_REAL_ROW_WEIGHTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "src/base/byte_codec.h"
#include "src/learn/training_problem.h"

namespace counterweight {

// Row i has weight w_i = n exp(omega_i) / sum over all rows of exp(omega), so the mean is 1, and
// omega starts at 0. Borrows the problem.
class RealRowWeights {
 public:
  explicit RealRowWeights(const TrainingProblem& problem);

  // One step on omega against the contribution products of a sample of each member's training rows
  // (RowContributions' sample): products row-major [K, longest count], counts [K] 0 for a member
  // whose products are to be left out. A product counts by its standing within class and sample
  // (class_standing.h), at most 3 either way, averaged over the members that sampled the row: only
  // members that train on a row judge it. Momentum 0.9, then per class a step of root mean square
  // 0.05 over the sampled rows; |omega| <= 1.5. Rows outside the sample keep omega and momentum.
  void Update(const MemberRows& sample, absl::Span<const float> products,
              absl::Span<const uint8_t> counts);

  absl::Span<const float> weights() const { return weights_; }  // [n]

  void Save(ByteWriter& writer) const;
  absl::Status Restore(ByteReader& reader);  // DATA_LOSS if the sizes are not this problem's

 private:
  struct Judgement {
    double sum = 0;
    int members = 0;
  };

  // [n]: what the members say about each row.
  std::vector<Judgement> Judge(const MemberRows& sample, absl::Span<const float> products,
                               absl::Span<const uint8_t> counts) const;
  // Momentum of the judged rows; its root mean square over them, per class.
  std::vector<double> MoveMomenta(absl::Span<const Judgement> judgements);
  void RefreshWeights();

  const TrainingProblem& problem_;
  std::vector<double> logits_;   // [n], omega
  std::vector<double> momenta_;  // [n]
  std::vector<float> weights_;   // derived from omega
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_REAL_ROW_WEIGHTS_H_
