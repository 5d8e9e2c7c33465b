#include "src/learn/mean_row_weights.h"

#include <utility>

namespace counterweight {

void MeanRowWeights::Add(const MemberRows& rows, absl::Span<const float> weights) {
  const float* weight = weights.data();
  for (const std::vector<int64_t>& member : rows) {
    for (const int64_t row : member) {
      sums_[row] += *weight++;
      ++draws_[row];
    }
  }
}

std::vector<float> MeanRowWeights::Means() const {
  std::vector<float> means(sums_.size(), 1.0f);
  for (size_t row = 0; row < sums_.size(); ++row) {
    if (draws_[row] == 0) continue;
    means[row] = static_cast<float>(sums_[row] / static_cast<double>(draws_[row]));
  }
  return means;
}

void MeanRowWeights::Save(ByteWriter& writer) const {
  writer.PutVector(sums_);
  writer.PutVector(draws_);
}

absl::Status MeanRowWeights::Restore(ByteReader& reader) {
  std::vector<double> sums = reader.GetVector<double>();
  std::vector<int64_t> draws = reader.GetVector<int64_t>();
  if (sums.size() != sums_.size() || draws.size() != draws_.size()) {
    return absl::DataLossError("the checkpoint's mean weights are of other rows");
  }
  sums_ = std::move(sums);
  draws_ = std::move(draws);
  return absl::OkStatus();
}

}  // namespace counterweight
