#include "server/watch_reactor.h"

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "server/job_conversion.h"
#include "server/status_conversion.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

// Events are some hundred bytes; a page costs one query.
constexpr int kPageSize = 256;

struct EventPage {
  std::vector<JobEventRecord> events;
  bool job_ended = false;  // no event will follow those of this page
};

absl::StatusOr<EventPage> ReadEvents(JobStore& store, const std::string& job_id, int64_t after) {
  EventPage page;
  // The state first: if it is final now, the event of it is in the store already.
  CW_ASSIGN_OR_RETURN(const JobRecord job, store.Get(job_id));
  CW_ASSIGN_OR_RETURN(page.events, store.Events(job_id, after, kPageSize));
  page.job_ended = IsFinal(job.state) && page.events.size() < static_cast<size_t>(kPageSize);
  return page;
}

}  // namespace

WatchReactor* WatchReactor::Start(const WatchEnvironment& environment, const std::string& job_id,
                                  int64_t after_sequence) {
  auto* reactor = new WatchReactor(environment, job_id, after_sequence);
  // Before the first read: what happens after it wakes the watch.
  reactor->Subscribe();
  reactor->PostRead();
  return reactor;
}

WatchReactor::WatchReactor(const WatchEnvironment& environment, std::string job_id,
                           int64_t after_sequence)
    : environment_(environment),
      job_id_(std::move(job_id)),
      last_read_(after_sequence),
      last_sent_(after_sequence) {}

void WatchReactor::Subscribe() {
  wakeup_subscription_ = environment_.wakeups->Subscribe(job_id_, [this] { Wake(); });
  drain_subscription_ = environment_.drain->Subscribe([this] { BeginDrain(); });
}

void WatchReactor::Wake() {
  {
    absl::MutexLock lock(&mutex_);
    woken_ = true;
    if (phase_ != Phase::kIdle) return;
  }
  Advance();
}

void WatchReactor::BeginDrain() {
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
    if (phase_ != Phase::kIdle) return;
  }
  Advance();
}

void WatchReactor::OnCancel() {
  {
    absl::MutexLock lock(&mutex_);
    cancelled_ = true;
    if (phase_ != Phase::kIdle) return;
  }
  Advance();
}

void WatchReactor::OnWriteDone(bool ok) {
  {
    absl::MutexLock lock(&mutex_);
    if (ok) {
      last_sent_ = message_.sequence();
    } else {
      cancelled_ = true;
    }
    phase_ = Phase::kIdle;
  }
  Advance();
}

void WatchReactor::OnDone() {
  environment_.wakeups->Unsubscribe(job_id_, wakeup_subscription_);
  environment_.drain->Unsubscribe(drain_subscription_);
  delete this;
}

void WatchReactor::ReadPage() {
  int64_t after;
  {
    absl::MutexLock lock(&mutex_);
    woken_ = false;
    after = last_read_;
  }
  absl::StatusOr<EventPage> page = ReadEvents(*environment_.store, job_id_, after);
  {
    absl::MutexLock lock(&mutex_);
    phase_ = Phase::kIdle;
    if (page.ok()) {
      job_ended_ = page->job_ended;
      page_.assign(page->events.begin(), page->events.end());
      if (!page_.empty()) last_read_ = page_.back().sequence;
      // A full page may have a successor, for which no wake-up will come.
      woken_ = woken_ || page_.size() == static_cast<size_t>(kPageSize);
    } else {
      read_status_ = page.status();
    }
  }
  Advance();
}

void WatchReactor::Advance() {
  Action action;
  {
    absl::MutexLock lock(&mutex_);
    // Two threads may come here for one idle phase; the first takes the arrow.
    action = phase_ == Phase::kIdle ? NextAction() : Action::kNone;
  }
  Perform(action);
}

WatchReactor::Action WatchReactor::NextAction() {
  if (cancelled_) return FinishWith(absl::CancelledError("the watch was cancelled"));
  if (!read_status_.ok()) return FinishWith(read_status_);
  if (page_.empty() && job_ended_) return FinishWith(absl::OkStatus());
  if (draining_) return FinishWith(ComeBack("the server is shutting down"));
  if (!page_.empty()) return WriteNext();
  if (!woken_) return Action::kNone;
  phase_ = Phase::kReading;
  return Action::kRead;
}

WatchReactor::Action WatchReactor::FinishWith(absl::Status status) {
  phase_ = Phase::kFinished;
  final_status_ = std::move(status);
  return Action::kFinish;
}

WatchReactor::Action WatchReactor::WriteNext() {
  phase_ = Phase::kWriting;
  message_ = ToProto(page_.front());
  page_.pop_front();
  return Action::kWrite;
}

absl::Status WatchReactor::ComeBack(absl::string_view why) const {
  return absl::UnavailableError(absl::StrCat(why, "; watch again after sequence ", last_sent_));
}

void WatchReactor::Perform(Action action) {
  switch (action) {
    case Action::kNone:
      return;
    case Action::kRead:
      return PostRead();
    case Action::kWrite:
      return StartWrite(&message_);
    case Action::kFinish:
      return Finish(ToGrpcStatus(final_status_));
  }
}

void WatchReactor::PostRead() {
  if (environment_.pool->Post([this] { ReadPage(); }).ok()) return;
  {
    absl::MutexLock lock(&mutex_);
    FinishWith(ComeBack("the server is busy"));
  }
  Perform(Action::kFinish);
}

}  // namespace counterweight
