// One row per request: what the server spends on it, beside a server that computes nothing and one
// in Python over the same network.
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
constexpr LoadShape kLoad = {4, 32, 12'000};
constexpr int64_t kPythonCalls = 1'500;

absl::Status ComparePython(const ServerProcess& server, const v1::PredictRequest& request,
                           const std::string& network_path, std::vector<std::string>& ratios) {
  absl::StatusOr<PeerProcess> started = PeerProcess::Start("predict_server.py", {network_path});
  for (const int in_flight : {8, 32}) {
    const std::string what = absl::StrCat("Predict one row, ", in_flight, " in flight: ");
    const std::string rate = absl::StrCat(what, "calls a second / Python's");
    const std::string cpu = absl::StrCat(what, "Python's server CPU / ours");
    if (!started.ok()) {
      ratios.push_back(UnmeasuredRatioLine(rate, Bound::kAtLeast, 8, started.status().message()));
      ratios.push_back(UnmeasuredRatioLine(cpu, Bound::kAtLeast, 10, started.status().message()));
      continue;
    }
    PredictionTarget network(absl::StrCat("one network, ", in_flight, " in flight"),
                             server.address(), server.pid(), request,
                             {kLoad.connections, in_flight, kLoad.calls});
    CW_ASSIGN_OR_RETURN(const double port, started->Ask("port"));
    PredictionTarget python(absl::StrCat("Python, ", in_flight, " in flight"), LocalAddress(port),
                            started->pid(), request, {kLoad.connections, in_flight, kPythonCalls});
    CW_ASSIGN_OR_RETURN(const std::vector<CallCosts> costs,
                        MeasureTargets({&network, &python}, kRounds));
    ratios.push_back(RatioLine(rate, costs[1].seconds / costs[0].seconds, Bound::kAtLeast, 8));
    ratios.push_back(
        RatioLine(cpu, costs[1].cpu_seconds / costs[0].cpu_seconds, Bound::kAtLeast, 10));
  }
  return absl::OkStatus();
}

absl::Status CompareNoWork(const ServerProcess& server, const v1::PredictRequest& network_request,
                           const v1::PredictRequest& ensemble_request,
                           std::vector<std::string>& ratios) {
  CW_ASSIGN_OR_RETURN(const ServerProcess empty,
                      ServerProcess::Start("bench_empty_prediction_server", {}));
  PredictionTarget nothing("no work", empty.address(), empty.pid(), network_request, kLoad);
  PredictionTarget network("one network", server.address(), server.pid(), network_request, kLoad);
  PredictionTarget ensemble("25 networks", server.address(), server.pid(), ensemble_request, kLoad);
  CW_ASSIGN_OR_RETURN(const std::vector<CallCosts> costs,
                      MeasureTargets({&nothing, &network, &ensemble}, kRounds));
  ratios.push_back(RatioLine("Predict one row, one network: server CPU / no work",
                             costs[1].cpu_seconds / costs[0].cpu_seconds, Bound::kAtMost, 1.15));
  ratios.push_back(RatioLine("Predict one row, one network: calls a second / no work",
                             costs[0].seconds / costs[1].seconds, Bound::kAtLeast, 0.9));
  ratios.push_back(RatioLine("Predict one row, 25 networks: server CPU / no work",
                             costs[2].cpu_seconds / costs[0].cpu_seconds, Bound::kAtMost, 1.5));
  return absl::OkStatus();
}

absl::Status Run() {
  const TemporaryDirectory directory;
  const Artifact artifact = PredictionArtifact(kOneNetwork);
  CW_ASSIGN_OR_RETURN(
      const Published published,
      PublishModels(directory.File("data"), {artifact, PredictionArtifact(kDefaultEnsemble)}));
  const std::string network_path = directory.File("network");
  CW_RETURN_IF_ERROR(WriteNetworkFile(artifact, network_path));
  CW_ASSIGN_OR_RETURN(const ServerProcess server, StartCounterweight(directory.File("data"), 0));
  const std::vector<float> row = PredictionRows(1, kOneNetwork.columns);
  const v1::PredictRequest request = RowRequest(published.models[0], row, kOneNetwork.columns);
  std::vector<std::string> ratios;
  CW_RETURN_IF_ERROR(CompareNoWork(
      server, request, RowRequest(published.models[1], row, kOneNetwork.columns), ratios));
  CW_RETURN_IF_ERROR(ComparePython(server, request, network_path, ratios));
  for (const std::string& line : ratios) std::cout << line << "\n";
  return absl::OkStatus();
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) {
  CLI::App app("One row beside a server that does nothing and one in Python");
  return counterweight::RunProgram(app, argc, argv, [] { return counterweight::Run(); });
}
