// Average precision and area under the ROC curve, beside scikit-learn's.
//
//     bench_ranking_figures [--rows=1000000] [--positive-share=0.01] [--rounds=7]
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/interleaved.h"
#include "bench/peer_process.h"
#include "bench/ratio.h"
#include "bench/raw_file.h"
#include "bench/run_program.h"
#include "src/base/random_stream.h"
#include "src/base/status_macros.h"
#include "src/evaluation/ranking.h"
#include "src/evaluation/threshold_counts.h"

namespace counterweight {
namespace {

constexpr double kAimedSpeed = 15;

struct Request {
  int64_t rows = 1'000'000;
  double positive_share = 0.01;
  int rounds = 7;
};

struct ScoredRows {
  std::vector<float> scores;
  std::vector<uint8_t> labels;
};

// Scores of either class are normal, the positive ones' higher by two deviations.
ScoredRows RandomRows(int64_t rows, double positive_share) {
  RandomStream stream(1, "scores");
  ScoredRows scored;
  for (int64_t i = 0; i < rows; ++i) {
    const bool positive = stream.Uniform() < positive_share;
    scored.scores.push_back(static_cast<float>(stream.Normal() + (positive ? 2 : 0)));
    scored.labels.push_back(positive);
  }
  return scored;
}

// Both from one count, as an evaluation (src/evaluation/figures.cc) has them.
Contender OwnFigures(const std::string& name, const ScoredRows& rows, int repetitions = 1) {
  return CpuContender(name, [&rows, repetitions]() -> absl::Status {
    for (int i = 0; i < repetitions; ++i) {
      CW_ASSIGN_OR_RETURN(const ThresholdCounts counts, CountByThreshold(rows.scores, rows.labels));
      if (AveragePrecisionOf(counts) + RocAucOf(counts) <= 0)
        return absl::InternalError("no figure");
    }
    return absl::OkStatus();
  });
}

// One of them alone, as a training run's validation has it.
Contender AveragePrecisionAlone(const ScoredRows& rows) {
  return CpuContender("average precision alone",
                      [&rows] { return AveragePrecision(rows.scores, rows.labels).status(); });
}

// What a row costs in the small sets that a training run judges after every few steps.
absl::Status ShowSmallSets(const Request& request) {
  for (const int rows : {100, 1'000, 10'000}) {
    const ScoredRows scored = RandomRows(rows, 0.1);
    const int repetitions = 1'000'000 / rows;
    const std::vector<Contender> contenders = {OwnFigures("small", scored, repetitions)};
    CW_ASSIGN_OR_RETURN(const std::vector<double> costs, MedianCosts(contenders, request.rounds));
    std::cout << absl::StrFormat("%d rows: %.1f ns a row\n", rows,
                                 1e9 * costs[0] / (1.0 * rows * repetitions));
  }
  return absl::OkStatus();
}

absl::Status ComparePeer(const Request& request) {
  const std::string what = absl::StrCat("average precision and ROC AUC of ", request.rows,
                                        " scores, times as fast as scikit-learn, CPU");
  const ScoredRows rows = RandomRows(request.rows, request.positive_share);
  CW_ASSIGN_OR_RETURN(const RawFile scores, RawFile::Write<float>(rows.scores));
  CW_ASSIGN_OR_RETURN(const RawFile labels, RawFile::Write<uint8_t>(rows.labels));
  absl::StatusOr<PeerProcess> peer =
      PeerProcess::Start("figures_loop.py", {scores.path(), labels.path()});
  if (absl::IsUnavailable(peer.status())) {
    std::cout << UnmeasuredRatioLine(what, Bound::kAtLeast, kAimedSpeed, peer.status().message())
              << std::endl;
    return absl::OkStatus();
  }
  CW_RETURN_IF_ERROR(peer.status());
  const std::vector<Contender> contenders = {OwnFigures("counterweight", rows),
                                             {"scikit-learn", [&] { return peer->Ask("figures"); }},
                                             AveragePrecisionAlone(rows)};
  CW_ASSIGN_OR_RETURN(const std::vector<double> costs, MedianCosts(contenders, request.rounds));
  std::cout
      << absl::StrFormat(
             "counterweight %.2f ms (average precision alone %.2f), scikit-learn %.1f ms (CPU)\n",
             1e3 * costs[0], 1e3 * costs[2], 1e3 * costs[1])
      << RatioLine(what, costs[1] / costs[0], Bound::kAtLeast, kAimedSpeed) << std::endl;
  return absl::OkStatus();
}

absl::Status Run(const Request& request) {
  CW_RETURN_IF_ERROR(ShowSmallSets(request));
  return ComparePeer(request);
}

int Main(int argc, char** argv) {
  Request request;
  CLI::App app("Figures of ranked scores", "bench_ranking_figures");
  app.add_option("--rows", request.rows)
      ->check(CLI::Range(100, 100'000'000))
      ->capture_default_str();
  app.add_option("--positive-share", request.positive_share)
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_option("--rounds", request.rounds)->check(CLI::Range(1, 1000))->capture_default_str();
  return RunProgram(app, argc, argv, [&] { return Run(request); });
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) { return counterweight::Main(argc, argv); }
