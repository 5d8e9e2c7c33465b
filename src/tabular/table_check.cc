#include "src/tabular/table_check.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "src/tabular/quoted_text.h"

namespace counterweight {
namespace {

// Far above any limit on classes; bounds the memory that a wrong label can ask for.
constexpr uint32_t kLabelBound = 1 << 20;

absl::Status WrongColumn(const ColumnSchema& schema, absl::string_view problem) {
  return absl::InternalError(absl::StrCat("column ", QuotedText(schema.name), " ", problem));
}

absl::Status CheckColumn(const ColumnExtent& extent, const ColumnSchema& schema) {
  if (extent.any_infinite) return WrongColumn(schema, "has an infinite value");
  if (schema.type == ColumnType::kBoolean && !extent.all_binary) {
    return WrongColumn(schema, "is boolean and has a value other than 0 and 1");
  }
  if (extent.code_bound > schema.categories.size()) {
    return WrongColumn(schema, "has a code beyond its categories");
  }
  return absl::OkStatus();
}

}  // namespace

// Without branches, so that the compiler looks at several cells at once.
void ColumnExtent::Add(const Column& column) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  int infinite = 0, other = 0;
  for (const double number : column.numbers) {
    infinite |= static_cast<int>(std::abs(number) == kInfinity);
    other |= static_cast<int>(number != 0) & static_cast<int>(number != 1) &
             static_cast<int>(number == number);
  }
  any_infinite = any_infinite || infinite != 0;
  all_binary = all_binary && other == 0;
  // kMissingCode + 1 is 0.
  uint32_t bound = 0;
  for (const uint32_t code : column.codes) bound = std::max(bound, code + 1);
  code_bound = std::max<uint64_t>(code_bound, bound);
}

absl::Status TableExtent::Add(const std::vector<Column>& group,
                              const std::vector<uint32_t>& labels) {
  columns.resize(group.size());
  for (size_t i = 0; i < group.size(); ++i) columns[i].Add(group[i]);
  for (const uint32_t label : labels) {
    if (label >= kLabelBound) {
      return absl::InternalError(absl::StrCat("the label ", label, " is no class"));
    }
    if (label >= class_counts.size()) class_counts.resize(label + 1, 0);
    ++class_counts[label];
  }
  return absl::OkStatus();
}

absl::Status TableExtent::Check(const DatasetDescription& description) const {
  if (columns.size() != description.columns.size()) {
    return absl::InternalError(absl::StrCat(columns.size(), " columns of cells, ",
                                            description.columns.size(), " described"));
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    const absl::Status status = CheckColumn(columns[i], description.columns[i]);
    if (!status.ok()) return status;
  }
  if (class_counts != description.class_counts) {
    return absl::InternalError("the labels are not as many of each class as described");
  }
  return absl::OkStatus();
}

}  // namespace counterweight
