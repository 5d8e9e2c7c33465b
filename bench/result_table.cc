#include "bench/result_table.h"

#include <cmath>
#include <limits>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace counterweight {

void Series::Add(double value) {
  if (std::isfinite(value)) values_.push_back(value);
}

double Series::mean() const {
  if (values_.empty()) return std::numeric_limits<double>::quiet_NaN();
  return std::accumulate(values_.begin(), values_.end(), 0.0) / static_cast<double>(values_.size());
}

std::string Series::Text() const {
  if (values_.empty()) return "-";
  if (values_.size() == 1) return absl::StrFormat("%.3f", values_.front());
  double squares = 0;
  for (const double value : values_) squares += (value - mean()) * (value - mean());
  const double deviation = std::sqrt(squares / static_cast<double>(values_.size() - 1));
  return absl::StrFormat("%.3f ± %.3f", mean(), deviation);
}

std::string MarkdownTable(const std::vector<std::vector<std::string>>& rows) {
  std::string text;
  for (size_t i = 0; i < rows.size(); ++i) {
    absl::StrAppend(&text, "| ", absl::StrJoin(rows[i], " | "), " |\n");
    if (i > 0) continue;
    const std::vector<std::string> right(rows[i].size() - 1, " ---: |");
    absl::StrAppend(&text, "| --- |", absl::StrJoin(right, ""), "\n");
  }
  return text;
}

}  // namespace counterweight
