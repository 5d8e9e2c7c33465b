#include "src/jobs/job_outcome.h"

#include <gtest/gtest.h>

#include <vector>

namespace counterweight {
namespace {

struct OutcomeCase {
  absl::StatusCode result;
  JobOutcome alone;      // nothing else is known
  JobOutcome cancelled;  // the user asked for an end
  JobOutcome draining;   // the process was asked to stop
};

TEST(JobOutcomeTest, EveryResultHasOneOutcome) {
  using Outcome = JobOutcome;
  const std::vector<OutcomeCase> cases = {
      {absl::StatusCode::kOk, Outcome::kPublish, Outcome::kPublish, Outcome::kPublish},
      {absl::StatusCode::kCancelled, Outcome::kFailAttempt, Outcome::kCancel,
       Outcome::kFailAttempt},
      {absl::StatusCode::kAborted, Outcome::kFailAttempt, Outcome::kFailAttempt,
       Outcome::kHandBack},
      {absl::StatusCode::kInvalidArgument, Outcome::kFail, Outcome::kFail, Outcome::kFail},
      {absl::StatusCode::kFailedPrecondition, Outcome::kFail, Outcome::kFail, Outcome::kFail},
      {absl::StatusCode::kNotFound, Outcome::kFail, Outcome::kFail, Outcome::kFail},
      {absl::StatusCode::kDataLoss, Outcome::kFail, Outcome::kFail, Outcome::kFail},
      {absl::StatusCode::kInternal, Outcome::kFailAttempt, Outcome::kFailAttempt,
       Outcome::kFailAttempt},
      {absl::StatusCode::kUnavailable, Outcome::kFailAttempt, Outcome::kFailAttempt,
       Outcome::kFailAttempt},
      {absl::StatusCode::kResourceExhausted, Outcome::kFailAttempt, Outcome::kFailAttempt,
       Outcome::kFailAttempt},
  };
  for (const OutcomeCase& c : cases) {
    const absl::Status result(c.result, "message");
    SCOPED_TRACE(absl::StatusCodeToString(c.result));
    JobSituation situation;
    EXPECT_EQ(DecideOutcome(result, situation), c.alone);
    situation.cancel_requested = true;
    EXPECT_EQ(DecideOutcome(result, situation), c.cancelled);
    situation.cancel_requested = false;
    situation.draining = true;
    EXPECT_EQ(DecideOutcome(result, situation), c.draining);
    situation.lease_lost = true;
    EXPECT_EQ(DecideOutcome(result, situation), JobOutcome::kDrop);
  }
}

}  // namespace
}  // namespace counterweight
