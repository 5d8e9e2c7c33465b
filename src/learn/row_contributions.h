// What each real row would have contributed: how much more of it would have helped the ranking.
#ifndef COUNTERWEIGHT_SRC_LEARN_ROW_CONTRIBUTIONS_H_
#define COUNTERWEIGHT_SRC_LEARN_ROW_CONTRIBUTIONS_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "src/base/byte_codec.h"
#include "src/learn/training_problem.h"

namespace counterweight {

// Rows that one member looks at in one outer step: of all classes but the majority class at most,
// and of the majority class at most.
inline constexpr int64_t kSampledRareRows = 64;
inline constexpr int64_t kSampledMajorityRows = 256;

// Averages, over outer steps and over the members that train on a row, minus the row's contribution
// product, brought to mean 0 and standard deviation 1 within its class and sample: across classes
// the products mostly tell the class. Positive means that more of the row helps. Borrows the
// problem.
class RowContributions {
 public:
  RowContributions(const TrainingProblem& problem, uint64_t seed);

  // Each member's next sample: it walks through a fixed permutation of its training rows, so rows
  // are covered evenly. The same until Add.
  MemberRows NextSample() const;

  // products: of NextSample()'s rows, row-major [K, n], n the longest member's count. counts [K]: 0
  // for a member whose products are to be left out. Ends this sample.
  void Add(absl::Span<const float> products, absl::Span<const uint8_t> counts);

  // [n]; NaN for a row that was in no sample.
  std::vector<float> Means() const;

  void Save(ByteWriter& writer) const;
  absl::Status Restore(ByteReader& reader);  // DATA_LOSS if the sizes are not this problem's

 private:
  void AddMember(const std::vector<int64_t>& rows, const float* products);

  const TrainingProblem& problem_;
  MemberRows rare_order_, majority_order_;  // [K], permutations of the member's training rows
  int64_t samples_ = 0;
  std::vector<double> sums_;     // [n]
  std::vector<int64_t> counts_;  // [n]
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_ROW_CONTRIBUTIONS_H_
