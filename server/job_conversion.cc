#include "server/job_conversion.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/metrics_conversion.h"
#include "server/timestamp_conversion.h"
#include "server/training_events.h"
#include "src/application/resource_name.h"
#include "src/base/field_error.h"

namespace counterweight {
namespace {

v1::TrainingSpec SpecOf(const JobRecord& record) {
  v1::TrainingSpec spec;
  spec.set_dataset(ResourceName(kDatasetCollection, record.dataset_id));
  spec.set_method(record.method);
  spec.mutable_options()->insert(record.options.begin(), record.options.end());
  spec.set_seed(record.seed);
  spec.set_model_display_name(record.model_display_name);
  return spec;
}

}  // namespace

absl::StatusOr<JobRequest> ToJobRequest(const v1::CreateTrainingJobRequest& proto) {
  if (!proto.has_spec()) return FieldError("spec", "is required");
  const v1::TrainingSpec& spec = proto.spec();
  JobRequest request;
  request.dataset = spec.dataset();
  request.method = spec.method();
  request.options.insert(spec.options().begin(), spec.options().end());
  request.seed = spec.seed();
  request.model_display_name = spec.model_display_name();
  request.request_id = proto.request_id();
  return request;
}

absl::StatusOr<std::optional<JobState>> ToStateFilter(v1::JobState proto) {
  switch (proto) {
    case v1::JOB_STATE_UNSPECIFIED:
      return std::nullopt;
    case v1::JOB_STATE_QUEUED:
      return JobState::kQueued;
    case v1::JOB_STATE_RUNNING:
      return JobState::kRunning;
    case v1::JOB_STATE_SUCCEEDED:
      return JobState::kSucceeded;
    case v1::JOB_STATE_FAILED:
      return JobState::kFailed;
    case v1::JOB_STATE_CANCELLED:
      return JobState::kCancelled;
    default:
      return FieldError("state", absl::StrCat(static_cast<int>(proto), " is no job state"));
  }
}

v1::JobState ToProto(JobState state) {
  switch (state) {
    case JobState::kQueued:
      return v1::JOB_STATE_QUEUED;
    case JobState::kRunning:
      return v1::JOB_STATE_RUNNING;
    case JobState::kSucceeded:
      return v1::JOB_STATE_SUCCEEDED;
    case JobState::kFailed:
      return v1::JOB_STATE_FAILED;
    case JobState::kCancelled:
      return v1::JOB_STATE_CANCELLED;
  }
  return v1::JOB_STATE_UNSPECIFIED;
}

v1::TrainingJob ToProto(const JobView& view) {
  const JobRecord& record = view.record;
  v1::TrainingJob proto;
  proto.set_name(ResourceName(kJobCollection, record.id));
  *proto.mutable_spec() = SpecOf(record);
  proto.set_state(ToProto(record.state));
  *proto.mutable_create_time() = ToTimestamp(record.create_time);
  if (record.start_time.has_value()) *proto.mutable_start_time() = ToTimestamp(*record.start_time);
  if (record.end_time.has_value()) *proto.mutable_end_time() = ToTimestamp(*record.end_time);
  proto.set_attempt(record.attempt);
  proto.set_max_attempts(record.max_attempts);
  if (record.state == JobState::kFailed) proto.set_error(record.error);
  if (!record.model_id.empty()) proto.set_model(ResourceName(kModelCollection, record.model_id));
  if (!record.progress.empty()) {
    absl::StatusOr<ReportedProgress> reported = DecodeProgress(record.progress);
    if (reported.ok()) *proto.mutable_progress() = std::move(reported->progress);
  }
  if (view.model.has_value()) {
    *proto.mutable_metrics() =
        ToProto(view.model->validation, view.model->test, view.model->classes);
  }
  return proto;
}

v1::TrainingEvent ToProto(const JobEventRecord& event) {
  v1::TrainingEvent proto;
  proto.set_sequence(event.sequence);
  *proto.mutable_time() = ToTimestamp(event.time);
  proto.set_message(event.message);
  if (event.kind == JobEventKind::kState) {
    proto.set_state(ToProto(event.state));
    return proto;
  }
  absl::StatusOr<ReportedProgress> reported = DecodeProgress(event.payload);
  if (reported.ok()) {
    *proto.mutable_progress() = std::move(reported->progress);
  } else {
    proto.mutable_progress();
    proto.set_message(std::string(reported.status().message()));
  }
  return proto;
}

}  // namespace counterweight
