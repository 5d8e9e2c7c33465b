// What a second worker adds: steps per second of two real workers, one thread each, to one's.
//
//     bench_two_workers [--steps=800] [--rounds=3]
//
// A second's wall time is what counts, so nothing else may run beside it. What a step costs in CPU
// time, which is printed too, says how far the workers themselves hold each other up.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/interleaved.h"
#include "bench/peer_process.h"
#include "bench/ratio.h"
#include "bench/run_program.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

constexpr double kAimedSpeed = 1.8;
constexpr const char* kWhat = "two workers' steps/s to one's, one thread each";

struct Request {
  int steps = 800;
  int rounds = 3;
};

// Asks the service for runs of so many workers; keeps what a step of the last one cost.
class Workers {
 public:
  Workers(PeerProcess& service, int count, int steps)
      : service_(service), count_(count), steps_(steps) {}

  // Wall seconds of one job a worker.
  absl::StatusOr<double> Run() {
    CW_ASSIGN_OR_RETURN(const double seconds,
                        service_.Ask(absl::StrCat("seconds ", count_, " ", steps_)));
    CW_ASSIGN_OR_RETURN(const double cpu, service_.Ask("cpu"));
    step_cpu_.push_back(cpu / (count_ * steps_));
    return seconds;
  }

  // The least of all runs: others can only add to it.
  double StepCpuSeconds() const { return *std::min_element(step_cpu_.begin(), step_cpu_.end()); }

  double StepsPerSecond(double seconds) const { return count_ * steps_ / seconds; }

 private:
  PeerProcess& service_;
  int count_;
  int steps_;
  std::vector<double> step_cpu_;
};

absl::Status Run(const Request& request) {
  const std::string binaries = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  CW_ASSIGN_OR_RETURN(PeerProcess service, PeerProcess::Start("service_loop.py", {binaries}));
  Workers one(service, 1, request.steps), two(service, 2, request.steps);
  const std::vector<Contender> contenders = {{"one worker", [&] { return one.Run(); }},
                                             {"two workers", [&] { return two.Run(); }}};
  CW_ASSIGN_OR_RETURN(const std::vector<double> seconds, MedianCosts(contenders, request.rounds));
  const double speed = two.StepsPerSecond(seconds[1]) / one.StepsPerSecond(seconds[0]);
  std::cout << absl::StrFormat("one worker %.0f steps/s, %.3f ms CPU a step\n",
                               one.StepsPerSecond(seconds[0]), 1e3 * one.StepCpuSeconds())
            << absl::StrFormat("two workers %.0f steps/s, %.3f ms CPU a step\n",
                               two.StepsPerSecond(seconds[1]), 1e3 * two.StepCpuSeconds())
            << RatioLine(kWhat, speed, Bound::kAtLeast, kAimedSpeed) << std::endl;
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  Request request;
  CLI::App app("What a second worker adds", "bench_two_workers");
  app.add_option("--steps", request.steps)->check(CLI::Range(100, 20'000))->capture_default_str();
  app.add_option("--rounds", request.rounds)->check(CLI::Range(1, 1000))->capture_default_str();
  return RunProgram(app, argc, argv, [&] { return Run(request); });
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) { return counterweight::Main(argc, argv); }
