#include "client/bench_progress.h"

#include "absl/strings/str_cat.h"
#include "client/number_text.h"
#include "client/status_text.h"

namespace counterweight::client {

BenchProgress::BenchProgress(std::ostream* out, int terminal_width, size_t total)
    : total_(total), bar_(out, terminal_width) {}

void BenchProgress::Finished(const BenchRow& row) {
  absl::MutexLock lock(&mutex_);
  Advance(absl::StrCat(KeyText(row.key), ": AP ", RoundedText(row.average_precision, 4), ", ",
                       RoundedText(row.seconds, 1), " s"));
}

void BenchProgress::Failed(const BenchKey& key, const absl::Status& status) {
  absl::MutexLock lock(&mutex_);
  failures_.push_back(absl::StrCat(KeyText(key), ": ", StatusText(status)));
  bar_.Line(absl::StrCat("failed: ", failures_.back()));
  Advance(KeyText(key));
}

void BenchProgress::Remark(const std::string& text) {
  absl::MutexLock lock(&mutex_);
  bar_.Line(text);
}

void BenchProgress::Advance(const std::string& text) {
  ++done_;
  const double fraction = static_cast<double>(done_) / static_cast<double>(total_);
  bar_.Show(fraction, absl::StrCat(done_, "/", total_, "  ", text));
}

std::vector<std::string> BenchProgress::failures() const {
  absl::MutexLock lock(&mutex_);
  return failures_;
}

}  // namespace counterweight::client
