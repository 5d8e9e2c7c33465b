#include "client/progress_bar.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/printable.h"

namespace counterweight::client {
namespace {

constexpr int kBarCells = 30;
constexpr char kClearLine[] = "\r\x1b[K";

double Clamp(double fraction) { return fraction > 0 ? std::min(fraction, 1.0) : 0.0; }

// The first `width` characters of UTF-8 text.
std::string Cut(absl::string_view text, int width) {
  size_t end = 0;
  for (int taken = 0; end < text.size(); ++end) {
    const bool begins = (static_cast<unsigned char>(text[end]) & 0xc0) != 0x80;
    if (begins && taken++ == width) break;
  }
  return std::string(text.substr(0, end));
}

}  // namespace

std::string BarText(double fraction, absl::string_view text) {
  const double done = Clamp(fraction);
  const int filled = static_cast<int>(done * kBarCells);
  return absl::StrCat("[", std::string(filled, '#'), std::string(kBarCells - filled, '-'), "] ",
                      absl::StrFormat("%3d%%", static_cast<int>(done * 100)), "  ", text);
}

ProgressBar::ProgressBar(std::ostream* out, int terminal_width)
    : out_(out), terminal_width_(terminal_width) {}

ProgressBar::~ProgressBar() { End(); }

void ProgressBar::Show(double fraction, absl::string_view text) {
  if (terminal_width_ == 0) return Line(text);
  // The last column stays free: some terminals wrap when it is written.
  const std::string bar = Cut(BarText(fraction, Printable(text)), std::max(terminal_width_ - 1, 1));
  if (bar != bar_) Redraw(bar);
}

void ProgressBar::ShowTenths(double fraction, absl::string_view text) {
  const int tenths = static_cast<int>(Clamp(fraction) * 10);
  const bool further = tenths > tenths_;
  tenths_ = std::max(tenths, tenths_);
  if (terminal_width_ > 0 || further) Show(fraction, text);
}

void ProgressBar::Line(absl::string_view text) {
  if (!bar_.empty()) *out_ << kClearLine;
  *out_ << Printable(text) << "\n";
  if (!bar_.empty()) *out_ << bar_;
  out_->flush();
}

void ProgressBar::End() {
  if (bar_.empty()) return;
  *out_ << "\n";
  out_->flush();
  bar_.clear();
}

void ProgressBar::Redraw(const std::string& bar) {
  *out_ << kClearLine << bar;
  out_->flush();
  bar_ = bar;
}

int StandardErrorWidth() {
  if (isatty(STDERR_FILENO) == 0) return 0;
  winsize size{};
  constexpr int kUsualWidth = 80;
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualWidth;
  return size.ws_col;
}

}  // namespace counterweight::client
