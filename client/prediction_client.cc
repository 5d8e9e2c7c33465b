#include "client/prediction_client.h"

#include <grpcpp/client_context.h>

#include <algorithm>
#include <deque>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "client/unary_call.h"

namespace counterweight::client {
namespace {

using Stub = v1::PredictionService::StubInterface;
using ReaderWriter = grpc::ClientReaderWriterInterface<v1::PredictRequest, v1::PredictResponse>;

// The requests between their taking and their answer, oldest first. Thread-safe.
class InFlight {
 public:
  explicit InFlight(int limit) : limit_(std::max(limit, 1)) {}

  // Blocks until a request may be taken; false once closed.
  bool Enter() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &InFlight::MayEnter));
    if (!closed_) ++entered_;
    return !closed_;
  }
  // The row count of the request that entered last.
  void SetRows(int64_t rows) {
    absl::MutexLock lock(&mutex_);
    rows_.push_back(rows);
  }
  // Row count of the oldest request; -1 if the server answers more than it was asked.
  int64_t Oldest() {
    absl::MutexLock lock(&mutex_);
    return rows_.empty() ? -1 : rows_.front();
  }
  void Leave() {
    absl::MutexLock lock(&mutex_);
    rows_.pop_front();
    --entered_;
  }
  void Close() {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }

 private:
  bool MayEnter() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return closed_ || entered_ < limit_;
  }

  const int limit_;
  absl::Mutex mutex_;
  int entered_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<int64_t> rows_ ABSL_GUARDED_BY(mutex_);
};

// Rows that a request has, whichever way.
int64_t RowCount(const v1::PredictRequest& request) {
  return request.has_packed_rows() ? request.packed_rows().row_count() : request.rows_size();
}

// Probabilities that a response has, whichever way.
int64_t ProbabilityCount(const v1::PredictResponse& response) {
  return response.packed_probabilities().empty()
             ? response.probabilities_size()
             : static_cast<int64_t>(response.packed_probabilities().size() / sizeof(float));
}

// True: everything was sent. False: the server has ended the stream before; Finish tells why.
absl::StatusOr<bool> WriteRequests(const PredictionClient::NextRequest& next, InFlight* in_flight,
                                   ReaderWriter* stream) {
  while (in_flight->Enter()) {
    v1::PredictRequest request;
    const absl::StatusOr<bool> more = next(&request);
    if (!more.ok()) return more.status();
    if (!*more) return stream->WritesDone();
    in_flight->SetRows(RowCount(request));
    if (!stream->Write(request)) return false;
  }
  return false;
}

// answered: rows of the requests that were answered.
absl::Status ReadResponses(const PredictionClient::OnResponse& on_response, InFlight* in_flight,
                           ReaderWriter* stream, int64_t* answered) {
  v1::PredictResponse response;
  while (stream->Read(&response)) {
    const int64_t rows = in_flight->Oldest();
    if (absl::Status status = CheckResponse(rows, response); !status.ok()) return status;
    if (absl::Status status = on_response(response); !status.ok()) return status;
    *answered += rows;
    in_flight->Leave();
  }
  return absl::OkStatus();
}

absl::Status CountedFrom(int64_t answered, const absl::Status& status) {
  if (answered == 0 || !absl::IsInvalidArgument(status)) return status;
  absl::Status counted(status.code(),
                       absl::StrCat("after row ", answered - 1,
                                    " of the input, rows counted from there: ", status.message()));
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { counted.SetPayload(url, payload); });
  return counted;
}

}  // namespace

absl::Status CheckResponse(int64_t row_count, const v1::PredictResponse& response) {
  if (row_count < 0) return absl::InternalError("the server answered more than it was asked");
  const int64_t classes = response.classes_size();
  if (response.label_indices_size() != row_count ||
      ProbabilityCount(response) != row_count * classes) {
    return absl::InternalError(absl::StrCat("the server answered ", response.label_indices_size(),
                                            " labels and ", ProbabilityCount(response),
                                            " probabilities for ", row_count, " rows and ", classes,
                                            " classes"));
  }
  for (const int32_t label : response.label_indices()) {
    if (label < 0 || label >= classes) {
      return absl::InternalError(
          absl::StrCat("the server answered label ", label, " of ", classes, " classes"));
    }
  }
  return absl::OkStatus();
}

PredictionClient::PredictionClient(std::shared_ptr<Stub> stub) : stub_(std::move(stub)) {}

absl::StatusOr<v1::PredictResponse> PredictionClient::Predict(const v1::PredictRequest& request) {
  absl::StatusOr<v1::PredictResponse> response = UnaryCall(*stub_, &Stub::Predict, request);
  if (!response.ok()) return response;
  if (absl::Status status = CheckResponse(RowCount(request), *response); !status.ok()) {
    return status;
  }
  return response;
}

// Reads and writes on two threads: with large messages both sides would otherwise wait for the
// other to read first (HTTP/2 flow control).
absl::Status PredictionClient::Stream(const NextRequest& next, const OnResponse& on_response,
                                      int max_in_flight) {
  grpc::ClientContext context;
  const auto stream = stub_->StreamPredict(&context);
  InFlight in_flight(max_in_flight);
  absl::StatusOr<bool> written = false;
  std::thread writer([&] {
    written = WriteRequests(next, &in_flight, stream.get());
    if (!written.ok()) context.TryCancel();
  });
  int64_t answered = 0;
  const absl::Status read = ReadResponses(on_response, &in_flight, stream.get(), &answered);
  if (!read.ok()) context.TryCancel();
  in_flight.Close();
  writer.join();
  const grpc::Status status = stream->Finish();
  if (!read.ok()) return read;
  if (!written.ok()) return written.status();
  if (status.ok() && (!*written || in_flight.Oldest() >= 0)) {
    return absl::InternalError("the server ended the stream before its last answer");
  }
  return CountedFrom(answered, FromGrpc(status));
}

}  // namespace counterweight::client
