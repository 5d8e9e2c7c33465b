// The outer variables: what each synthetic row contributes, and each class's total.
#ifndef COUNTERWEIGHT_SRC_LEARN_SYNTHETIC_CONTRIBUTIONS_H_
#define COUNTERWEIGHT_SRC_LEARN_SYNTHETIC_CONTRIBUTIONS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/augment/synthetic_set.h"
#include "src/base/byte_codec.h"

namespace counterweight {

struct SyntheticContributionOptions {
  double mass = 0.1;                // rho of every class at the start, [0.003, 2]
  double contribution_rate = 0.15;  // eta_omega
  double mass_rate = 0.15;          // eta_rho
};

// Row j of class c has weight w_j = m_c exp(omega_j) / sum over the class of exp(omega), so the
// mean within a class is 1, and class c has mass rho_c relative to the real rows' mass. Borrows the
// set.
class SyntheticContributions {
 public:
  SyntheticContributions(const SyntheticSet& set, int class_count, int members,
                         const SyntheticContributionOptions& options);

  // What multiplies row j's loss in member k's mean over rows drawn uniformly from the set:
  // rho_c w_j usable_kj / c_k, c_k the share of the set that the member may use, at least 0.05.
  double Coefficient(int member, int64_t row) const {
    return set_.usable[member * set_.size() + row] * weights_[row] * masses_[set_.classes[row]] /
           usable_shares_[member];
  }

  // One step on omega and rho against the contribution products `products` [K, m] row-major. counts
  // [K]: 0 for a member whose products are to be left out. Per class: products are scaled by their
  // root mean square per member and averaged over the members that may use the row; omega follows
  // their deviations from the class's mean, log rho that mean, both with momentum 0.9.
  void Update(absl::Span<const float> products, absl::Span<const uint8_t> counts);

  absl::Span<const double> weights() const { return weights_; }  // [m], w
  absl::Span<const double> masses() const { return masses_; }    // [classes], 0 without rows
  // Synthetic mass over real mass, all classes.
  double total_mass() const;

  void Save(ByteWriter& writer) const;
  absl::Status Restore(ByteReader& reader);  // DATA_LOSS if the sizes are not this set's

 private:
  // What Update learns about one class's rows (rows_of_class_): mean over members, and whether any
  // member says anything.
  bool CrossFitMean(absl::Span<const int64_t> rows, absl::Span<const float> products,
                    absl::Span<const uint8_t> counts, std::vector<double>& mean) const;
  void UpdateLogits(absl::Span<const int64_t> rows, absl::Span<const double> products,
                    double class_mean);
  void UpdateMass(int class_index, double class_mean);
  void RefreshWeights();

  const SyntheticSet& set_;
  int members_;
  SyntheticContributionOptions options_;
  std::vector<std::vector<int64_t>> rows_of_class_;  // [classes]
  std::vector<double> usable_shares_;                // [K], c_k
  // Learned:
  std::vector<double> logits_;         // [m], omega
  std::vector<double> logit_momenta_;  // [m], u
  std::vector<double> log_masses_;     // [classes], log rho
  std::vector<double> mass_momenta_;   // [classes], v
  // Derived from them:
  std::vector<double> weights_;
  std::vector<double> masses_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_SYNTHETIC_CONTRIBUTIONS_H_
