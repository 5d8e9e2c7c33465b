#include "src/tabular/class_tally.h"

#include <algorithm>
#include <optional>
#include <tuple>

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

absl::StatusOr<uint32_t> ClassTally::Add(int64_t row, absl::string_view label,
                                         int64_t classes_limit, DictionaryBudget& budget) {
  const uint32_t known = labels_.Find(label);
  if (known != CategoryDictionary::kNoCode) {
    ++entries_[known].count;
    return known;
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
  CW_ASSIGN_OR_RETURN(const uint32_t code, labels_.Add(label, classes_limit, budget));
  entries_.push_back(Entry{1, row});
  return code;
}

absl::StatusOr<ClassSummary> ClassTally::Summarize(absl::string_view positive_label) const {
  CW_RETURN_IF_ERROR(CheckCounts());
  ClassSummary summary;
  summary.class_of_code.resize(entries_.size());
  for (const uint32_t code : SortedCodes()) {
    summary.class_of_code[code] = static_cast<uint32_t>(summary.classes.size());
    summary.classes.push_back(labels_.Categories()[code]);
    summary.counts.push_back(entries_[code].count);
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
                                                   QuotedText(labels_.Categories().front()),
                                                   "; at least two classes are needed"));
  }
  // The codes are in the order of the file: of several such classes the first.
  for (size_t code = 0; code < entries_.size(); ++code) {
    if (entries_[code].count > 1) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "the class ", QuotedText(labels_.Categories()[code]), " has one row only, row ",
        entries_[code].first_row, "; at least two are needed"));
  }
  return absl::OkStatus();
}

std::vector<uint32_t> ClassTally::SortedCodes() const {
  struct Rank {
    double number;
    absl::string_view label;
    uint32_t code;
    bool operator<(const Rank& other) const {
      return std::tie(number, label) < std::tie(other.number, other.label);
    }
  };
  std::vector<Rank> ranks;
  ranks.reserve(entries_.size());
  bool all_numbers = true;
  for (const std::string& label : labels_.Categories()) {
    const std::optional<double> number = ParseNumber(label);
    all_numbers = all_numbers && number.has_value();
    ranks.push_back({number.value_or(0), label, static_cast<uint32_t>(ranks.size())});
  }
  if (!all_numbers) {
    for (Rank& rank : ranks) rank.number = 0;
  }
  std::sort(ranks.begin(), ranks.end());
  std::vector<uint32_t> codes;
  codes.reserve(ranks.size());
  for (const Rank& rank : ranks) codes.push_back(rank.code);
  return codes;
}

}  // namespace counterweight
