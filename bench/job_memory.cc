// How much memory the worker takes that trains a large table.
//
//     bench_job_memory [--rows=100000] [--columns=60] [--steps=100]
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/peer_process.h"
#include "bench/ratio.h"
#include "bench/raw_file.h"
#include "bench/run_program.h"
#include "bench/training_job.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

// Of the peak to what it may be: so many times the table in float32, and what a process with
// LibTorch takes for itself.
constexpr double kTables = 3, kOwnMebibytes = 250;

struct Request {
  int64_t rows = 100'000;
  int64_t columns = 60;
  int steps = 100;
};

std::string CsvText(const LabelledTable& labelled) {
  std::string text;
  for (const ColumnSchema& column : labelled.table.schema) absl::StrAppend(&text, column.name, ",");
  absl::StrAppend(&text, "label\n");
  for (int64_t row = 0; row < labelled.table.row_count; ++row) {
    for (const Column& column : labelled.table.columns) {
      absl::StrAppend(&text, column.numbers[row], ",");
    }
    absl::StrAppend(&text, labelled.labels[row], "\n");
  }
  return text;
}

absl::Status Run(const Request& request) {
  const std::string binaries = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  CW_ASSIGN_OR_RETURN(PeerProcess service, PeerProcess::Start("service_loop.py", {binaries}));
  CW_ASSIGN_OR_RETURN(
      const RawFile file,
      RawFile::Write<char>(CsvText(RandomLabelledTable(request.rows, request.columns))));
  const double table_mebibytes =
      static_cast<double>(request.rows * request.columns) * sizeof(float) / (1 << 20);
  const double bound = kTables * table_mebibytes + kOwnMebibytes;
  for (const char* method : {"plain", "library"}) {
    CW_ASSIGN_OR_RETURN(const double peak, service.Ask(absl::StrCat("memory ", file.path(), " ",
                                                                    method, " ", request.steps)));
    std::cout << absl::StrFormat("%s: peak %.0f MiB; table %.0f MiB, bound %.0f MiB\n", method,
                                 peak, table_mebibytes, bound)
              << RatioLine(
                     absl::StrCat("peak memory of a ", method, " job on ", request.rows, " x ",
                                  request.columns, " to 3 tables in float32 + 250 MiB"),
                     peak / bound, Bound::kAtMost, 1.0)
              << std::endl;
  }
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  Request request;
  CLI::App app("Memory of a training job", "bench_job_memory");
  app.add_option("--rows", request.rows)->check(CLI::Range(200, 10'000'000))->capture_default_str();
  app.add_option("--columns", request.columns)->check(CLI::Range(1, 10'000))->capture_default_str();
  app.add_option("--steps", request.steps)->check(CLI::Range(100, 20'000))->capture_default_str();
  return RunProgram(app, argc, argv, [&] { return Run(request); });
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) { return counterweight::Main(argc, argv); }
