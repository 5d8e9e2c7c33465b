#include "client/bench_inputs.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace counterweight::client {
namespace {

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

absl::Status ReadOwnRows(const std::string& path, BenchInputs* inputs) {
  if (path.empty()) return absl::OkStatus();
  absl::StatusOr<std::vector<BenchRow>> rows = ReadBenchRows(path);
  if (absl::IsNotFound(rows.status())) return absl::OkStatus();  // the first time
  if (!rows.ok()) return rows.status();
  for (const BenchRow& row : *rows) inputs->done.insert(row.key);
  inputs->rows = *std::move(rows);
  return absl::OkStatus();
}

// Adds rows measured elsewhere, and their methods after ours.
absl::Status Include(const std::string& path, const std::vector<std::string>& our_methods,
                     std::set<BenchKey>* included, BenchInputs* inputs) {
  absl::StatusOr<std::vector<BenchRow>> rows = ReadBenchRows(path);
  if (!rows.ok()) return rows.status();
  for (BenchRow& row : *rows) {
    const bool is_new = included->insert(row.key).second && inputs->done.count(row.key) == 0;
    if (!is_new || Contains(our_methods, row.key.method)) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": ", KeyText(row.key), " would be measured twice"));
    }
    std::vector<std::string>& methods = inputs->scope.methods;
    if (!Contains(methods, row.key.method)) methods.push_back(row.key.method);
    inputs->rows.push_back(std::move(row));
  }
  return absl::OkStatus();
}

absl::Status FindReference(const std::string& reference, BenchScope* scope) {
  if (reference.empty()) return absl::OkStatus();
  const auto found = std::find(scope->methods.begin(), scope->methods.end(), reference);
  if (found == scope->methods.end()) {
    return absl::InvalidArgumentError(absl::StrCat("--reference: \"", reference, "\" is none of ",
                                                   absl::StrJoin(scope->methods, ", ")));
  }
  scope->reference = static_cast<size_t>(found - scope->methods.begin());
  return absl::OkStatus();
}

absl::Status OpenFiles(const BenchMethodsCommand& command, BenchInputs* inputs) {
  auto log = BenchLog::Open(command.csv);
  if (!log.ok()) return log.status();
  inputs->log = *std::move(log);
  if (command.splits.empty()) return absl::OkStatus();
  auto splits = SplitFiles::Open(command.splits);
  if (!splits.ok()) return splits.status();
  inputs->splits = *std::move(splits);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<BenchInputs> ReadBenchInputs(const BenchMethodsCommand& command) {
  BenchInputs inputs;
  absl::StatusOr<std::vector<std::string>> datasets = DatasetNames(command.datasets);
  if (!datasets.ok()) return datasets.status();
  inputs.scope.datasets = *std::move(datasets);
  inputs.scope.seeds = command.seeds;
  for (const BenchMethod& method : command.methods) inputs.scope.methods.push_back(method.name);
  if (absl::Status status = ReadOwnRows(command.csv, &inputs); !status.ok()) return status;
  const std::vector<std::string> our_methods = inputs.scope.methods;
  std::set<BenchKey> included;
  for (const std::string& path : command.include) {
    absl::Status status = Include(path, our_methods, &included, &inputs);
    if (!status.ok()) return status;
  }
  absl::Status status = FindReference(command.reference, &inputs.scope);
  if (status.ok()) status = OpenFiles(command, &inputs);
  if (!status.ok()) return status;
  return inputs;
}

}  // namespace counterweight::client
