#include "server/prediction_messages.h"

#include <utility>

namespace counterweight {
namespace {

// Pairs that are kept: more calls than that are rarely answered at a time.
constexpr size_t kMaximumWaiting = 256;
// What a kept pair may hold. A cleared message keeps the memory of the largest it ever was, so
// those of large requests are let go: together at most some 16 MB stay.
constexpr int kKeptRows = 4;
constexpr int kKeptValues = 256;
constexpr size_t kKeptBytes = 16 << 10;

bool IsSmall(const v1::PredictRequest& request) {
  if (request.rows_size() > kKeptRows || request.columns_size() > kKeptValues) return false;
  size_t bytes = request.packed_rows().values().size() + request.model().size();
  for (const v1::Row& row : request.rows()) {
    if (row.values_size() > kKeptValues) return false;
  }
  for (const std::string& column : request.columns()) bytes += column.size();
  return bytes <= kKeptBytes;
}

bool IsSmall(const v1::PredictResponse& response) {
  // Class names and the display name are the model's and bounded by it.
  return response.label_indices_size() <= kKeptValues &&
         response.probabilities_size() <= kKeptValues && response.classes_size() <= kKeptValues &&
         response.packed_probabilities().size() <= kKeptBytes;
}

}  // namespace

class PredictionMessages::Pair
    : public grpc::MessageHolder<v1::PredictRequest, v1::PredictResponse> {
 public:
  explicit Pair(PredictionMessages* owner) : owner_(owner) {
    set_request(&own_request_);
    set_response(&own_response_);
  }

  void Release() override {
    std::unique_ptr<Pair> self(this);
    if (!IsSmall(own_request_) || !IsSmall(own_response_)) return;
    own_request_.Clear();
    own_response_.Clear();
    owner_->Return(std::move(self));
  }

 private:
  PredictionMessages* const owner_;
  v1::PredictRequest own_request_;
  v1::PredictResponse own_response_;
};

PredictionMessages::PredictionMessages() = default;
PredictionMessages::~PredictionMessages() = default;

grpc::MessageHolder<v1::PredictRequest, v1::PredictResponse>*
PredictionMessages::AllocateMessages() {
  {
    absl::MutexLock lock(&mutex_);
    if (!waiting_.empty()) {
      Pair* const pair = waiting_.back().release();
      waiting_.pop_back();
      return pair;
    }
  }
  return new Pair(this);
}

void PredictionMessages::Return(std::unique_ptr<Pair> pair) {
  absl::MutexLock lock(&mutex_);
  if (waiting_.size() < kMaximumWaiting) waiting_.push_back(std::move(pair));
}

size_t PredictionMessages::waiting() const {
  absl::MutexLock lock(&mutex_);
  return waiting_.size();
}

}  // namespace counterweight
