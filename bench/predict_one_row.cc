// One row per request: what the server spends on it, beside a server that computes nothing and one
// in Python over the same network.
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/interleaved.h"
#include "bench/network_file.h"
#include "bench/peer_process.h"
#include "bench/prediction_load.h"
#include "bench/prediction_model.h"
#include "bench/ratio.h"
#include "bench/server_process.h"
#include "src/base/status_macros.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

constexpr int kConnections = 4;
constexpr int kRounds = 9;
constexpr int64_t kCalls = 12'000;
constexpr int64_t kPythonCalls = 1'500;

// One server under load: CPU and wall seconds per call.
class Target {
 public:
  Target(std::string name, const std::string& address, pid_t pid, v1::PredictRequest request,
         int64_t calls)
      : name_(std::move(name)),
        load_(std::make_unique<PredictionLoad>(address, kConnections)),
        pid_(pid),
        request_(std::move(request)),
        calls_(calls) {}

  // Two figures of one run; the second is asked for right after the first.
  Contender Cpu(int in_flight) {
    return {absl::StrCat(name_, ", CPU"), [this, in_flight]() -> absl::StatusOr<double> {
              const double begun = CpuSecondsOf(pid_);
              CW_ASSIGN_OR_RETURN(const LoadFigures figures,
                                  load_->Run(request_, in_flight, calls_));
              seconds_ = figures.seconds / static_cast<double>(calls_);
              return (CpuSecondsOf(pid_) - begun) / static_cast<double>(calls_);
            }};
  }
  Contender Seconds() {
    return {absl::StrCat(name_, ", seconds"), [this] { return seconds_; }};
  }

 private:
  const std::string name_;
  const std::unique_ptr<PredictionLoad> load_;
  const pid_t pid_;
  const v1::PredictRequest request_;
  const int64_t calls_;
  double seconds_ = 0;
};

struct Costs {
  double cpu = 0, seconds = 0;  // per call
};

absl::StatusOr<std::vector<Costs>> Measure(const std::vector<Target*>& targets, int in_flight) {
  std::vector<Contender> contenders;
  for (Target* target : targets) {
    contenders.push_back(target->Cpu(in_flight));
    contenders.push_back(target->Seconds());
  }
  CW_ASSIGN_OR_RETURN(const std::vector<double> medians, MedianCosts(contenders, kRounds));
  std::vector<Costs> costs;
  for (size_t i = 0; i < medians.size(); i += 2) costs.push_back({medians[i], medians[i + 1]});
  return costs;
}

void Print(const std::string& name, int in_flight, const Costs& costs) {
  std::cout << absl::StrFormat(
                   "%-22s %2d in flight: %7.1f us CPU of the server a call, %8.0f a second\n", name,
                   in_flight, costs.cpu * 1e6, 1 / costs.seconds)
            << std::flush;
}

absl::Status ComparePython(Target& network, const std::string& path, const std::vector<float>& row,
                           std::vector<std::string>& ratios) {
  absl::StatusOr<PeerProcess> peer = PeerProcess::Start("predict_server.py", {path});
  for (const int in_flight : {8, 32}) {
    const std::string qps =
        absl::StrCat("Predict one row, ", in_flight, " in flight: calls a second / Python's");
    const std::string cpu =
        absl::StrCat("Predict one row, ", in_flight, " in flight: Python's server CPU / ours");
    if (!peer.ok()) {
      ratios.push_back(UnmeasuredRatioLine(qps, Bound::kAtLeast, 8, peer.status().message()));
      ratios.push_back(UnmeasuredRatioLine(cpu, Bound::kAtLeast, 10, peer.status().message()));
      continue;
    }
    CW_ASSIGN_OR_RETURN(const double port, peer->Ask("port"));
    Target python("Python", absl::StrCat("127.0.0.1:", static_cast<int>(port)), peer->pid(),
                  RowRequest("models/python", row, kOneNetwork.columns), kPythonCalls);
    CW_ASSIGN_OR_RETURN(const std::vector<Costs> costs, Measure({&network, &python}, in_flight));
    Print("one network", in_flight, costs[0]);
    Print("Python", in_flight, costs[1]);
    ratios.push_back(RatioLine(qps, costs[1].seconds / costs[0].seconds, Bound::kAtLeast, 8));
    ratios.push_back(RatioLine(cpu, costs[1].cpu / costs[0].cpu, Bound::kAtLeast, 10));
  }
  return absl::OkStatus();
}

absl::Status Run() {
  const TemporaryDirectory directory;
  const Artifact artifact = PredictionArtifact(kOneNetwork);
  CW_ASSIGN_OR_RETURN(
      const std::vector<std::string> models,
      PublishModels(directory.File("data"), {artifact, PredictionArtifact(kDefaultEnsemble)}));
  CW_ASSIGN_OR_RETURN(const ServerProcess server, StartCounterweight(directory.File("data"), 0));
  CW_ASSIGN_OR_RETURN(const ServerProcess empty,
                      ServerProcess::Start("bench_empty_prediction_server", {}));
  const std::vector<float> row = PredictionRows(1, kOneNetwork.columns);
  const auto request = [&row](const std::string& model) {
    return RowRequest(model, row, kOneNetwork.columns);
  };
  Target nothing("no work", empty.address(), empty.pid(), request(models[0]), kCalls);
  Target network("one network", server.address(), server.pid(), request(models[0]), kCalls);
  Target ensemble("25 networks", server.address(), server.pid(), request(models[1]), kCalls);
  std::vector<std::string> ratios;
  CW_ASSIGN_OR_RETURN(const std::vector<Costs> costs, Measure({&nothing, &network, &ensemble}, 32));
  Print("no work", 32, costs[0]);
  Print("one network", 32, costs[1]);
  Print("25 networks", 32, costs[2]);
  ratios.push_back(RatioLine("Predict one row, one network: server CPU / no work",
                             costs[1].cpu / costs[0].cpu, Bound::kAtMost, 1.15));
  ratios.push_back(RatioLine("Predict one row, one network: calls a second / no work",
                             costs[0].seconds / costs[1].seconds, Bound::kAtLeast, 0.9));
  ratios.push_back(RatioLine("Predict one row, 25 networks: server CPU / no work",
                             costs[2].cpu / costs[0].cpu, Bound::kAtMost, 1.5));
  const std::string path = directory.File("network");
  CW_RETURN_IF_ERROR(WriteNetworkFile(artifact, path));
  CW_RETURN_IF_ERROR(ComparePython(network, path, row, ratios));
  for (const std::string& line : ratios) std::cout << line << "\n";
  return absl::OkStatus();
}

}  // namespace
}  // namespace counterweight

int main() {
  const absl::Status status = counterweight::Run();
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
