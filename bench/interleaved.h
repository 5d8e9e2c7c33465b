// Timing of several things in one run, in turns, so that what else the machine does meets all
// alike.
#ifndef COUNTERWEIGHT_BENCH_INTERLEAVED_H_
#define COUNTERWEIGHT_BENCH_INTERLEAVED_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace counterweight {

// CPU seconds of this process so far, all its threads.
double ProcessCpuSeconds();

struct Contender {
  std::string name;
  std::function<absl::StatusOr<double>()> run;  // seconds (or any cost) of one repetition
};

// A contender that costs the CPU seconds this process spends in `work`.
Contender CpuContender(std::string name, std::function<absl::Status()> work);

// Calls every contender once unmeasured, then `rounds` (>= 1) times in turns. Out: the median cost
// of each. An error names the contender.
absl::StatusOr<std::vector<double>> MedianCosts(absl::Span<const Contender> contenders, int rounds);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_INTERLEAVED_H_
