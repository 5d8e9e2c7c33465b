#include "client/bench_plan.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace counterweight::client {
namespace {

constexpr char kTestFraction[] = "test_fraction";
constexpr char kDefaultTestFraction[] = "0.4";

absl::Status Fault(absl::string_view spec, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("method \"", spec, "\": ", what));
}

// The comma-separated methods; numbers go on the value before them.
std::vector<std::string> SplitMethods(absl::string_view text) {
  std::vector<std::string> specs;
  for (const absl::string_view piece : absl::StrSplit(text, ',')) {
    if (!specs.empty() && !piece.empty() && absl::ascii_isdigit(piece[0])) {
      absl::StrAppend(&specs.back(), ",", piece);
    } else {
      specs.emplace_back(piece);
    }
  }
  return specs;
}

absl::Status AddOption(absl::string_view spec, const std::string& text, BenchMethod* method) {
  const std::pair<std::string, std::string> option = absl::StrSplit(text, absl::MaxSplits('=', 1));
  if (option.first.empty() || option.first.size() == text.size()) {
    return Fault(spec, absl::StrCat("\"", text, "\" is not of the form OPTION=VALUE"));
  }
  if (!method->options.insert(option).second) {
    return Fault(spec, absl::StrCat("\"", option.first, "\" is given twice"));
  }
  return absl::OkStatus();
}

absl::StatusOr<BenchMethod> ParseMethod(const std::string& spec) {
  const std::vector<std::string> parts = absl::StrSplit(spec, '+');
  const size_t equals = parts[0].find('=');
  BenchMethod method;
  method.name = equals == std::string::npos ? spec : parts[0].substr(0, equals);
  method.method = equals == std::string::npos ? parts[0] : parts[0].substr(equals + 1);
  if (method.name.empty() || method.method.empty()) {
    return Fault(spec, "not of the form METHOD or ALIAS=METHOD");
  }
  for (size_t i = 1; i < parts.size(); ++i) {
    if (absl::Status status = AddOption(spec, parts[i], &method); !status.ok()) return status;
  }
  return method;
}

std::string NameOfPath(absl::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash != absl::string_view::npos) path.remove_prefix(slash + 1);
  absl::ConsumeSuffix(&path, ".gz");
  const size_t dot = path.rfind('.');
  return std::string(dot == absl::string_view::npos ? path : path.substr(0, dot));
}

}  // namespace

absl::StatusOr<std::vector<BenchMethod>> ParseBenchMethods(absl::string_view text) {
  std::vector<BenchMethod> methods;
  for (const std::string& spec : SplitMethods(text)) {
    absl::StatusOr<BenchMethod> method = ParseMethod(spec);
    if (!method.ok()) return method.status();
    methods.push_back(*std::move(method));
  }
  return methods;
}

absl::Status CheckDistinctNames(absl::Span<const BenchMethod> methods) {
  std::set<std::string> seen;
  for (const BenchMethod& method : methods) {
    if (!seen.insert(method.name).second) return Fault(method.name, "given twice");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> DatasetNames(absl::Span<const std::string> paths) {
  std::vector<std::string> names;
  std::map<std::string, std::string> seen;
  for (const std::string& path : paths) {
    names.push_back(NameOfPath(path));
    if (names.back().empty()) {
      return absl::InvalidArgumentError(absl::StrCat("dataset \"", path, "\" has no file name"));
    }
    const auto [other, is_new] = seen.insert({names.back(), path});
    if (!is_new) {
      return absl::InvalidArgumentError(absl::StrCat("datasets \"", other->second, "\" and \"",
                                                     path, "\" share the name ", names.back()));
    }
  }
  return names;
}

std::string KeyText(const BenchKey& key) {
  return absl::StrCat(key.dataset, ", seed ", key.seed, ", ", key.method);
}

std::vector<BenchRun> PlanBench(absl::Span<const std::string> datasets,
                                absl::Span<const BenchMethod> methods, uint64_t seeds,
                                const std::set<BenchKey>& done) {
  std::vector<BenchRun> runs;
  for (size_t dataset = 0; dataset < datasets.size(); ++dataset) {
    for (uint64_t seed = 0; seed < seeds; ++seed) {
      for (size_t method = 0; method < methods.size(); ++method) {
        if (done.count({datasets[dataset], seed, methods[method].name}) > 0) continue;
        runs.push_back({dataset, seed, method});
      }
    }
  }
  return runs;
}

std::map<std::string, std::string> RunOptions(const BenchMethod& method,
                                              const std::map<std::string, std::string>& for_all) {
  std::map<std::string, std::string> options = method.options;
  options.insert(for_all.begin(), for_all.end());  // keeps what is there
  options.insert({kTestFraction, kDefaultTestFraction});
  return options;
}

}  // namespace counterweight::client
