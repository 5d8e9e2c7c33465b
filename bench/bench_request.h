// What an evaluation program is asked for on its command line.
#ifndef COUNTERWEIGHT_BENCH_BENCH_REQUEST_H_
#define COUNTERWEIGHT_BENCH_BENCH_REQUEST_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bench/bench_data.h"
#include "src/recipe/training_options.h"

namespace counterweight {

struct BenchRequest {
  std::string data = "../shared/data";  // directory of the CSV files
  std::vector<std::string> datasets;    // as ReadBinaryTable
  int seeds = 5;                        // runs a dataset, seeds 0, 1, ...
  int64_t max_rows = 5000;              // a larger table is cut to a stratified sample
  std::vector<std::string> settings;    // "NAME=VALUE"
};

// --data, --datasets, --seeds, --max-rows and --set.
void AddBenchOptions(CLI::App& app, BenchRequest& request);

// `defaults` (option name -> text) with request.settings applied. INVALID_ARGUMENT for a setting
// without "=", and what ParseTrainingOptions says.
absl::StatusOr<TrainingOptions> BenchTrainingOptions(const BenchRequest& request,
                                                     std::map<std::string, std::string> defaults);

// Calls `evaluate` for every dataset that is there; a line on standard error tells of one that is
// not. Ends with the first error, which then names the dataset.
absl::Status ForEachDataset(
    const BenchRequest& request,
    const std::function<absl::Status(const std::string& name, const BinaryTable& table)>& evaluate);

// RunProgram with LibTorch's exceptions as errors and a budget of one thread.
int RunBench(CLI::App& app, int argc, char** argv, const std::function<absl::Status()>& run);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_BENCH_REQUEST_H_
