// What a job of the learned methods costs beside the plain one's of the same number of steps.
//
//     bench_job_cost [--rows=4000] [--columns=12] [--steps=200] [--rounds=3]
#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/bench_request.h"
#include "bench/interleaved.h"
#include "bench/ratio.h"
#include "bench/silent_observer.h"
#include "bench/training_job.h"
#include "src/base/status_macros.h"
#include "src/pipeline/train_model.h"

namespace counterweight {
namespace {

constexpr double kAimedCost = 1.3;

struct Request {
  int64_t rows = 4000;
  int64_t columns = 12;
  int steps = 200;
  int rounds = 3;
};

// A whole job, from the table to the artefact. Patience is off: all take the same steps.
Contender Job(const std::string& method, const LabelledTable& table, const Request& request) {
  return CpuContender(method, [=, &table]() -> absl::Status {
    TrainingRequest training{"datasets/random", method, {}, 1};
    training.options = {
        {"steps", absl::StrCat(request.steps)}, {"patience", "1000"}, {"networks", "cross_fit"}};
    SilentObserver observer;
    return TrainModel(table, training, "", observer).status();
  });
}

absl::Status Compare(const std::string& learned, const std::string& plain,
                     const LabelledTable& table, const Request& request) {
  const std::vector<Contender> jobs = {Job(learned, table, request), Job(plain, table, request)};
  CW_ASSIGN_OR_RETURN(const std::vector<double> costs, MedianCosts(jobs, request.rounds));
  std::cout << absl::StrFormat("%s %.3f s, %s %.3f s (CPU)\n", learned, costs[0], plain, costs[1])
            << RatioLine(absl::StrCat("a job of method ", learned, " to one of ", plain, " (",
                                      request.steps, " steps), CPU"),
                         costs[0] / costs[1], Bound::kAtMost, kAimedCost)
            << std::endl;
  return absl::OkStatus();
}

absl::Status Run(const Request& request) {
  const LabelledTable table = RandomLabelledTable(request.rows, request.columns);
  CW_RETURN_IF_ERROR(Compare("meta", "plain", table, request));
  return Compare("library", "library_plain", table, request);
}

int Main(int argc, char** argv) {
  Request request;
  CLI::App app("The cost of learned methods", "bench_job_cost");
  app.add_option("--rows", request.rows)->check(CLI::Range(200, 10'000'000))->capture_default_str();
  app.add_option("--columns", request.columns)->check(CLI::Range(1, 10'000))->capture_default_str();
  app.add_option("--steps", request.steps)->check(CLI::Range(100, 20'000))->capture_default_str();
  app.add_option("--rounds", request.rounds)->check(CLI::Range(1, 1000))->capture_default_str();
  return RunBench(app, argc, argv, [&] { return Run(request); });
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) { return counterweight::Main(argc, argv); }
