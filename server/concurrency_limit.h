// At most so many of one kind of call at a time.
#ifndef COUNTERWEIGHT_SERVER_CONCURRENCY_LIMIT_H_
#define COUNTERWEIGHT_SERVER_CONCURRENCY_LIMIT_H_

#include <atomic>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace counterweight {

// Thread-safe. Must outlive the slots it gave.
class ConcurrencyLimit {
 public:
  // Gives its place back when it is destroyed.
  class Slot {
   public:
    Slot() = default;
    explicit Slot(std::atomic<int>* running) : running_(running) {}
    Slot(Slot&& other) noexcept : running_(std::exchange(other.running_, nullptr)) {}
    Slot& operator=(Slot&& other) noexcept {
      std::swap(running_, other.running_);
      return *this;
    }
    ~Slot() {
      if (running_ != nullptr) running_->fetch_sub(1);
    }

   private:
    std::atomic<int>* running_ = nullptr;
  };

  // what: plural, for the error: "uploads".
  ConcurrencyLimit(std::string what, int maximum) : what_(std::move(what)), maximum_(maximum) {}

  // RESOURCE_EXHAUSTED if all places are taken.
  absl::StatusOr<Slot> Enter() {
    if (running_.fetch_add(1) < maximum_) return Slot(&running_);
    running_.fetch_sub(1);
    return absl::ResourceExhaustedError(
        absl::StrCat("the server is busy: ", maximum_, " ", what_, " run already; try later"));
  }

 private:
  const std::string what_;
  const int maximum_;
  std::atomic<int> running_{0};
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_CONCURRENCY_LIMIT_H_
