#include "bench/interleaved.h"

#include <time.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

double Median(std::vector<double> values) {
  const size_t middle = values.size() / 2;
  std::sort(values.begin(), values.end());
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

absl::StatusOr<double> RunOnce(const Contender& contender) {
  const absl::StatusOr<double> cost = contender.run();
  if (cost.ok()) return cost;
  return absl::Status(cost.status().code(),
                      absl::StrCat(contender.name, ": ", cost.status().message()));
}

}  // namespace

double ProcessCpuSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

Contender CpuContender(std::string name, std::function<absl::Status()> work) {
  return {std::move(name), [work = std::move(work)]() -> absl::StatusOr<double> {
            const double begun = ProcessCpuSeconds();
            CW_RETURN_IF_ERROR(work());
            return ProcessCpuSeconds() - begun;
          }};
}

absl::StatusOr<std::vector<double>> MedianCosts(absl::Span<const Contender> contenders,
                                                int rounds) {
  std::vector<std::vector<double>> costs(contenders.size());
  for (int round = -1; round < rounds; ++round) {
    for (size_t i = 0; i < contenders.size(); ++i) {
      CW_ASSIGN_OR_RETURN(const double cost, RunOnce(contenders[i]));
      if (round >= 0) costs[i].push_back(cost);
    }
  }
  std::vector<double> medians;
  medians.reserve(costs.size());
  for (std::vector<double>& of_one : costs) medians.push_back(Median(std::move(of_one)));
  return medians;
}

}  // namespace counterweight
