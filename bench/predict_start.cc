// From the start of counterweightd to the first answer of a stored model: time and memory.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "bench/prediction_load.h"
#include "bench/prediction_model.h"
#include "bench/ratio.h"
#include "bench/run_program.h"
#include "bench/server_process.h"
#include "src/base/status_macros.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

constexpr int kStarts = 11;

struct StartCosts {
  double seconds = 0, mebibytes = 0;
};

absl::StatusOr<StartCosts> StartAndPredict(const std::string& directory,
                                           const v1::PredictRequest& request) {
  const auto begun = std::chrono::steady_clock::now();
  CW_ASSIGN_OR_RETURN(const ServerProcess server, StartCounterweight(directory, 0));
  PredictionLoad load(server.address(), 1);
  CW_RETURN_IF_ERROR(load.Run(request, 1, 1).status());
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
  return StartCosts{seconds.count(), MebibytesOf(server.pid(), "VmRSS")};
}

absl::Status Run() {
  const TemporaryDirectory directory;
  CW_ASSIGN_OR_RETURN(
      const Published published,
      PublishModels(directory.File("data"), {PredictionArtifact(kDefaultEnsemble)}));
  const v1::PredictRequest request = RowRequest(
      published.models[0], PredictionRows(1, kDefaultEnsemble.columns), kDefaultEnsemble.columns);
  std::vector<double> seconds, mebibytes;
  for (int start = 0; start < kStarts; ++start) {
    CW_ASSIGN_OR_RETURN(const StartCosts costs, StartAndPredict(directory.File("data"), request));
    seconds.push_back(costs.seconds);
    mebibytes.push_back(costs.mebibytes);
  }
  std::sort(seconds.begin(), seconds.end());
  std::sort(mebibytes.begin(), mebibytes.end());
  std::cout << absl::StrFormat("%d starts: %.1f to %.1f ms, %.1f to %.1f MiB\n", kStarts,
                               seconds.front() * 1e3, seconds.back() * 1e3, mebibytes.front(),
                               mebibytes.back());
  std::cout << RatioLine("start of counterweightd to its first prediction, seconds",
                         seconds[kStarts / 2], Bound::kAtMost, 0.1)
            << "\n"
            << RatioLine("counterweightd after its first prediction, MiB resident",
                         mebibytes[kStarts / 2], Bound::kAtMost, 60)
            << "\n";
  return absl::OkStatus();
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) {
  CLI::App app("From the start of the server to a first prediction");
  return counterweight::RunProgram(app, argc, argv, [] { return counterweight::Run(); });
}
