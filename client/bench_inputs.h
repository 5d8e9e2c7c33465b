// What a bench starts from: its scope, the runs measured before, and the files that it goes on
// with.
#ifndef COUNTERWEIGHT_CLIENT_BENCH_INPUTS_H_
#define COUNTERWEIGHT_CLIENT_BENCH_INPUTS_H_

#include <memory>
#include <set>
#include <vector>

#include "absl/status/statusor.h"
#include "client/bench_results.h"
#include "client/bench_splits.h"
#include "client/bench_summary.h"
#include "client/command.h"

namespace counterweight::client {

struct BenchInputs {
  BenchScope scope;            // our methods, then those of the included files
  std::set<BenchKey> done;     // runs in the bench's own file
  std::vector<BenchRow> rows;  // of both
  std::unique_ptr<BenchLog> log;
  std::unique_ptr<SplitFiles> splits;  // null if not asked for
};

// Reads and checks everything that can be checked before the first upload. Errors:
// INVALID_ARGUMENT: datasets of one name, a file that is no result file, an included run of a
// method that is ours or that another file has too, a reference that is no method. Others: a file
// that cannot be opened.
absl::StatusOr<BenchInputs> ReadBenchInputs(const BenchMethodsCommand& command);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_BENCH_INPUTS_H_
