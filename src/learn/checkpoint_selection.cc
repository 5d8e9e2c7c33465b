#include "src/learn/checkpoint_selection.h"

#include <numeric>

namespace counterweight {
namespace {

constexpr size_t kSmoothed = 3;
// Differences below this are rounding, not progress.
constexpr double kSmallestGain = 1e-9;

}  // namespace

bool CheckpointSelection::Add(int64_t step, double value) {
  recent_.push_back(value);
  if (recent_.size() > kSmoothed) recent_.erase(recent_.begin());
  const double mean =
      std::accumulate(recent_.begin(), recent_.end(), 0.0) / static_cast<double>(recent_.size());
  if (best_step_ > 0 && mean <= best_mean_ + kSmallestGain) {
    ++since_best_;
    return false;
  }
  best_step_ = step;
  best_mean_ = mean;
  best_value_ = value;
  since_best_ = 0;
  return true;
}

std::optional<double> CheckpointSelection::best_value() const {
  if (best_step_ == 0) return std::nullopt;
  return best_value_;
}

void CheckpointSelection::Save(ByteWriter& writer) const {
  writer.PutVector(recent_);
  writer.Put(best_step_);
  writer.Put(best_mean_);
  writer.Put(best_value_);
  writer.Put(since_best_);
}

void CheckpointSelection::Restore(ByteReader& reader) {
  recent_ = reader.GetVector<double>();
  best_step_ = reader.Get<int64_t>();
  best_mean_ = reader.Get<double>();
  best_value_ = reader.Get<double>();
  since_best_ = reader.Get<int64_t>();
}

}  // namespace counterweight
