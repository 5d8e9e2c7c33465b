// bench_flipped_labels: some labels are wrong. Do the contributions of the real rows find them?
//
// Prints a line a run, then a Markdown table of means over the runs. Within the rows that carry one
// label: ROC AUC with which a low contribution, and with which a high out-of-fold loss, finds the
// flipped rows; with --learn-real also the mean weight of flipped and of clean rows.
#include <CLI/CLI.hpp>
#include <cmath>
#include <iostream>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/bench_data.h"
#include "bench/bench_request.h"
#include "bench/label_flips.h"
#include "bench/result_table.h"
#include "bench/silent_observer.h"
#include "src/base/status_macros.h"
#include "src/evaluation/ranking.h"
#include "src/learn/train_members.h"
#include "src/recipe/training_methods.h"

namespace counterweight {
namespace {

struct FlipRequest {
  std::string method = "meta";
  std::string kind = "every-row";
  double rate = 0.1;
  bool learn_real = false;
};

// The figures of a run, in the order of the table's columns; NaN where there is none.
struct Figure {
  std::string name;
  double value = 0;
};

// Of the rows that are labelled `label`: how well a low `values` finds the flipped ones. Rows whose
// value is NaN are left out; NaN if all the others are flipped, or none.
double FlippedAuc(absl::Span<const float> values, absl::Span<const uint32_t> labels,
                  absl::Span<const uint8_t> flipped, uint32_t label) {
  std::vector<float> scores;
  std::vector<uint8_t> targets;
  for (size_t row = 0; row < values.size(); ++row) {
    if (labels[row] != label || std::isnan(values[row])) continue;
    scores.push_back(-values[row]);
    targets.push_back(flipped[row]);
  }
  return RocAuc(scores, targets).value_or(std::numeric_limits<double>::quiet_NaN());
}

// Minus each row's cross-entropy under the member that did not train on it.
std::vector<float> OutOfFoldFit(const TrainedMembers& members, absl::Span<const uint32_t> labels) {
  std::vector<float> fit;
  for (size_t row = 0; row < labels.size(); ++row) {
    const float output = members.out_of_fold_outputs[row];
    const float margin = labels[row] == 1 ? output : -output;
    // The loss is log(1 + exp(-margin)), which falls with the margin: their orders are the same.
    fit.push_back(margin);
  }
  return fit;
}

double MeanWeight(const TrainedMembers& members, absl::Span<const uint8_t> flipped, uint8_t which) {
  Series weights;
  for (size_t row = 0; row < flipped.size(); ++row) {
    if (flipped[row] == which) weights.Add(members.row_weights[row]);
  }
  return weights.mean();
}

std::vector<Figure> Figures(const TrainedMembers& members, absl::Span<const uint32_t> labels,
                            absl::Span<const uint8_t> flipped, bool learn_real) {
  const std::vector<float> fit = OutOfFoldFit(members, labels);
  const std::vector<float>& contributions = members.row_contributions;
  std::vector<Figure> figures = {
      {"contribution, majority", FlippedAuc(contributions, labels, flipped, 0)},
      {"contribution, minority", FlippedAuc(contributions, labels, flipped, 1)},
      {"loss, majority", FlippedAuc(fit, labels, flipped, 0)},
      {"loss, minority", FlippedAuc(fit, labels, flipped, 1)}};
  if (learn_real) {
    figures.push_back({"weight, flipped", MeanWeight(members, flipped, 1)});
    figures.push_back({"weight, clean", MeanWeight(members, flipped, 0)});
  }
  return figures;
}

absl::StatusOr<std::vector<Figure>> Evaluate(const BinaryTable& clean, const FlipRequest& request,
                                             const TrainingOptions& options, uint64_t seed) {
  const FlipKind kind = request.kind == "balanced" ? FlipKind::kBalanced : FlipKind::kEveryRow;
  const std::vector<uint8_t> flips =
      DrawFlips(clean.labels, kind, request.rate, RandomStream(seed, "flipped labels"));
  BinaryTable table = clean;
  for (size_t row = 0; row < flips.size(); ++row) table.labels[row] ^= flips[row];
  CW_ASSIGN_OR_RETURN(const BenchSplit split, MakeBenchSplit(table, options, seed));
  SilentObserver observer;
  const std::string& rule = DescribeMethod(request.method).rule;
  CW_ASSIGN_OR_RETURN(const TrainedMembers members,
                      TrainMembers(split.training, rule, options, seed, "", observer));
  std::vector<uint8_t> flipped;
  for (const int64_t row : split.training_rows) flipped.push_back(flips[row]);
  return Figures(members, split.training.labels, flipped, options.learn_real);
}

class Report {
 public:
  absl::Status AddDataset(const std::string& name, const BinaryTable& table,
                          const FlipRequest& request, const TrainingOptions& options, int seeds) {
    std::vector<Series> series;
    for (int seed = 0; seed < seeds; ++seed) {
      CW_ASSIGN_OR_RETURN(const std::vector<Figure> figures,
                          Evaluate(table, request, options, seed));
      if (rows_.empty()) Start(figures);
      series.resize(figures.size());
      std::cout << absl::StrFormat("%-20s seed %d", name, seed);
      for (size_t i = 0; i < figures.size(); ++i) {
        series[i].Add(figures[i].value);
        std::cout << absl::StrFormat("  %s %.3f", figures[i].name, figures[i].value);
      }
      std::cout << std::endl;
    }
    AddRow(name, table.table.row_count, series);
    return absl::OkStatus();
  }

