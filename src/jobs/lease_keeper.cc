#include "src/jobs/lease_keeper.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/log.h"
#include "src/jobs/store_retry.h"

namespace counterweight {
namespace {

// A cancel takes effect within about this time.
constexpr absl::Duration kLookInterval = absl::Milliseconds(500);

}  // namespace

LeaseKeeper::LeaseKeeper(JobStore* store, const Clock* clock, Lease lease, absl::Duration ttl)
    : store_(store), clock_(clock), lease_(std::move(lease)), ttl_(ttl), thread_([this] {
        Keep();
      }) {}

LeaseKeeper::~LeaseKeeper() {
  stop_.Raise();
  thread_.join();
}

void LeaseKeeper::Keep() {
  const absl::Duration renew_interval = ttl_ / 3;
  const absl::Duration look_interval = std::min(kLookInterval, renew_interval);
  auto renewed = std::chrono::steady_clock::now();
  while (!stop_.WaitFor(look_interval) && !lost()) {
    const auto now = std::chrono::steady_clock::now();
    // Now, if the next look would be too late.
    if (absl::FromChrono(now - renewed) + look_interval > renew_interval) {
      Renew();
      renewed = now;
    } else {
      Look();
    }
  }
}

void LeaseKeeper::Renew() {
  const absl::StatusOr<bool> cancel = store_->Renew(lease_, clock_->Now(), ttl_);
  Note(cancel.status());
  if (cancel.ok() && *cancel) cancel_requested_.store(true, std::memory_order_release);
}

void LeaseKeeper::Look() {
  const absl::StatusOr<JobRecord> job = store_->Get(lease_.job_id);
  Note(job.status());
  if (!job.ok()) return;
  const bool held = job->state == JobState::kRunning && job->token == lease_.token &&
                    job->lease_owner == lease_.owner;
  if (!held) MarkLost();
  if (held && job->cancel_requested) cancel_requested_.store(true, std::memory_order_release);
}

void LeaseKeeper::Note(const absl::Status& failure) {
  if (IsLeaseLost(failure) || absl::IsNotFound(failure)) MarkLost();
  if (!failure.ok() && !failing_) {
    LogWarning(
        absl::StrCat("cannot renew the lease on jobs/", lease_.job_id, ": ", failure.message()));
  }
  failing_ = !failure.ok();
}

}  // namespace counterweight
