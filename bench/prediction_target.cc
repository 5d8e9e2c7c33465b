#include "bench/prediction_target.h"

#include <iostream>
#include <utility>

#include "absl/strings/str_format.h"
#include "bench/server_process.h"
#include "src/base/status_macros.h"

namespace counterweight {

PredictionTarget::PredictionTarget(std::string name, const std::string& address, pid_t pid,
                                   v1::PredictRequest request, const LoadShape& shape)
    : name_(std::move(name)),
      load_(std::make_unique<PredictionLoad>(address, shape.connections)),
      pid_(pid),
      request_(std::move(request)),
      shape_(shape) {}

absl::StatusOr<CallCosts> PredictionTarget::Run() {
  const double begun = CpuSecondsOf(pid_);
  CW_ASSIGN_OR_RETURN(const LoadFigures figures,
                      load_->Run(request_, shape_.in_flight, shape_.calls));
  const double calls = static_cast<double>(shape_.calls);
  return CallCosts{(CpuSecondsOf(pid_) - begun) / calls, figures.seconds / calls};
}

absl::StatusOr<std::vector<CallCosts>> MeasureTargets(const std::vector<PredictionTarget*>& targets,
                                                      int rounds) {
  std::vector<CallCosts> last(targets.size());
  std::vector<Contender> contenders;
  for (size_t i = 0; i < targets.size(); ++i) {
    // One run gives two figures: the second contender hands over what the first one measured.
    contenders.push_back({targets[i]->name(), [&, i]() -> absl::StatusOr<double> {
                            CW_ASSIGN_OR_RETURN(last[i], targets[i]->Run());
                            return last[i].cpu_seconds;
                          }});
    contenders.push_back({targets[i]->name(), [&, i] { return last[i].seconds; }});
  }
  CW_ASSIGN_OR_RETURN(const std::vector<double> medians, MedianCosts(contenders, rounds));
  std::vector<CallCosts> costs;
  for (size_t i = 0; i < targets.size(); ++i) {
    costs.push_back({medians[2 * i], medians[2 * i + 1]});
    std::cout << absl::StrFormat("%-28s %10.1f us CPU of the server a call, %9.1f us a call\n",
                                 targets[i]->name(), costs[i].cpu_seconds * 1e6,
                                 costs[i].seconds * 1e6)
              << std::flush;
  }
  return costs;
}

}  // namespace counterweight
