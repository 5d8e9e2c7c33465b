#include "src/jobs/supervisor.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "src/base/log.h"
#include "src/base/status_macros.h"
#include "src/jobs/child_process.h"
#include "src/jobs/stop_flag.h"

namespace counterweight {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr int kMaxWorkers = 64;
// How often leases of workers that are not ours are looked at.
constexpr absl::Duration kLeaseCheckInterval = absl::Seconds(1);
// Between looks at workers that are asked to stop.
constexpr absl::Duration kDrainCheckInterval = absl::Milliseconds(10);

absl::Duration Since(SteadyTime start) {
  return absl::FromChrono(std::chrono::steady_clock::now() - start);
}

std::string HostName() {
  char name[256] = {};
  if (::gethostname(name, sizeof(name) - 1) != 0) return "localhost";
  return name;
}

absl::Status Validate(const SupervisorOptions& options) {
  if (options.workers < 0 || options.workers > kMaxWorkers) {
    return absl::InvalidArgumentError(
        absl::StrCat("workers must be in [0, ", kMaxWorkers, "], is ", options.workers));
  }
  if (options.workers > 0 && options.command.empty()) {
    return absl::InvalidArgumentError("the command of workers is empty");
  }
  if (options.niceness < -20 || options.niceness > 19) {
    return absl::InvalidArgumentError(
        absl::StrCat("niceness must be in [-20, 19], is ", options.niceness));
  }
  const bool delays = options.check_interval > absl::ZeroDuration() &&
                      options.restart_delay_min > absl::ZeroDuration() &&
                      options.restart_delay_max >= options.restart_delay_min;
  if (!delays) {
    return absl::InvalidArgumentError(
        "check_interval and restart_delay_min must be positive, restart_delay_max not smaller");
  }
  return absl::OkStatus();
}

// One place for a worker, and what runs in it.
struct Slot {
  std::optional<ChildProcess> child;
  std::string owner;
  SteadyTime started;
  SteadyTime emptied;                               // when the last child died
  absl::Duration wait = absl::ZeroDuration();       // from then to the next start
  absl::Duration next_wait = absl::ZeroDuration();  // if the next one dies young
};

struct DeadWorker {
  std::string owner;
  std::string reason;
};

}  // namespace

struct Supervisor::State {
  State(SupervisorOptions the_options, JobStore* the_store, const Clock* the_clock,
        SupervisorObserver the_observer)
      : options(std::move(the_options)),
        store(the_store),
        clock(the_clock),
        observer(std::move(the_observer)),
        owner_prefix(absl::StrCat(HostName(), ":", ::getpid(), ":")),
        start_micros(absl::ToUnixMicros(absl::Now())),
        slots(static_cast<size_t>(options.workers)) {
    for (Slot& slot : slots) slot.next_wait = options.restart_delay_min;
  }

  void Supervise();
  void Reap();
  void StartMissing();
  void StartWorker(Slot& slot, int index);
  void Schedule(Slot& slot, absl::Duration lived);
  void ExpireDead();
  void ExpireElsewhere();
  void StopAll();
  void ShowPids();

  const SupervisorOptions options;
  JobStore* const store;
  const Clock* const clock;
  const SupervisorObserver observer;
  // Owners must differ from those of an earlier server too, which in a container had the same host
  // and pid: hence the time.
  const std::string owner_prefix;
  const int64_t start_micros;
  StopFlag drain;

  // Of the supervisor's thread, which also starts every child: they get SIGTERM when it ends.
  std::vector<Slot> slots;
  int64_t starts = 0;
  std::vector<DeadWorker> dead;  // whose leases the store still has to take back
  SteadyTime leases_checked;

  mutable std::mutex mutex;
  std::vector<int> pids ABSL_GUARDED_BY(mutex);
  absl::Duration grace ABSL_GUARDED_BY(mutex) = absl::ZeroDuration();

  std::mutex joining;
  std::thread thread ABSL_GUARDED_BY(joining);
};

void Supervisor::State::Supervise() {
  while (!drain.raised()) {
    Reap();
    StartMissing();
    ExpireDead();
    ExpireElsewhere();
    drain.WaitFor(options.check_interval);
  }
  StopAll();
}

void Supervisor::State::Reap() {
  for (Slot& slot : slots) {
    if (!slot.child.has_value()) continue;
    const pid_t pid = slot.child->pid();
    const std::optional<std::string> end = slot.child->Poll();
    if (!end.has_value()) continue;
    const std::string reason = absl::StrCat("worker ", *end);
    LogWarning(absl::StrCat(reason, " (pid ", pid, ", ", slot.owner, ")"));
    slot.child.reset();
    dead.push_back({slot.owner, reason});
    Schedule(slot, Since(slot.started));
    if (observer.on_worker_died) observer.on_worker_died(reason);
  }
  ShowPids();
}

// A worker that lived for a while starts again soon; one that keeps dying young, ever later.
void Supervisor::State::Schedule(Slot& slot, absl::Duration lived) {
  if (lived >= options.restart_delay_max) slot.next_wait = options.restart_delay_min;
  slot.emptied = std::chrono::steady_clock::now();
  slot.wait = slot.next_wait;
  slot.next_wait = std::min(2 * slot.next_wait, options.restart_delay_max);
}

