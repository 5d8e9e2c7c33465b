// counterweight-worker: claims and trains jobs until a signal, then hands the running one back.
#include <malloc.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "server/command_line.h"
#include "server/job_runner.h"
#include "server/shutdown_signals.h"
#include "server/steady_clock.h"
#include "server/worker_options.h"
#include "src/application/data_directory.h"
#include "src/base/clock.h"
#include "src/base/log.h"
#include "src/base/thread_variables.h"
#include "src/jobs/worker_loop.h"
#include "src/pipeline/train_model.h"

namespace counterweight {
namespace {

// Memory from here on is given back to the system when it is freed. glibc would raise this bound
// to 32 MiB and keep what evaluations and checkpoints used: some 2 % of a large job's peak.
constexpr int kMappedBytes = 1 << 20;

// Where one of the thread variables is missing, sets both and starts over. The supervisor sets
// them, so this is for workers started by hand.
void EnsureThreadBudget(int threads, char** argv) {
  bool missing = false;
  for (const ThreadVariable& variable : kThreadVariables) {
    missing = missing || getenv(variable.name) == nullptr;
  }
  if (!missing) return;
  for (const ThreadVariable& variable : kThreadVariables) {
    setenv(variable.name, absl::StrCat(variable.has_budget ? threads : 1).c_str(),
           /*overwrite=*/0);
  }
  execv("/proc/self/exe", argv);
  LogWarning("cannot restart with a thread budget; the numeric libraries may use every core");
}

int Work(const WorkerOptions& options) {
  const absl::StatusOr<std::unique_ptr<DataDirectory>> directory =
      DataDirectory::Open(options.data_dir);
  if (!directory.ok()) {
    LogError(directory.status().ToString());
    return EXIT_FAILURE;
  }
  const SystemClock clock;
  const SteadyClock steady_clock;
  WorkerLoopOptions loop_options;
  loop_options.owner = options.owner;
  loop_options.checkpoint_dir = (*directory)->checkpoints_path();
  loop_options.lease_ttl = options.lease;
  loop_options.checkpoint_interval = options.checkpoint_interval;
  WorkerLoop loop(&(*directory)->jobs(), &clock, loop_options,
                  MakeJobRunner(directory->get(), &clock, &steady_clock,
                                {options.slot, options.threads}, TrainModel));
  // Every signal asks for the same, so a second one is harmless; the supervisor kills what hangs.
  std::thread([&loop] {
    while (true) {
      WaitForShutdownSignal();
      loop.RequestDrain();
    }
  }).detach();
  const absl::Status status = loop.Run();
  if (!status.ok()) LogError(status.ToString());
  // Without the destructors: the thread above may still use the loop, and everything is on disk.
  _exit(status.ok() ? EXIT_SUCCESS : EXIT_FAILURE);
}

int Main(int argc, char** argv) {
  BlockShutdownSignals();
  const ParsedWorkerOptions parsed = ParseWorkerOptions(Arguments(argc, argv));
  if (!parsed.options.has_value()) return parsed.exit_status;
  InitializeLog(absl::StrCat("worker ", parsed.options->slot), parsed.options->log_level);
  EnsureThreadBudget(parsed.options->threads, argv);
  mallopt(M_MMAP_THRESHOLD, kMappedBytes);
  try {
    return Work(*parsed.options);
  } catch (const std::exception& error) {  // no memory, no threads
    LogError(absl::StrCat("cannot go on: ", error.what()));
    return EXIT_FAILURE;
  }
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) { return counterweight::Main(argc, argv); }
