#include "server/options.h"

#include <iostream>

#include "absl/strings/str_cat.h"
#include "server/command_line.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

constexpr int kMaximumSeconds = 3600;

// Durations and addresses pass through plain values that CLI11 can show and check.
struct RawOptions {
  std::string listen, metrics_listen;
  double lease_seconds, checkpoint_seconds, drain_seconds;
};

RawOptions Defaults(const ServerOptions& options) {
  return {options.listen.WithPort(options.listen.port),
          options.metrics_listen.WithPort(options.metrics_listen.port),
          absl::ToDoubleSeconds(options.lease), absl::ToDoubleSeconds(options.checkpoint_interval),
          absl::ToDoubleSeconds(options.drain)};
}

std::string CheckAddress(const std::string& text) {
  const absl::StatusOr<ListenAddress> address = ParseListenAddress(text);
  return address.ok() ? "" : std::string(address.status().message());
}

void AddSeconds(CLI::App& app, const std::string& name, double& value, double minimum,
                const std::string& help) {
  app.add_option(name, value, help)
      ->check(CLI::Range(minimum, static_cast<double>(kMaximumSeconds)))
      ->capture_default_str();
}

void AddCount(CLI::App& app, const std::string& name, int& value, int minimum, int maximum,
              const std::string& help) {
  app.add_option(name, value, help)->check(CLI::Range(minimum, maximum))->capture_default_str();
}

// A number of bytes; "64MiB" and "64MB" are both 64 x 2^20.
void AddBytes(CLI::App& app, const std::string& name, int64_t& value, int64_t minimum,
              int64_t maximum, const std::string& help) {
  app.add_option(name, value, help)
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::Range(minimum, maximum))
      ->capture_default_str();
}

constexpr int64_t kLargestLimit = int64_t{1} << 50;

void AddByteLimit(CLI::App& app, const std::string& name, int64_t& value, const std::string& help) {
  AddBytes(app, name, value, 1, kLargestLimit, help);
}

void AddLimit(CLI::App& app, const std::string& name, int64_t& value, const std::string& help) {
  app.add_option(name, value, help)
      ->check(CLI::Range(int64_t{1}, kLargestLimit))
      ->capture_default_str();
}

void AddServing(CLI::App& app, ServerOptions& options, RawOptions& raw) {
  app.add_option("--listen", raw.listen, "HOST:PORT of the gRPC services; port 0: a free one")
      ->check(CheckAddress)
      ->capture_default_str();
  app.add_option("--metrics-listen", raw.metrics_listen,
                 "HOST:PORT of /metrics; port 0: a free one")
      ->check(CheckAddress)
      ->capture_default_str();
  app.add_flag("--insecure", options.insecure,
               "Listen on other than loopback addresses although nothing is encrypted");
  app.add_option("--data-dir", options.data_dir, "Directory of everything that is kept")
      ->required();
  AddBytes(app, "--max-message-bytes", options.max_message_bytes, int64_t{5} << 20,
           int64_t{1} << 30, "Largest request and answer");
  AddCount(app, "--loaded-models", options.loaded_models, 1, 10'000, "Models held in memory");
  AddCount(app, "--max-uploads", options.max_uploads, 1, 10'000, "Uploads at a time");
  AddSeconds(app, "--drain-seconds", raw.drain_seconds, 1,
             "Time that running requests and workers get to finish after SIGTERM");
  AddLogLevel(app, options.log_level);
}

void AddWorkers(CLI::App& app, ServerOptions& options, RawOptions& raw) {
  AddCount(app, "--workers", options.workers, 0, 64,
           "Worker processes to run; 0: serve only, workers are started by hand");
  AddCount(app, "--worker-threads", options.worker_threads, 1, 64, "Threads of each worker");
  app.add_option("--worker-binary", options.worker_binary,
                 "Program of a worker (default: counterweight-worker beside this one)");
  AddCount(app, "--max-attempts", options.max_attempts, 1, 100,
           "Workers that may die over a job without progress before it fails");
  AddSeconds(app, "--lease-seconds", raw.lease_seconds, 1,
             "Silence of a worker after which its job is given to another");
  AddSeconds(app, "--checkpoint-seconds", raw.checkpoint_seconds, 0,
             "Time between checkpoints of a job");
}

void AddIntake(CLI::App& app, IntakeLimits& limits) {
  AddByteLimit(app, "--max-upload-bytes", limits.uploaded_bytes, "Upload: bytes as sent");
  AddByteLimit(app, "--max-inflated-bytes", limits.inflated_bytes, "Upload: bytes after gzip");
  AddLimit(app, "--max-inflation-ratio", limits.inflation_ratio,
           "Upload: bytes after gzip over bytes as sent");
  AddLimit(app, "--max-rows", limits.rows, "Upload: data rows");
  AddLimit(app, "--max-columns", limits.columns, "Upload: columns");
  AddByteLimit(app, "--max-field-bytes", limits.field_bytes, "Upload: bytes of one cell");
  AddLimit(app, "--max-categories", limits.categories,
           "Upload: distinct values of a categorical column");
  AddByteLimit(app, "--max-dictionary-bytes", limits.dictionary_bytes,
               "Upload: bytes of all distinct values of all categorical columns");
  AddLimit(app, "--max-classes", limits.classes, "Upload: classes");
}

}  // namespace

ParsedServerOptions ParseServerOptions(const std::vector<std::string>& arguments) {
  ServerOptions options;
  options.worker_binary = ExecutableDirectory() + "/counterweight-worker";
  RawOptions raw = Defaults(options);
  CLI::App app("counterweightd: the Counterweight service", "counterweightd");
  app.set_version_flag("--version", COUNTERWEIGHT_VERSION);
  app.set_config("--config", "", "TOML file with the same names as the flags");
  app.allow_config_extras(CLI::config_extras_mode::error);
  AddServing(app, options, raw);
  AddWorkers(app, options, raw);
  AddIntake(app, options.intake);

  const std::optional<int> exit_status = ReadCommandLine(app, arguments);
  if (exit_status.has_value()) return {std::nullopt, *exit_status};
  options.listen = *ParseListenAddress(raw.listen);
  options.metrics_listen = *ParseListenAddress(raw.metrics_listen);
  options.lease = absl::Seconds(raw.lease_seconds);
  options.checkpoint_interval = absl::Seconds(raw.checkpoint_seconds);
  options.drain = absl::Seconds(raw.drain_seconds);
  const absl::Status valid = ValidateServerOptions(options);
  if (!valid.ok()) {
    std::cerr << valid.message() << "\n";
    return {std::nullopt, kWrongCommandLine};
  }
  return {std::move(options), 0};
}

absl::Status ValidateServerOptions(const ServerOptions& options) {
  if (options.insecure) return absl::OkStatus();
  const struct {
    const char* flag;
    const ListenAddress& address;
  } listeners[] = {{"--listen", options.listen}, {"--metrics-listen", options.metrics_listen}};
  for (const auto& [flag, address] : listeners) {
    if (address.IsLoopback()) continue;
    return absl::FailedPreconditionError(
        absl::StrCat(flag, "=", address.WithPort(address.port),
                     " is not a loopback address, and nothing here is encrypted or authenticated: "
                     "add --insecure if the network is yours, or put a TLS proxy in front"));
  }
  return absl::OkStatus();
}

}  // namespace counterweight
