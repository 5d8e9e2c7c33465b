#include "client/progress_text.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "client/number_text.h"

namespace counterweight::client {

double DoneFraction(const v1::TrainingProgress& progress) {
  if (progress.total_steps() <= 0) return 0;
  const double setting =
      static_cast<double>(progress.step()) / static_cast<double>(progress.total_steps());
  if (progress.setting_count() <= 1) return std::clamp(setting, 0.0, 1.0);
  const double done = progress.setting() - 1 + setting;
  return std::clamp(done / progress.setting_count(), 0.0, 1.0);
}

std::string ProgressText(const v1::TrainingProgress& progress) {
  std::vector<std::string> parts;
  if (progress.setting_count() > 1) {
    parts.push_back(absl::StrCat("setting ", progress.setting(), "/", progress.setting_count()));
  }
  parts.push_back(absl::StrCat("step ", progress.step(), "/", progress.total_steps()));
  parts.push_back(absl::StrFormat("epoch %.1f", progress.epoch()));
  parts.push_back(absl::StrCat("loss ", RoundedText(progress.training_loss(), 4)));
  if (progress.has_outer_loss()) {
    parts.push_back(absl::StrCat("outer ", RoundedText(progress.outer_loss(), 4)));
  }
  if (progress.has_validation_average_precision()) {
    parts.push_back(absl::StrCat("AP ", RoundedText(progress.validation_average_precision(), 4)));
  }
  if (progress.has_best_validation_average_precision()) {
    parts.push_back(
        absl::StrCat("best ", RoundedText(progress.best_validation_average_precision(), 4)));
  }
  if (progress.rows_per_second() > 0) {
    parts.push_back(absl::StrFormat("%.0f rows/s", progress.rows_per_second()));
    parts.push_back(absl::StrCat(DurationText(absl::Seconds(progress.seconds_left())), " left"));
  }
  return absl::StrJoin(parts, "  ");
}

std::string StateText(const v1::TrainingEvent& event) {
  const std::string state = StateName(event.state());
  return event.message().empty() ? state : absl::StrCat(state, ": ", event.message());
}

std::string StateName(v1::JobState state) {
  const std::string& name = v1::JobState_Name(state);
  if (name.empty()) return absl::StrCat("STATE ", static_cast<int>(state));
  return std::string(absl::StripPrefix(name, "JOB_STATE_"));
}

}  // namespace counterweight::client
