// The rows that a bench held out, so that other tools are tested on the same ones.
#ifndef COUNTERWEIGHT_CLIENT_BENCH_SPLITS_H_
#define COUNTERWEIGHT_CLIENT_BENCH_SPLITS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "client/bench_plan.h"
#include "client/model_client.h"

namespace counterweight::client {

// The data rows (0-based, ascending) of a dataset that a model did not train on: all but those that
// its sample weights list. Errors: the server's; INTERNAL if a listed row is not one of row_count.
absl::StatusOr<std::vector<int64_t>> HeldOutRows(ModelClient* models, const std::string& model,
                                                 int64_t row_count);

// DIR/DATASET-SEED.csv: "row", then one row number per line. Thread-safe.
class SplitFiles {
 public:
  // Makes the directory where it is missing. Errors carry the path.
  static absl::StatusOr<std::unique_ptr<SplitFiles>> Open(const std::string& directory);

  // The first split of a dataset and seed is written, also across benches; every other must be the
  // same. FAILED_PRECONDITION names the file and run if it is not: `key` has other test rows than
  // the runs before it, so that they cannot be compared.
  absl::Status Check(const BenchKey& key, absl::Span<const int64_t> held_out_rows)
      ABSL_LOCKS_EXCLUDED(mutex_);

  bool Has(const std::string& dataset, uint64_t seed) const;

 private:
  explicit SplitFiles(std::string directory) : directory_(std::move(directory)) {}
  std::string Path(const std::string& dataset, uint64_t seed) const;

  const std::string directory_;
  absl::Mutex mutex_;  // of the files
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_BENCH_SPLITS_H_
