// bench_planted_rows: 30 % of the synthetic rows are majority rows posing as minority. Does what is
// learned about the synthetic rows tell them from the genuine ones?
//
// Prints a line a run, then a Markdown table of means over the runs:
//  - ROC AUC with which a low contribution finds the planted rows;
//  - the planted rows' share of the synthetic mass at the end, which starts at the planted share;
//  - average precision on the test rows, beside that of the same planted set with fixed, equal
//    contributions (method `fixed`).
#include <c10/core/InferenceMode.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/bench_data.h"
#include "bench/bench_request.h"
#include "bench/planted_method.h"
#include "bench/result_table.h"
#include "src/base/status_macros.h"
#include "src/evaluation/ranking.h"
#include "src/learn/fixed_method.h"
#include "src/learn/meta_method.h"
#include "src/learn/trainer.h"
#include "src/serving/compiled_group.h"
#include "src/serving/output_sums.h"

namespace counterweight {
namespace {

struct PlantedRun {
  double auc = 0;
  double mass_share = 0;    // of the planted rows
  double learned_test = 0;  // average precision
  double fixed_test = 0;
  int64_t last_step = 0;  // of the learning run
};

struct TrainedRun {
  TrainedMembers members;
  std::vector<uint8_t> planted;  // [m]
  int64_t last_step = 0;
};

template <typename Rule>
absl::StatusOr<TrainedRun> TrainPlanted(const TrainingSet& training, const TrainingOptions& options,
                                        uint64_t seed, double share) {
  const c10::InferenceMode without_autograd;
  CW_ASSIGN_OR_RETURN(const TrainingProblem problem, MakeTrainingProblem(training));
  PlantedMethod<Rule> method(problem, MemberShape(problem, options), options, seed, share);
  Trainer trainer(problem, options, seed, method);
  while (!trainer.finished()) {
    CW_RETURN_IF_ERROR(trainer.Step());
    if (trainer.EvaluationDue()) CW_RETURN_IF_ERROR(trainer.Evaluate());
  }
  TrainedRun run;
  CW_ASSIGN_OR_RETURN(run.members, trainer.Outcome());
  run.planted = method.planted();
  run.last_step = trainer.Report().step;
  return run;
}

// The mean of the members' outputs ranks the test rows; biases shift all alike and are left out.
absl::StatusOr<double> TestAveragePrecision(const BenchSplit& split,
                                            const TrainedMembers& members) {
  const CompiledGroup group(
      {split.training.encoding, members.sizes, members.members, members.parameters, 1.0},
      std::vector<double>(members.members, 1.0 / members.members));
  const int64_t rows = split.test_features.rows, width = OutputSumWidth(1);
  GroupScratch scratch;
  std::vector<float> sums(rows * width, 0.0f), scores(rows);
  group.AddOutputs(BestKernels(), rows, split.test_features.values.data(), scratch, sums.data());
  for (int64_t row = 0; row < rows; ++row) scores[row] = SumOfLanes(&sums[row * width]);
  return AveragePrecision(scores, split.test_labels);
}

absl::StatusOr<double> PlantedAuc(const TrainedRun& run) {
  std::vector<float> scores;
  for (const float contribution : run.members.synthetic->contributions) {
    scores.push_back(-contribution);
  }
  return RocAuc(scores, run.planted);
}

double PlantedMassShare(const TrainedRun& run) {
  const std::vector<float>& contributions = run.members.synthetic->contributions;
  double planted = 0, all = 0;
  for (size_t row = 0; row < contributions.size(); ++row) {
    planted += run.planted[row] * static_cast<double>(contributions[row]);
    all += contributions[row];
  }
  return planted / all;
}

absl::StatusOr<PlantedRun> Evaluate(const BinaryTable& table, const TrainingOptions& options,
                                    uint64_t seed, double share) {
  CW_ASSIGN_OR_RETURN(const BenchSplit split, MakeBenchSplit(table, options, seed));
  CW_ASSIGN_OR_RETURN(const TrainedRun learned,
                      TrainPlanted<MetaMethod>(split.training, options, seed, share));
  CW_ASSIGN_OR_RETURN(const TrainedRun fixed,
                      TrainPlanted<FixedMethod>(split.training, options, seed, share));
  PlantedRun run;
  CW_ASSIGN_OR_RETURN(run.auc, PlantedAuc(learned));
  run.mass_share = PlantedMassShare(learned);
  CW_ASSIGN_OR_RETURN(run.learned_test, TestAveragePrecision(split, learned.members));
  CW_ASSIGN_OR_RETURN(run.fixed_test, TestAveragePrecision(split, fixed.members));
  run.last_step = learned.last_step;
  return run;
}

class Report {
 public:
  absl::Status AddDataset(const std::string& name, const BinaryTable& table,
                          const TrainingOptions& options, int seeds, double share) {
    if (rows_.size() == 1) PrintHeader();
    Series auc, mass_share, learned, fixed, difference;
    for (int seed = 0; seed < seeds; ++seed) {
      CW_ASSIGN_OR_RETURN(const PlantedRun run, Evaluate(table, options, seed, share));
      std::cout << absl::StrFormat("%-20s %5d %8.3f %11.3f %11.3f %9.3f %10d\n", name, seed,
                                   run.auc, run.mass_share, run.learned_test, run.fixed_test,
                                   run.last_step)
                << std::flush;
      auc.Add(run.auc);
      mass_share.Add(run.mass_share);
      learned.Add(run.learned_test);
      fixed.Add(run.fixed_test);
      difference.Add(run.learned_test - run.fixed_test);
    }
    rows_.push_back({name, absl::StrCat(table.table.row_count), auc.Text(), mass_share.Text(),
                     learned.Text(), fixed.Text(), difference.Text()});
    mean_auc_.Add(auc.mean());
    mean_share_.Add(mass_share.mean());
    mean_difference_.Add(difference.mean());
    return absl::OkStatus();
  }

