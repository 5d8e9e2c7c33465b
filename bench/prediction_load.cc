#include "bench/prediction_load.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"

namespace counterweight {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMessageBytes = 64 << 20;

double SecondsSince(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

// Shared by the callers of one load.
struct Progress {
  Progress(int64_t calls, int callers) : left(calls), running(callers) {}

  std::atomic<int64_t> left;
  absl::BlockingCounter running;
  absl::Mutex mutex;
  grpc::Status error ABSL_GUARDED_BY(mutex);
};

// One call in flight at a time: the next one starts when the answer is there.
class Caller {
 public:
  Caller(v1::PredictionService::Stub* stub, const v1::PredictRequest* request, Progress* progress)
      : stub_(stub), request_(request), progress_(progress) {}

  void Next() {
    if (progress_->left.fetch_sub(1) <= 0) {
      progress_->running.DecrementCount();
      return;
    }
    context_ = std::make_unique<grpc::ClientContext>();
    begun_ = Clock::now();
    stub_->async()->Predict(context_.get(), request_, &response_,
                            [this](const grpc::Status& status) { Answered(status); });
  }

  const std::vector<double>& call_seconds() const { return call_seconds_; }

 private:
  void Answered(const grpc::Status& status) {
    call_seconds_.push_back(SecondsSince(begun_));
    if (!status.ok()) {
      absl::MutexLock lock(&progress_->mutex);
      progress_->error = status;
      progress_->left = 0;
    }
    Next();
  }

  v1::PredictionService::Stub* const stub_;
  const v1::PredictRequest* const request_;
  Progress* const progress_;
  std::unique_ptr<grpc::ClientContext> context_;
  v1::PredictResponse response_;
  Clock::time_point begun_;
  std::vector<double> call_seconds_;
};

}  // namespace

v1::PredictRequest RowRequest(const std::string& model, const std::vector<float>& values,
                              int columns) {
  v1::PredictRequest request;
  request.set_model(model);
  for (size_t i = 0; i < values.size(); ++i) {
    if (i % columns == 0) request.add_rows();
    request.mutable_rows(request.rows_size() - 1)->add_values()->set_number(values[i]);
  }
  return request;
}

v1::PredictRequest PackedRequest(const std::string& model, const std::vector<float>& values,
                                 int columns) {
  v1::PredictRequest request;
  request.set_model(model);
  v1::PackedRows* rows = request.mutable_packed_rows();
  rows->set_format(v1::NUMBER_FORMAT_FLOAT32);
  rows->set_row_count(static_cast<int64_t>(values.size()) / columns);
  rows->set_values(values.data(), values.size() * sizeof(float));
  request.set_pack_probabilities(true);
  return request;
}

PredictionLoad::PredictionLoad(const std::string& address, int connections) {
  grpc::ChannelArguments arguments;
  // Channels to one address would share a connection, and with it the server's turn to read.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(kMessageBytes);
  for (int i = 0; i < connections; ++i) {
    stubs_.push_back(v1::PredictionService::NewStub(
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments)));
  }
}

absl::StatusOr<LoadFigures> PredictionLoad::Run(const v1::PredictRequest& request, int in_flight,
                                                int64_t calls) {
  Progress progress(calls, in_flight);
  std::vector<std::unique_ptr<Caller>> callers;
  for (int i = 0; i < in_flight; ++i) {
    callers.push_back(
        std::make_unique<Caller>(stubs_[i % stubs_.size()].get(), &request, &progress));
  }
  const Clock::time_point begun = Clock::now();
  for (const auto& caller : callers) caller->Next();
  progress.running.Wait();
  LoadFigures figures;
  figures.seconds = SecondsSince(begun);
  absl::MutexLock lock(&progress.mutex);
  if (!progress.error.ok()) {
    return absl::InternalError(absl::StrCat("a prediction failed: ", progress.error.error_code(),
                                            ": ", progress.error.error_message()));
  }
  for (const auto& caller : callers) {
    figures.call_seconds.insert(figures.call_seconds.end(), caller->call_seconds().begin(),
                                caller->call_seconds().end());
  }
  std::sort(figures.call_seconds.begin(), figures.call_seconds.end());
  return figures;
}

}  // namespace counterweight
