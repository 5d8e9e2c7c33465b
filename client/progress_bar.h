// Progress of long work: a bar that is redrawn on a terminal, plain lines elsewhere.
#ifndef COUNTERWEIGHT_CLIENT_PROGRESS_BAR_H_
#define COUNTERWEIGHT_CLIENT_PROGRESS_BAR_H_

#include <ostream>
#include <string>

#include "absl/strings/string_view.h"

namespace counterweight::client {

// "[############------------------]  40%  text". fraction: clamped to [0, 1]; NaN counts as 0.
std::string BarText(double fraction, absl::string_view text);

// Thread safety: none.
class ProgressBar {
 public:
  // out: borrowed; usually standard error. terminal_width: its columns; 0 if `out` is no terminal.
  ProgressBar(std::ostream* out, int terminal_width);
  // Leaves the bar's last state on the terminal.
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // Terminal: redraws the bar, cut to the terminal's width. Elsewhere: the text as one line.
  void Show(double fraction, absl::string_view text);

  // As Show, for work that reports often (bytes, rows): elsewhere than on a terminal a line appears
  // only when a further tenth is done.
  void ShowTenths(double fraction, absl::string_view text);

  // A lasting line; on a terminal above the bar.
  void Line(absl::string_view text);

  // Ends the bar's line; a later Show begins a new one.
  void End();

 private:
  void Redraw(const std::string& bar);

  std::ostream* const out_;
  const int terminal_width_;
  std::string bar_;  // what the terminal shows now; empty: nothing
  int tenths_ = -1;
};

// The columns of the terminal that standard error is; 0 if it is none.
int StandardErrorWidth();

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_PROGRESS_BAR_H_
