// Training jobs and their events between the contract and the use cases.
#ifndef COUNTERWEIGHT_SERVER_JOB_CONVERSION_H_
#define COUNTERWEIGHT_SERVER_JOB_CONVERSION_H_

#include <optional>

#include "absl/status/statusor.h"
#include "counterweight/v1/training.pb.h"
#include "src/application/jobs.h"
#include "src/store/job_store.h"

namespace counterweight {

// FieldError "spec" if it is missing; the rest is checked by Jobs::Create.
absl::StatusOr<JobRequest> ToJobRequest(const v1::CreateTrainingJobRequest& proto);

// JOB_STATE_UNSPECIFIED: all states. FieldError "state" for a number that is no state.
absl::StatusOr<std::optional<JobState>> ToStateFilter(v1::JobState proto);

v1::JobState ToProto(JobState state);

// A progress that cannot be read (a damaged row) is left out: the job itself is sound.
v1::TrainingJob ToProto(const JobView& view);

// A progress event that cannot be read keeps its number and says so in `message`.
v1::TrainingEvent ToProto(const JobEventRecord& event);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_JOB_CONVERSION_H_
