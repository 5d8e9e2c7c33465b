// The search for neighbours behind SMOTE, beside imbalanced-learn's, and how it grows.
//
//     bench_neighbours [--rows=20000] [--columns=30] [--rounds=5]
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
#include "src/augment/class_neighbours.h"
#include "src/augment/nearest_neighbours.h"
#include "src/base/random_stream.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

constexpr double kAimedSpeed = 3.5;
constexpr double kAimedGrowth = 1.25;

struct Request {
  int64_t rows = 20'000;
  int64_t columns = 30;
  int rounds = 5;
};

Matrix RandomRows(int64_t rows, int64_t columns) {
  RandomStream stream(1, "rows");
  Matrix matrix{rows, columns, {}};
  for (int64_t i = 0; i < rows * columns; ++i) {
    matrix.values.push_back(static_cast<float>(stream.Normal()));
  }
  return matrix;
}

Contender Search(const std::string& name, const Matrix& matrix) {
  return CpuContender(name, [&matrix] {
    NearestNeighbours(matrix, kOversamplingNeighbours);
    return absl::OkStatus();
  });
}

absl::Status ComparePeer(const Request& request, const Matrix& matrix) {
  const std::string what = absl::StrCat("neighbours of ", request.rows, " rows (", request.columns,
                                        " columns, k 5), times as fast as "
                                        "imbalanced-learn, CPU");
  CW_ASSIGN_OR_RETURN(const RawFile file, RawFile::Write<float>(matrix.values));
  absl::StatusOr<PeerProcess> peer = PeerProcess::Start(
      "neighbours_loop.py",
      {file.path(), absl::StrCat(request.columns), absl::StrCat(kOversamplingNeighbours)});
  if (absl::IsUnavailable(peer.status())) {
    std::cout << UnmeasuredRatioLine(what, Bound::kAtLeast, kAimedSpeed, peer.status().message())
              << std::endl;
    return absl::OkStatus();
  }
  CW_RETURN_IF_ERROR(peer.status());
  const std::vector<Contender> contenders = {
      Search("counterweight", matrix), {"imbalanced-learn", [&] { return peer->Ask("search"); }}};
  CW_ASSIGN_OR_RETURN(const std::vector<double> costs, MedianCosts(contenders, request.rounds));
  std::cout << absl::StrFormat("counterweight %.3f s, imbalanced-learn %.3f s (CPU)\n", costs[0],
                               costs[1])
            << RatioLine(what, costs[1] / costs[0], Bound::kAtLeast, kAimedSpeed) << std::endl;
  return absl::OkStatus();
}

// What a pair of rows costs, among all rows and among a sixteenth of them: the search is quadratic.
absl::Status ShowGrowth(const Request& request, const Matrix& matrix) {
  const Matrix few = RandomRows(matrix.rows / 16, matrix.columns);
  const std::vector<Contender> contenders = {Search("all", matrix), Search("few", few)};
  CW_ASSIGN_OR_RETURN(const std::vector<double> costs, MedianCosts(contenders, request.rounds));
  const auto of_pair = [](double seconds, const Matrix& rows) {
    return seconds / (static_cast<double>(rows.rows) * static_cast<double>(rows.rows));
  };
  const double of_many = of_pair(costs[0], matrix), of_few = of_pair(costs[1], few);
  std::cout << absl::StrFormat("%d rows: %.3f ns a pair of rows; %d rows: %.3f ns\n", few.rows,
                               1e9 * of_few, matrix.rows, 1e9 * of_many)
            << RatioLine("neighbours: a pair's cost among 16 times the rows to once, CPU",
                         of_many / of_few, Bound::kAtMost, kAimedGrowth)
            << std::endl;
  return absl::OkStatus();
}

absl::Status Run(const Request& request) {
  const Matrix matrix = RandomRows(request.rows, request.columns);
  CW_RETURN_IF_ERROR(ComparePeer(request, matrix));
  return ShowGrowth(request, matrix);
}

int Main(int argc, char** argv) {
  Request request;
  CLI::App app("Neighbours of the rows of a class", "bench_neighbours");
  app.add_option("--rows", request.rows)->check(CLI::Range(200, 1'000'000))->capture_default_str();
  app.add_option("--columns", request.columns)->check(CLI::Range(1, 10'000))->capture_default_str();
  app.add_option("--rounds", request.rounds)->check(CLI::Range(1, 1000))->capture_default_str();
  return RunProgram(app, argc, argv, [&] { return Run(request); });
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) { return counterweight::Main(argc, argv); }