  void PrintMarkdown() {
    if (rows_.size() == 1) return;  // every dataset was skipped
    rows_.push_back({"mean over datasets", "", absl::StrFormat("%.3f", mean_auc_.mean()),
                     absl::StrFormat("%.3f", mean_share_.mean()), "", "",
                     absl::StrFormat("%.3f", mean_difference_.mean())});
    std::cout << "\n" << MarkdownTable(rows_);
  }

 private:
  static void PrintHeader() {
    std::cout << absl::StrFormat("%-20s %5s %8s %11s %11s %9s %10s\n", "dataset", "seed", "AUC",
                                 "mass share", "AP learned", "AP fixed", "last step");
  }

  std::vector<std::vector<std::string>> rows_ = {{"dataset", "rows", "AUC of low contribution",
                                                  "planted share of mass", "test AP, learned",
                                                  "test AP, fixed", "difference"}};
  Series mean_auc_, mean_share_, mean_difference_;
};

absl::Status Run(const BenchRequest& request, double share) {
  CW_ASSIGN_OR_RETURN(const TrainingOptions options,
                      BenchTrainingOptions(request, {{"test_fraction", "0.4"}}));
  if (options.learn_positions || options.test_fraction == 0) {
    return absl::InvalidArgumentError(
        "learn_positions takes planted rows back to where synthetic rows were made, and without "
        "test rows nothing is compared: neither can be set here");
  }
  Report report;
  CW_RETURN_IF_ERROR(
      ForEachDataset(request, [&](const std::string& name, const BinaryTable& table) {
        return report.AddDataset(name, table, options, request.seeds, share);
      }));
  report.PrintMarkdown();
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  BenchRequest request;
  request.datasets = {"yeast6", "mammography", "thyroid_ann:1", "sick", "pendigits_5"};
  double share = 0.3;
  CLI::App app("Do learned contributions find majority rows planted among the synthetic rows?");
  AddBenchOptions(app, request);
  app.add_option("--share", share, "Planted share of the synthetic rows")
      ->check(CLI::Range(0.01, 0.9))
      ->capture_default_str();
  return RunBench(app, argc, argv, [&] { return Run(request, share); });
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) { return counterweight::Main(argc, argv); }
