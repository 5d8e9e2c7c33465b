// A load of Predict calls, a fixed number of them in flight.
#ifndef COUNTERWEIGHT_BENCH_PREDICTION_LOAD_H_
#define COUNTERWEIGHT_BENCH_PREDICTION_LOAD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "counterweight/v1/prediction.grpc.pb.h"

namespace counterweight {

// `rows` rows of `values` ([rows, columns], row-major) as Row messages, or packed as float32 with a
// packed answer.
v1::PredictRequest RowRequest(const std::string& model, const std::vector<float>& values,
                              int columns);
v1::PredictRequest PackedRequest(const std::string& model, const std::vector<float>& values,
                                 int columns);

struct LoadFigures {
  double seconds = 0;                // from the first call to the last answer
  std::vector<double> call_seconds;  // of each call, ascending
};

// Sends one request over and over. Connections of its own, not shared with another load.
class PredictionLoad {
 public:
  // address: HOST:PORT. connections >= 1.
  PredictionLoad(const std::string& address, int connections);

  // calls answered with in_flight of them under way at a time. The first error ends it.
  absl::StatusOr<LoadFigures> Run(const v1::PredictRequest& request, int in_flight, int64_t calls);

 private:
  std::vector<std::unique_ptr<v1::PredictionService::Stub>> stubs_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_PREDICTION_LOAD_H_
