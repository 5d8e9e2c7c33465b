// A prediction server under load, as contenders of a speed program.
#ifndef COUNTERWEIGHT_BENCH_PREDICTION_TARGET_H_
#define COUNTERWEIGHT_BENCH_PREDICTION_TARGET_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "bench/interleaved.h"
#include "bench/prediction_load.h"

namespace counterweight {

struct CallCosts {
  double cpu_seconds = 0;  // of the server, per call
  double seconds = 0;      // of the whole load, per call
};

struct LoadShape {
  int connections = 1;
  int in_flight = 1;
  int64_t calls = 1;
};

// Sends one request over and over to the server of process `pid`.
class PredictionTarget {
 public:
  PredictionTarget(std::string name, const std::string& address, pid_t pid,
                   v1::PredictRequest request, const LoadShape& shape);

  const std::string& name() const { return name_; }
  absl::StatusOr<CallCosts> Run();

 private:
  const std::string name_;
  const std::unique_ptr<PredictionLoad> load_;
  const pid_t pid_;
  const v1::PredictRequest request_;
  const LoadShape shape_;
};

// Runs every target once unmeasured, then `rounds` times in turns; prints and returns the medians.
absl::StatusOr<std::vector<CallCosts>> MeasureTargets(const std::vector<PredictionTarget*>& targets,
                                                      int rounds);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_PREDICTION_TARGET_H_