  void PrintMarkdown() {
    if (rows_.empty()) return;  // every dataset was skipped
    std::vector<std::string> row = {"mean over datasets", ""};
    for (const Series& mean : means_) row.push_back(absl::StrFormat("%.3f", mean.mean()));
    rows_.push_back(std::move(row));
    std::cout << "\n" << MarkdownTable(rows_);
  }

 private:
  void Start(const std::vector<Figure>& figures) {
    std::vector<std::string> header = {"dataset", "rows"};
    for (const Figure& figure : figures) header.push_back(figure.name);
    rows_.push_back(std::move(header));
    means_.resize(figures.size());
  }

  void AddRow(const std::string& name, int64_t row_count, const std::vector<Series>& series) {
    std::vector<std::string> row = {name, absl::StrCat(row_count)};
    for (size_t i = 0; i < series.size(); ++i) {
      row.push_back(series[i].Text());
      means_[i].Add(series[i].mean());
    }
    rows_.push_back(std::move(row));
  }

  std::vector<std::vector<std::string>> rows_;
  std::vector<Series> means_;  // over the datasets
};

absl::Status Run(const BenchRequest& request, const FlipRequest& flips) {
  CW_RETURN_IF_ERROR(ValidateMethod(flips.method));
  if (DescribeMethod(flips.method).library) {
    return absl::InvalidArgumentError(absl::StrCat(
        "method ", flips.method, " trains several settings; name one that trains one"));
  }
  CW_ASSIGN_OR_RETURN(
      const TrainingOptions options,
      BenchTrainingOptions(
          request, {{"test_fraction", "0"}, {"learn_real", flips.learn_real ? "on" : "off"}}));
  Report report;
  CW_RETURN_IF_ERROR(
      ForEachDataset(request, [&](const std::string& name, const BinaryTable& table) {
        return report.AddDataset(name, table, flips, options, request.seeds);
      }));
  report.PrintMarkdown();
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  BenchRequest request;
  request.datasets = {"mammography", "sick", "pendigits_5", "htru2"};
  FlipRequest flips;
  CLI::App app("Do the contributions of real rows find flipped labels?");
  AddBenchOptions(app, request);
  app.add_option("--method", flips.method, "A method of one setting")->capture_default_str();
  app.add_option("--kind", flips.kind,
                 "every-row: each label with the rate's probability; balanced: the rate's share of "
                 "the minority, and as many of the majority")
      ->check(CLI::IsMember({"every-row", "balanced"}))
      ->capture_default_str();
  app.add_option("--rate", flips.rate, "Share of labels to flip")
      ->check(CLI::Range(0.001, 0.5))
      ->capture_default_str();
  app.add_flag("--learn-real", flips.learn_real, "Learn the weights of real rows too");
  return RunBench(app, argc, argv, [&] { return Run(request, flips); });
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) { return counterweight::Main(argc, argv); }
