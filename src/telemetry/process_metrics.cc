#include "src/telemetry/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "src/telemetry/collected_family.h"

namespace counterweight {
namespace {

// Fields of /proc/self/stat that follow the command's closing parenthesis (proc(5), from field 3
// on).
struct ProcessStat {
  double cpu_seconds = 0;
  double start_seconds_after_boot = 0;
  double virtual_bytes = 0;
  double resident_bytes = 0;
};

std::string ReadWhole(const char* path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

double NumberOrZero(absl::string_view text) {
  double number = 0;
  return absl::SimpleAtod(text, &number) ? number : 0;
}

std::optional<ProcessStat> ReadStat() {
  const std::string text = ReadWhole("/proc/self/stat");
  // The command's name may hold spaces and parentheses: the last ")" ends it.
  const size_t end_of_name = text.rfind(')');
  if (end_of_name == std::string::npos) return std::nullopt;
  const std::vector<absl::string_view> fields =
      absl::StrSplit(absl::string_view(text).substr(end_of_name + 1), ' ', absl::SkipEmpty());
  if (fields.size() < 22) return std::nullopt;
  const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  ProcessStat stat;
  stat.cpu_seconds = (NumberOrZero(fields[11]) + NumberOrZero(fields[12])) / ticks;
  stat.start_seconds_after_boot = NumberOrZero(fields[19]) / ticks;
  stat.virtual_bytes = NumberOrZero(fields[20]);
  stat.resident_bytes = NumberOrZero(fields[21]) * static_cast<double>(sysconf(_SC_PAGESIZE));
  return stat;
}

// Seconds since the epoch.
std::optional<double> ReadBootTime() {
  std::ifstream file("/proc/stat");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("btime ", 0) == 0) return NumberOrZero(absl::string_view(line).substr(6));
  }
  return std::nullopt;
}

std::optional<double> CountOpenFds() {
  std::error_code error;
  std::filesystem::directory_iterator entries("/proc/self/fd", error);
  if (error) return std::nullopt;
  double count = 0;
  for (; entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    if (error) return std::nullopt;
    ++count;
  }
  return count - 1;  // the iterator's own
}

}  // namespace

std::vector<prometheus::MetricFamily> ProcessMetrics::Collect() const {
  std::vector<prometheus::MetricFamily> families;
  if (const std::optional<ProcessStat> stat = ReadStat(); stat.has_value()) {
    families.push_back(CollectedCounter(kProcessCpuSeconds, stat->cpu_seconds));
    families.push_back(CollectedGauge(kProcessResidentMemory, stat->resident_bytes));
    families.push_back(CollectedGauge(kProcessVirtualMemory, stat->virtual_bytes));
    if (const std::optional<double> boot = ReadBootTime(); boot.has_value()) {
      families.push_back(CollectedGauge(kProcessStartTime, *boot + stat->start_seconds_after_boot));
    }
  }
  if (const std::optional<double> open = CountOpenFds(); open.has_value()) {
    families.push_back(CollectedGauge(kProcessOpenFds, *open));
  }
  if (rlimit limit; getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    families.push_back(CollectedGauge(kProcessMaxFds, static_cast<double>(limit.rlim_cur)));
  }
  return families;
}

}  // namespace counterweight
