// 100,000 rows in one request, as bytes: rows a second beside a server that computes nothing and
// one in Python over the same network; and what a row costs in requests of other sizes.
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/network_file.h"
#include "bench/peer_process.h"
#include "bench/prediction_load.h"
#include "bench/prediction_model.h"
#include "bench/prediction_target.h"
#include "bench/ratio.h"
#include "bench/run_program.h"
#include "bench/server_process.h"
#include "src/base/status_macros.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

constexpr int kRounds = 9;
constexpr int64_t kRows = 100'000;
constexpr LoadShape kLoad = {1, 1, 4};

v1::PredictRequest Request(const std::string& model, int64_t rows) {
  return PackedRequest(model, PredictionRows(rows, kOneNetwork.columns), kOneNetwork.columns);
}

absl::Status CompareNoWork(const ServerProcess& server, const v1::PredictRequest& request,
                           std::vector<std::string>& ratios) {
  CW_ASSIGN_OR_RETURN(const ServerProcess empty,
                      ServerProcess::Start("bench_empty_prediction_server", {}));
  PredictionTarget nothing("no work", empty.address(), empty.pid(), request, kLoad);
  PredictionTarget network("one network", server.address(), server.pid(), request, kLoad);
  CW_ASSIGN_OR_RETURN(const std::vector<CallCosts> costs,
                      MeasureTargets({&nothing, &network}, kRounds));
  ratios.push_back(RatioLine("Predict 100,000 rows as bytes: rows a second / no work",
                             costs[0].seconds / costs[1].seconds, Bound::kAtLeast, 0.35));
  return absl::OkStatus();
}

absl::Status ComparePython(const ServerProcess& server, const v1::PredictRequest& request,
                           const std::string& network_path, std::vector<std::string>& ratios) {
  const std::string what = "Predict 100,000 rows as bytes: rows a second / Python's";
  absl::StatusOr<PeerProcess> peer = PeerProcess::Start("predict_server.py", {network_path});
  if (!peer.ok()) {
    ratios.push_back(UnmeasuredRatioLine(what, Bound::kAtLeast, 3.5, peer.status().message()));
    return absl::OkStatus();
  }
  CW_ASSIGN_OR_RETURN(const double port, peer->Ask("port"));
  PredictionTarget network("one network", server.address(), server.pid(), request, kLoad);
  PredictionTarget python("Python", LocalAddress(port), peer->pid(), request, kLoad);
  CW_ASSIGN_OR_RETURN(const std::vector<CallCosts> costs,
                      MeasureTargets({&network, &python}, kRounds));
  ratios.push_back(RatioLine(what, costs[1].seconds / costs[0].seconds, Bound::kAtLeast, 3.5));
  return absl::OkStatus();
}

// Server CPU of a row in a request of kRows rows, over that in a request of a sixteenth.
absl::Status CompareSizes(const ServerProcess& server, const std::string& model,
                          std::vector<std::string>& ratios) {
  constexpr int kTimes = 16;
  PredictionTarget small("one network, 6,250 rows", server.address(), server.pid(),
                         Request(model, kRows / kTimes), {1, 1, kLoad.calls * kTimes});
  PredictionTarget large("one network, 100,000 rows", server.address(), server.pid(),
                         Request(model, kRows), kLoad);
  CW_ASSIGN_OR_RETURN(const std::vector<CallCosts> costs,
                      MeasureTargets({&small, &large}, kRounds));
  ratios.push_back(RatioLine("Predict: server CPU of a row, 100,000 rows / 6,250 rows a request",
                             costs[1].cpu_seconds / (kTimes * costs[0].cpu_seconds), Bound::kAtMost,
                             1.2));
  return absl::OkStatus();
}

absl::Status Run() {
  const TemporaryDirectory directory;
  const Artifact artifact = PredictionArtifact(kOneNetwork);
  CW_ASSIGN_OR_RETURN(const Published published, PublishModels(directory.File("data"), {artifact}));
  const std::string network_path = directory.File("network");
  CW_RETURN_IF_ERROR(WriteNetworkFile(artifact, network_path));
  CW_ASSIGN_OR_RETURN(const ServerProcess server, StartCounterweight(directory.File("data"), 0));
  const v1::PredictRequest request = Request(published.models[0], kRows);
  std::vector<std::string> ratios;
  CW_RETURN_IF_ERROR(CompareNoWork(server, request, ratios));
  CW_RETURN_IF_ERROR(ComparePython(server, request, network_path, ratios));
  CW_RETURN_IF_ERROR(CompareSizes(server, published.models[0], ratios));
  for (const std::string& line : ratios) std::cout << line << "\n";
  return absl::OkStatus();
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) {
  CLI::App app("Many rows a call beside a server that does nothing and one in Python");
  return counterweight::RunProgram(app, argc, argv, [] { return counterweight::Run(); });
}
