#include "src/jobs/store_retry.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "src/base/log.h"

namespace counterweight {
namespace {

constexpr int kAttempts = 5;
constexpr absl::Duration kFirstPause = absl::Milliseconds(100);

}  // namespace

bool IsTransient(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
}

bool IsLeaseLost(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) && absl::StartsWith(status.message(), "lease lost");
}

absl::Status RetryTransient(const std::function<absl::Status()>& write) {
  absl::Duration pause = kFirstPause;
  absl::Status status = write();
  for (int attempt = 1; attempt < kAttempts && IsTransient(status); ++attempt) {
    LogWarning(absl::StrCat("the store failed, trying again: ", status.message()));
    absl::SleepFor(pause);
    pause *= 2;
    status = write();
  }
  return status;
}

}  // namespace counterweight
