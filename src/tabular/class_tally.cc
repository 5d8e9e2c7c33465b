#include "src/tabular/class_tally.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"
#include "src/tabular/cell.h"
#include "src/tabular/quoted_text.h"

namespace counterweight {
namespace {

constexpr size_t kShownClasses = 8;

absl::Status NoSuchClass(absl::string_view label, absl::Span<const std::string> classes) {
  std::string message = absl::StrCat(QuotedText(label), " is not a class; the classes are ");
  for (size_t i = 0; i < std::min(classes.size(), kShownClasses); ++i) {
    absl::StrAppend(&message, i == 0 ? "" : ", ", QuotedText(classes[i]));
  }
  if (classes.size() > kShownClasses) {
    absl::StrAppend(&message, ", ... (", classes.size(), " in all)");
  }
  return FieldError("spec.positive_label", message);
}

int SmallestClass(absl::Span<const int64_t> counts) {
  size_t smallest = 0;
  for (size_t i = 1; i < counts.size(); ++i) {
    if (counts[i] <= counts[smallest]) smallest = i;
  }
  return static_cast<int>(smallest);
}

}  // namespace

absl::Status ClassTally::Add(int64_t row, absl::string_view label, int64_t classes_limit,
                             DictionaryBudget& budget) {
  const auto known = entries_.find(label);
  if (known != entries_.end()) {
    ++known->second.count;
    return absl::OkStatus();
  }
  if (IsMissingCell(label)) {
    return absl::InvalidArgumentError(
        label.empty() ? "the label is missing"
                      : absl::StrCat("the label is missing: ", QuotedText(label)));
  }
  if (static_cast<int64_t>(entries_.size()) >= classes_limit) {
    return absl::ResourceExhaustedError(
        absl::StrCat("more than ", classes_limit, " classes; is this the label column?"));
  }
  CW_RETURN_IF_ERROR(budget.Take(label));
  entries_.emplace(label, Entry{1, row});
  return absl::OkStatus();
}

absl::StatusOr<ClassSummary> ClassTally::Summarize(absl::string_view positive_label) const {
  CW_RETURN_IF_ERROR(CheckCounts());
  ClassSummary summary;
  summary.classes = SortedClasses();
  for (const std::string& label : summary.classes) {
    summary.counts.push_back(entries_.at(label).count);
  }
  const auto [fewest, most] = std::minmax_element(summary.counts.begin(), summary.counts.end());
  summary.imbalance_ratio = static_cast<double>(*most) / static_cast<double>(*fewest);
  summary.positive_class = SmallestClass(summary.counts);
  if (positive_label.empty()) return summary;
  const auto positive = std::find(summary.classes.begin(), summary.classes.end(), positive_label);
  if (positive == summary.classes.end()) return NoSuchClass(positive_label, summary.classes);
  summary.positive_class = static_cast<int>(positive - summary.classes.begin());
  return summary;
}

// A split needs a row of every class in more than one part.
absl::Status ClassTally::CheckCounts() const {
  if (entries_.size() == 1) {
    return absl::InvalidArgumentError(absl::StrCat("every row has the label ",
                                                   QuotedText(entries_.begin()->first),
                                                   "; at least two classes are needed"));
  }
  // Of several such classes the first in the file, whatever the order of the map.
  const std::pair<const std::string, Entry>* single = nullptr;
  for (const auto& entry : entries_) {
    if (entry.second.count > 1) continue;
    if (single == nullptr || entry.second.first_row < single->second.first_row) single = &entry;
  }
  if (single == nullptr) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the class ", QuotedText(single->first), " has one row only, row ",
                   single->second.first_row, "; at least two are needed"));
}

std::vector<std::string> ClassTally::SortedClasses() const {
  std::vector<std::pair<double, std::string>> ordered;
  ordered.reserve(entries_.size());
  bool all_numbers = true;
  for (const auto& [label, entry] : entries_) {
    const std::optional<double> number = ParseNumber(label);
    all_numbers = all_numbers && number.has_value();
    ordered.emplace_back(number.value_or(0), label);
  }
  if (!all_numbers) {
    for (auto& [number, label] : ordered) number = 0;
  }
  std::sort(ordered.begin(), ordered.end());
  std::vector<std::string> classes;
  classes.reserve(ordered.size());
  for (auto& [number, label] : ordered) classes.push_back(std::move(label));
  return classes;
}

}  // namespace counterweight
