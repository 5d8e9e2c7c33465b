// How the cost of training grows with the rows of a table: an epoch, 1 to 16 times the rows.
//
//     bench_cost_by_size [--rows=8000] [--columns=12] [--rounds=3]
#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/bench_data.h"
#include "bench/bench_request.h"
#include "bench/interleaved.h"
#include "bench/ratio.h"
#include "bench/silent_observer.h"
#include "bench/training_job.h"
#include "src/base/status_macros.h"
#include "src/learn/train_members.h"

namespace counterweight {
namespace {

constexpr double kAimedGrowth = 1.25;
constexpr int kMultiples[] = {1, 4, 16};
// The fewest steps that a job may take, for the smallest table; as many epochs for the others.
constexpr int kFewestSteps = 100;
constexpr int kEvaluations = 4;

struct Request {
  int64_t rows = 8000;
  int64_t columns = 12;
  int rounds = 3;
};

struct SizedRun {
  TrainingOptions options;
  BenchSplit split;
};

absl::StatusOr<SizedRun> PrepareRun(const Request& request, int multiple) {
  const LabelledTable labelled = RandomLabelledTable(multiple * request.rows, request.columns);
  const int steps = kFewestSteps * multiple;
  CW_ASSIGN_OR_RETURN(const TrainingOptions options,
                      ParseTrainingOptions({{"steps", absl::StrCat(steps)},
                                            {"eval_every", absl::StrCat(steps / kEvaluations)},
                                            {"patience", "1000"}}));
  CW_ASSIGN_OR_RETURN(BenchSplit split,
                      MakeBenchSplit({labelled.table, labelled.labels}, options, 1));
  return SizedRun{options, std::move(split)};
}

Contender Training(const std::string& name, const SizedRun& run) {
  return CpuContender(name, [&run] {
    SilentObserver observer;
    return TrainMembers(run.split.training, "plain", run.options, 1, "", observer).status();
  });
}

absl::Status Run(const Request& request) {
  std::vector<SizedRun> runs;
  for (const int multiple : kMultiples) {
    CW_ASSIGN_OR_RETURN(SizedRun run, PrepareRun(request, multiple));
    runs.push_back(std::move(run));
  }
  std::vector<Contender> contenders;
  for (const SizedRun& run : runs) {
    contenders.push_back(Training(absl::StrCat(run.split.training.features.rows, " rows"), run));
  }
  CW_ASSIGN_OR_RETURN(const std::vector<double> costs, MedianCosts(contenders, request.rounds));
  std::vector<double> of_row;
  for (size_t i = 0; i < runs.size(); ++i) {
    of_row.push_back(costs[i] / static_cast<double>(runs[i].split.training.features.rows));
    std::cout << absl::StrFormat("%s, %d steps: %.2f s, %.2f us a row (CPU)\n", contenders[i].name,
                                 runs[i].options.steps, costs[i], 1e6 * of_row[i]);
  }
  std::cout << RatioLine("training: a row's cost among 16 times the rows to once, same epochs, CPU",
                         of_row.back() / of_row.front(), Bound::kAtMost, kAimedGrowth)
            << std::endl;
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  Request request;
  CLI::App app("The cost of training by the rows of a table", "bench_cost_by_size");
  app.add_option("--rows", request.rows)->check(CLI::Range(1000, 1'000'000))->capture_default_str();
  app.add_option("--columns", request.columns)->check(CLI::Range(1, 10'000))->capture_default_str();
  app.add_option("--rounds", request.rounds)->check(CLI::Range(1, 1000))->capture_default_str();
  return RunBench(app, argc, argv, [&] { return Run(request); });
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) { return counterweight::Main(argc, argv); }
