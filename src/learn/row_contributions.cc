#include "src/learn/row_contributions.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "src/base/random_stream.h"
#include "src/learn/class_standing.h"

namespace counterweight {
namespace {

std::vector<int64_t> Shuffled(const std::vector<int64_t>& rows, RandomStream& stream) {
  std::vector<int64_t> shuffled;
  shuffled.reserve(rows.size());
  for (const int64_t i : stream.Permutation(static_cast<int64_t>(rows.size()))) {
    shuffled.push_back(rows[i]);
  }
  return shuffled;
}

// The sample-th run of `count` rows in a walk round and round the order; all of it if it has no
// more.
void AppendRun(const std::vector<int64_t>& order, int64_t count, int64_t sample,
               std::vector<int64_t>& rows) {
  const auto size = static_cast<int64_t>(order.size());
  const int64_t taken = std::min(count, size);
  for (int64_t i = 0; i < taken; ++i) rows.push_back(order[(sample * count + i) % size]);
}

}  // namespace

RowContributions::RowContributions(const TrainingProblem& problem, uint64_t seed)
    : problem_(problem), sums_(problem.rows(), 0.0), counts_(problem.rows(), 0) {
  for (int member = 0; member < problem.members; ++member) {
    std::vector<int64_t> rare, majority;
    for (const int64_t row : problem.training_rows[member]) {
      const bool is_majority = problem.set->labels[row] == problem.majority_class;
      (is_majority ? majority : rare).push_back(row);
    }
    RandomStream stream(seed, "row contributions", member);
    rare_order_.push_back(Shuffled(rare, stream));
    majority_order_.push_back(Shuffled(majority, stream));
  }
}

MemberRows RowContributions::NextSample() const {
  MemberRows sample(problem_.members);
  for (int member = 0; member < problem_.members; ++member) {
    AppendRun(rare_order_[member], kSampledRareRows, samples_, sample[member]);
    AppendRun(majority_order_[member], kSampledMajorityRows, samples_, sample[member]);
  }
  return sample;
}

void RowContributions::AddMember(const std::vector<int64_t>& rows, const float* products) {
  const std::vector<double> standing =
      ClassStanding(absl::MakeConstSpan(products, rows.size()), rows, problem_.set->labels,
                    problem_.set->class_count);
  for (size_t i = 0; i < rows.size(); ++i) {
    if (std::isnan(standing[i])) continue;
    sums_[rows[i]] -= standing[i];
    ++counts_[rows[i]];
  }
}

void RowContributions::Add(absl::Span<const float> products, absl::Span<const uint8_t> counts) {
  const MemberRows sample = NextSample();
  const int64_t stride = LongestCount(sample);
  for (int member = 0; member < problem_.members; ++member) {
    if (counts[member]) AddMember(sample[member], products.data() + member * stride);
  }
  ++samples_;
}

std::vector<float> RowContributions::Means() const {
  std::vector<float> means(sums_.size(), std::numeric_limits<float>::quiet_NaN());
  for (size_t row = 0; row < sums_.size(); ++row) {
    if (counts_[row] == 0) continue;
    means[row] = static_cast<float>(sums_[row] / static_cast<double>(counts_[row]));
  }
  return means;
}

void RowContributions::Save(ByteWriter& writer) const {
  writer.Put(samples_);
  writer.PutVector(sums_);
  writer.PutVector(counts_);
}

absl::Status RowContributions::Restore(ByteReader& reader) {
  const auto samples = reader.Get<int64_t>();
  std::vector<double> sums = reader.GetVector<double>();
  std::vector<int64_t> counts = reader.GetVector<int64_t>();
  if (samples < 0 || sums.size() != sums_.size() || counts.size() != counts_.size()) {
    return absl::DataLossError("the checkpoint's row contributions are of other rows");
  }
  samples_ = samples;
  sums_ = std::move(sums);
  counts_ = std::move(counts);
  return absl::OkStatus();
}

}  // namespace counterweight
