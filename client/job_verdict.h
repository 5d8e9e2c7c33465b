// Whether a job that has ended did what it was asked for.
#ifndef COUNTERWEIGHT_CLIENT_JOB_VERDICT_H_
#define COUNTERWEIGHT_CLIENT_JOB_VERDICT_H_

#include <counterweight/v1/training.pb.h>

#include "absl/status/status.h"

namespace counterweight::client {

// OK only for a job that succeeded. ABORTED: FAILED (with its reason) or CANCELLED. INTERNAL: it
// has not ended, though its watch did.
absl::Status JobVerdict(const v1::TrainingJob& job);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_JOB_VERDICT_H_
