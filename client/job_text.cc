#include "client/job_text.h"

#include <google/protobuf/util/time_util.h>

#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "client/metrics_text.h"
#include "client/number_text.h"
#include "client/progress_text.h"
#include "client/table.h"

namespace counterweight::client {
namespace {

using google::protobuf::util::TimeUtil;

std::string MethodName(const v1::TrainingSpec& spec) {
  return spec.method().empty() ? "meta" : spec.method();
}

// "key=value" pairs by key: a protobuf map has no order of its own.
std::string OptionsText(const v1::TrainingSpec& spec) {
  const std::map<std::string, std::string> sorted(spec.options().begin(), spec.options().end());
  return absl::StrJoin(sorted, " ", absl::PairFormatter("="));
}

void AddTimes(const v1::TrainingJob& job, TextTable* table) {
  table->AddRow({"created", TimeUtil::ToString(job.create_time())});
  if (job.has_start_time()) table->AddRow({"started", TimeUtil::ToString(job.start_time())});
  if (!job.has_end_time()) return;
  table->AddRow({"ended", TimeUtil::ToString(job.end_time())});
  if (!job.has_start_time()) return;
  const auto took = TimeUtil::DurationToMilliseconds(job.end_time() - job.start_time());
  table->AddRow({"took", DurationText(absl::Milliseconds(took))});
}

}  // namespace

std::string JobText(const v1::TrainingJob& job) {
  TextTable table({{""}, {""}});
  table.AddRow({"name", job.name()});
  table.AddRow({"state", StateName(job.state())});
  if (!job.error().empty()) table.AddRow({"error", job.error()});
  if (!job.model().empty()) table.AddRow({"model", job.model()});
  table.AddRow({"dataset", job.spec().dataset()});
  table.AddRow({"method", MethodName(job.spec())});
  if (!job.spec().options().empty()) table.AddRow({"options", OptionsText(job.spec())});
  table.AddRow({"seed", absl::StrCat(job.spec().seed())});
  if (job.max_attempts() > 0) {
    table.AddRow({"attempt", absl::StrCat(job.attempt(), " of ", job.max_attempts())});
  }
  AddTimes(job, &table);
  if (job.has_progress()) table.AddRow({"progress", ProgressText(job.progress())});
  const std::string figures = MetricsText(job.metrics());
  return figures.empty() ? table.ToString() : absl::StrCat(table.ToString(), "\n", figures);
}

std::string JobsText(const v1::ListTrainingJobsResponse& list) {
  TextTable table({{"name"},
                   {"state"},
                   {"done", Alignment::kRight},
                   {"method"},
                   {"dataset"},
                   {"created"},
                   {"model"}});
  for (const v1::TrainingJob& job : list.jobs()) {
    const std::string done =
        job.has_progress() ? absl::StrFormat("%.0f%%", 100 * DoneFraction(job.progress())) : "";
    table.AddRow({job.name(), StateName(job.state()), done, MethodName(job.spec()),
                  job.spec().dataset(), TimeUtil::ToString(job.create_time()), job.model()});
  }
  return table.ToString();
}

}  // namespace counterweight::client
