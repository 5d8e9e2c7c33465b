#include "src/learn/validation_batch.h"

#include <unordered_set>

namespace counterweight {

std::vector<int64_t> SampleWithoutReplacement(absl::Span<const int64_t> pool, int64_t count,
                                              RandomStream& stream) {
  const auto size = static_cast<int64_t>(pool.size());
  if (size <= count) return std::vector<int64_t>(pool.begin(), pool.end());
  // Floyd's algorithm: as many draws as rows wanted, whatever the pool's size.
  std::unordered_set<int64_t> taken;
  std::vector<int64_t> sample;
  sample.reserve(count);
  for (int64_t last = size - count; last < size; ++last) {
    auto drawn = static_cast<int64_t>(stream.Below(last + 1));
    if (!taken.insert(drawn).second) {
      drawn = last;
      taken.insert(drawn);
    }
    sample.push_back(pool[drawn]);
  }
  return sample;
}

MemberRows DrawValidationBatch(const TrainingProblem& problem, RandomStream stream) {
  MemberRows batch;
  for (const std::vector<int64_t>& fold : problem.validation_rows) {
    std::vector<int64_t> rare, majority;
    for (const int64_t row : fold) {
      const bool is_majority = problem.set->labels[row] == problem.majority_class;
      (is_majority ? majority : rare).push_back(row);
    }
    std::vector<int64_t> rows = SampleWithoutReplacement(rare, kRareValidationRows, stream);
    const std::vector<int64_t> others =
        SampleWithoutReplacement(majority, kMajorityValidationRows, stream);
    rows.insert(rows.end(), others.begin(), others.end());
    batch.push_back(std::move(rows));
  }
  return batch;
}

}  // namespace counterweight
