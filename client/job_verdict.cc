#include "client/job_verdict.h"

#include "absl/strings/str_cat.h"
#include "client/progress_text.h"

namespace counterweight::client {

absl::Status JobVerdict(const v1::TrainingJob& job) {
  switch (job.state()) {
    case v1::JOB_STATE_SUCCEEDED:
      return absl::OkStatus();
    case v1::JOB_STATE_FAILED:
      return absl::AbortedError(absl::StrCat(job.name(), " FAILED: ", job.error()));
    case v1::JOB_STATE_CANCELLED:
      return absl::AbortedError(absl::StrCat(job.name(), " was CANCELLED"));
    default:
      return absl::InternalError(absl::StrCat("the server ended the watch while ", job.name(),
                                              " is ", StateName(job.state())));
  }
}

}  // namespace counterweight::client