void Supervisor::State::StartMissing() {
  for (size_t i = 0; i < slots.size(); ++i) {
    Slot& slot = slots[i];
    if (!slot.child.has_value() && Since(slot.emptied) >= slot.wait) {
      StartWorker(slot, static_cast<int>(i));
    }
  }
  ShowPids();
}

void Supervisor::State::StartWorker(Slot& slot, int index) {
  slot.owner = absl::StrCat(owner_prefix, index, ":", start_micros, "-", ++starts);
  ChildOptions child{options.command, options.environment, options.niceness};
  for (std::string& argument : child.command) {
    argument =
        absl::StrReplaceAll(argument, {{"{owner}", slot.owner}, {"{slot}", absl::StrCat(index)}});
  }
  absl::StatusOr<ChildProcess> started = ChildProcess::Start(child);
  if (!started.ok()) {
    LogError(absl::StrCat("worker ", index, ": ", started.status().message()));
    Schedule(slot, absl::ZeroDuration());
    return;
  }
  slot.child = *std::move(started);
  slot.started = std::chrono::steady_clock::now();
  LogInfo(absl::StrCat("worker started (pid ", slot.child->pid(), ", ", slot.owner, ")"));
  if (observer.on_worker_started) observer.on_worker_started();
}

// At once, not when the leases run out: the processes are known to be dead.
void Supervisor::State::ExpireDead() {
  std::vector<DeadWorker> still_leased;
  for (DeadWorker& worker : dead) {
    const absl::StatusOr<int> expired =
        store->ExpireLeasesOf(worker.owner, clock->Now(), worker.reason);
    if (expired.ok()) continue;
    LogWarning(absl::StrCat("cannot take back the leases of ", worker.owner, ": ",
                            expired.status().message()));
    still_leased.push_back(std::move(worker));
  }
  dead = std::move(still_leased);
}

void Supervisor::State::ExpireElsewhere() {
  if (Since(leases_checked) < kLeaseCheckInterval) return;
  leases_checked = std::chrono::steady_clock::now();
  const absl::StatusOr<int> expired = store->ExpireLeases(clock->Now());
  if (!expired.ok()) {
    LogWarning(absl::StrCat("cannot look for expired leases: ", expired.status().message()));
  } else if (*expired > 0) {
    LogWarning(absl::StrCat(*expired, " lease(s) ran out"));
  }
}

void Supervisor::State::StopAll() {
  absl::Duration left_to_stop;
  {
    const std::lock_guard<std::mutex> lock(mutex);
    left_to_stop = grace;
  }
  const SteadyTime start = std::chrono::steady_clock::now();
  for (Slot& slot : slots) {
    if (slot.child.has_value()) slot.child->Signal(SIGTERM);
  }
  bool running = true;
  while (running) {
    running = false;
    const bool over = Since(start) >= left_to_stop;
    for (Slot& slot : slots) {
      if (!slot.child.has_value()) continue;
      std::string reason = "worker stopped with the server";
      if (!slot.child->Poll().has_value()) {
        running = !over;
        if (!over) continue;
        slot.child->Signal(SIGKILL);
        slot.child->Wait();
        reason = "worker did not stop in time and was killed with the server";
      }
      slot.child.reset();
      dead.push_back({slot.owner, reason});
    }
    ShowPids();
    if (running) absl::SleepFor(kDrainCheckInterval);
  }
  ExpireDead();
}

void Supervisor::State::ShowPids() {
  const std::lock_guard<std::mutex> lock(mutex);
  pids.clear();
  for (const Slot& slot : slots) {
    if (slot.child.has_value()) pids.push_back(slot.child->pid());
  }
}

Supervisor::Supervisor(std::unique_ptr<State> state) : state_(std::move(state)) {}

absl::StatusOr<std::unique_ptr<Supervisor>> Supervisor::Start(SupervisorOptions options,
                                                              JobStore* store, const Clock* clock,
                                                              SupervisorObserver observer) {
  CW_RETURN_IF_ERROR(Validate(options));
  auto state = std::make_unique<State>(std::move(options), store, clock, std::move(observer));
  try {
    const std::lock_guard<std::mutex> lock(state->joining);
    state->thread = std::thread([running = state.get()] { running->Supervise(); });
  } catch (const std::system_error& error) {
    return absl::ResourceExhaustedError(
        absl::StrCat("no thread for the supervisor: ", error.what()));
  }
  return std::unique_ptr<Supervisor>(new Supervisor(std::move(state)));
}

Supervisor::~Supervisor() { Drain(absl::ZeroDuration()); }

int Supervisor::running_workers() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return static_cast<int>(state_->pids.size());
}

std::vector<int> Supervisor::worker_pids() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return state_->pids;
}

void Supervisor::Drain(absl::Duration grace) {
  const std::lock_guard<std::mutex> lock(state_->joining);
  if (!state_->thread.joinable()) return;
  {
    const std::lock_guard<std::mutex> grace_lock(state_->mutex);
    state_->grace = grace;
  }
  state_->drain.Raise();
  state_->thread.join();
}

}  // namespace counterweight
