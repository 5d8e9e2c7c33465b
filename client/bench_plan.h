// What `counterweight bench methods` runs: methods x datasets x seeds, as a list.
#ifndef COUNTERWEIGHT_CLIENT_BENCH_PLAN_H_
#define COUNTERWEIGHT_CLIENT_BENCH_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace counterweight::client {

// A column of the comparison.
struct BenchMethod {
  std::string name;    // in tables and files
  std::string method;  // as the server calls it
  std::map<std::string, std::string> options;
};

// Reads "METHOD", "ALIAS=METHOD" and either with "+OPTION=VALUE" any number of times, separated by
// commas. The name is the alias or else the whole text of the method ("smote+networks=single"). A
// piece that starts with a digit belongs to the value before it ("plain+hidden=64,64").
// INVALID_ARGUMENT: an empty part, an option without "=" or given twice.
absl::StatusOr<std::vector<BenchMethod>> ParseBenchMethods(absl::string_view text);

// INVALID_ARGUMENT if two methods have one name.
absl::Status CheckDistinctNames(absl::Span<const BenchMethod> methods);

// The file name of each path without its extension (and without ".gz"): "data/moons_50.csv.gz" is
// "moons_50". INVALID_ARGUMENT if a name is empty or stands for two files.
absl::StatusOr<std::vector<std::string>> DatasetNames(absl::Span<const std::string> paths);

// Names one run in result files.
struct BenchKey {
  std::string dataset;
  uint64_t seed = 0;
  std::string method;

  bool operator<(const BenchKey& other) const {
    return std::tie(dataset, seed, method) < std::tie(other.dataset, other.seed, other.method);
  }
};

// "moons_50, seed 3, meta".
std::string KeyText(const BenchKey& key);

// One training job to be done; indices into the lists that it was planned from.
struct BenchRun {
  size_t dataset = 0;
  uint64_t seed = 0;
  size_t method = 0;
};

// Every run whose key is not in `done`: by dataset, then seed (0 to seeds - 1), then method, so
// that an interrupted bench leaves whole comparisons behind.
std::vector<BenchRun> PlanBench(absl::Span<const std::string> datasets,
                                absl::Span<const BenchMethod> methods, uint64_t seeds,
                                const std::set<BenchKey>& done);

// The options of a run: the method's own before those for all; the test rows are 40 % of each class
// (METHOD.md's split) unless one of them says otherwise.
std::map<std::string, std::string> RunOptions(const BenchMethod& method,
                                              const std::map<std::string, std::string>& for_all);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_BENCH_PLAN_H_
