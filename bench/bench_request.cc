#include "bench/bench_request.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "bench/run_program.h"
#include "src/base/status_macros.h"
#include "src/tensor/thread_budget.h"
#include "src/tensor/torch_guard.h"

namespace counterweight {
namespace {

// Without folder and ending.
std::string DisplayName(const std::string& dataset) {
  if (!absl::StrContains(dataset, '/')) return dataset;
  const std::string file = std::filesystem::path(dataset).filename().string();
  return file.substr(0, file.find(".csv"));
}

absl::Status Naming(const std::string& dataset, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat(dataset, ": ", status.message()));
}

}  // namespace

void AddBenchOptions(CLI::App& app, BenchRequest& request) {
  app.add_option("--data", request.data, "Directory of the datasets")->capture_default_str();
  app.add_option("--datasets", request.datasets,
                 "NAME or PATH of a CSV file, with :CLASS for that class against the rest")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--seeds", request.seeds, "Runs of each dataset")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--max-rows", request.max_rows, "A larger table is cut to a stratified sample")
      ->check(CLI::Range(int64_t{100}, int64_t{10'000'000}))
      ->capture_default_str();
  app.add_option("--set", request.settings, "NAME=VALUE: an option of the method; repeatable");
}

absl::StatusOr<TrainingOptions> BenchTrainingOptions(const BenchRequest& request,
                                                     std::map<std::string, std::string> defaults) {
  for (const std::string& setting : request.settings) {
    const std::vector<std::string> parts = absl::StrSplit(setting, absl::MaxSplits('=', 1));
    if (parts.size() != 2) {
      return absl::InvalidArgumentError(absl::StrCat("--set ", setting, ": expected NAME=VALUE"));
    }
    defaults[parts[0]] = parts[1];
  }
  return ParseTrainingOptions(defaults);
}

absl::Status ForEachDataset(const BenchRequest& request,
                            const std::function<absl::Status(const std::string& name,
                                                             const BinaryTable& table)>& evaluate) {
  for (const std::string& dataset : request.datasets) {
    const absl::StatusOr<BinaryTable> read = ReadBinaryTable(request.data, dataset);
    if (absl::IsNotFound(read.status())) {
      std::cerr << "skipped " << dataset << ": " << read.status().message() << std::endl;
      continue;
    }
    CW_RETURN_IF_ERROR(Naming(dataset, read.status()));
    const BinaryTable table = SelectRows(*read, SampleRows(read->labels, request.max_rows));
    CW_RETURN_IF_ERROR(Naming(dataset, evaluate(DisplayName(dataset), table)));
  }
  return absl::OkStatus();
}

int RunBench(CLI::App& app, int argc, char** argv, const std::function<absl::Status()>& run) {
  return RunProgram(app, argc, argv, [&] {
    return GuardTorch("the program", [&]() -> absl::Status {
      CW_RETURN_IF_ERROR(SetThreadBudget(1));
      return run();
    });
  });
}

}  // namespace counterweight
