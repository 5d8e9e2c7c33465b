#include "server/worker_options.h"

#include <unistd.h>

#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/command_line.h"
#include "src/application/resource_name.h"

namespace counterweight {
namespace {

std::string DefaultOwner() {
  std::array<char, 256> host = {};
  if (gethostname(host.data(), host.size() - 1) != 0) host = {"unknown"};
  return absl::StrCat(host.data(), ":", getpid(), ":", NewId(""));
}

std::string CheckLabel(const std::string& label) {
  const bool ok = !label.empty() && label.size() <= 64 && !absl::StrContains(label, ' ');
  return ok ? "" : absl::StrCat("\"", label, "\" is not 1 to 64 bytes without a space");
}

}  // namespace

ParsedWorkerOptions ParseWorkerOptions(const std::vector<std::string>& arguments) {
  WorkerOptions options;
  options.owner = DefaultOwner();
  double lease_seconds = absl::ToDoubleSeconds(options.lease);
  double checkpoint_seconds = absl::ToDoubleSeconds(options.checkpoint_interval);
  CLI::App app("counterweight-worker: trains the jobs of a Counterweight data directory",
               "counterweight-worker");
  app.set_version_flag("--version", COUNTERWEIGHT_VERSION);
  app.add_option("--data-dir", options.data_dir, "Data directory that a server has opened")
      ->required();
  app.add_option("--owner", options.owner, "Owner of leases, unique per process");
  app.add_option("--slot", options.slot, "Label of this worker")->check(CheckLabel);
  app.add_option("--threads", options.threads, "Threads that a job may use")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.add_option("--lease-seconds", lease_seconds, "Time until a silent worker counts as dead")
      ->check(CLI::Range(1.0, 3600.0))
      ->capture_default_str();
  app.add_option("--checkpoint-seconds", checkpoint_seconds, "Time between checkpoints")
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
  AddLogLevel(app, options.log_level);

  const std::optional<int> exit_status = ReadCommandLine(app, arguments);
  if (exit_status.has_value()) return {std::nullopt, *exit_status};
  options.lease = absl::Seconds(lease_seconds);
  options.checkpoint_interval = absl::Seconds(checkpoint_seconds);
  return {std::move(options), 0};
}

}  // namespace counterweight
