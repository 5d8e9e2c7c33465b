// Keeps one lease alive while its job runs, and learns of cancels.
#ifndef COUNTERWEIGHT_SRC_JOBS_LEASE_KEEPER_H_
#define COUNTERWEIGHT_SRC_JOBS_LEASE_KEEPER_H_

#include <atomic>
#include <thread>

#include "absl/time/time.h"
#include "src/base/clock.h"
#include "src/jobs/stop_flag.h"
#include "src/store/job_store.h"

namespace counterweight {

// A thread renews the lease every third of its ttl, and reads the job at least every half second in
// between, so that a cancel or a lost lease is known within a second. A store that fails for a
// while is not a lost lease: the fencing token decides in the end. Thread-safe.
class LeaseKeeper {
 public:
  // Borrows store and clock. Throws std::system_error if no thread can be started.
  LeaseKeeper(JobStore* store, const Clock* clock, Lease lease, absl::Duration ttl);
  ~LeaseKeeper();  // stops renewing; the lease is left as it is
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;

  const Lease& lease() const { return lease_; }
  // Once true, for ever.
  bool lost() const { return lost_.load(std::memory_order_acquire); }
  bool cancel_requested() const { return cancel_requested_.load(std::memory_order_acquire); }
  // For those who learn of it by another write.
  void MarkLost() { lost_.store(true, std::memory_order_release); }

 private:
  void Keep();
  void Renew();
  void Look();
  void Note(const absl::Status& failure);

  JobStore* const store_;
  const Clock* const clock_;
  const Lease lease_;
  const absl::Duration ttl_;
  std::atomic<bool> lost_{false};
  std::atomic<bool> cancel_requested_{false};
  bool failing_ = false;  // of the thread: the last call of the store failed
  StopFlag stop_;
  std::thread thread_;  // last: uses all of the above
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_JOBS_LEASE_KEEPER_H_
