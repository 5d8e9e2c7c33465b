#include "src/tabular/dataset_inference.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"
#include "src/tabular/quoted_text.h"

namespace counterweight {

absl::Status DatasetInference::AddRecord(int64_t record,
                                         absl::Span<const absl::string_view> fields) {
  if (record == 0) return ReadHeader(fields);
  const int64_t row = record - 1;
  if (fields.size() != header_.names.size()) {
    return absl::InvalidArgumentError(absl::StrCat("row ", row, ": ", fields.size(),
                                                   " fields, expected ", header_.names.size(),
                                                   " as in the header"));
  }
  if (row >= limits_.rows) {
    return absl::ResourceExhaustedError(absl::StrCat("more than ", limits_.rows, " rows"));
  }
  for (size_t field = 0; field < fields.size(); ++field) {
    const absl::Status added = AddCell(row, field, fields[field]);
    if (!added.ok()) return AtCell(row, field, added);
  }
  ++row_count_;
  return absl::OkStatus();
}

absl::Status DatasetInference::ReadHeader(absl::Span<const absl::string_view> names) {
  CW_ASSIGN_OR_RETURN(header_, MatchCsvHeader(names, spec_));
  columns_.reserve(names.size());
  bool has_feature = false;
  for (size_t field = 0; field < names.size(); ++field) {
    columns_.emplace_back(header_.types[field]);
    has_feature = has_feature || header_.IsFeature(field);
  }
  if (has_feature) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "header: beside the label and the ignored columns there is no column to learn from");
}

absl::Status DatasetInference::AddCell(int64_t row, size_t field, absl::string_view cell) {
  if (field == header_.label) return classes_.Add(row, cell, limits_.classes, budget_);
  if (!header_.IsFeature(field)) return absl::OkStatus();
  return columns_[field].Observe(cell, limits_.categories, budget_);
}

absl::Status DatasetInference::AtCell(int64_t row, size_t field, const absl::Status& status) const {
  return Annotate(status, absl::StrCat("row ", row, ", column ", QuotedText(header_.names[field])));
}

bool DatasetInference::NeedsRecount() const {
  for (size_t field = 0; field < columns_.size(); ++field) {
    if (header_.IsFeature(field) && columns_[field].needs_recount()) return true;
  }
  return false;
}

void DatasetInference::StartRecount() {
  for (size_t field = 0; field < columns_.size(); ++field) {
    if (!header_.IsFeature(field) || !columns_[field].needs_recount()) continue;
    columns_[field].StartRecount(budget_);
    recounted_.push_back(field);
  }
}

absl::Status DatasetInference::RecountRecord(int64_t record,
                                             absl::Span<const absl::string_view> fields) {
  if (record == 0) return absl::OkStatus();
  if (fields.size() != columns_.size()) {
    return absl::DataLossError(
        absl::StrCat("row ", record - 1, ": the spooled upload is not what was received"));
  }
  for (const size_t field : recounted_) {
    const absl::Status added = columns_[field].Recount(fields[field], limits_.categories, budget_);
    if (!added.ok()) return AtCell(record - 1, field, added);
  }
  return absl::OkStatus();
}

absl::StatusOr<DatasetDescription> DatasetInference::Describe() const {
  if (header_.names.empty()) return absl::InvalidArgumentError("the file is empty");
  if (row_count_ == 0) {
    return absl::InvalidArgumentError("the file has a header but no rows");
  }
  DatasetDescription description;
  CW_ASSIGN_OR_RETURN(ClassSummary classes, classes_.Summarize(spec_.positive_label));
  description.spec = spec_;
  description.row_count = row_count_;
  description.classes = std::move(classes.classes);
  description.class_counts = std::move(classes.counts);
  description.positive_class = classes.positive_class;
  description.imbalance_ratio = classes.imbalance_ratio;
  for (size_t field = 0; field < columns_.size(); ++field) {
    if (header_.IsFeature(field)) {
      const ColumnInference& column = columns_[field];
      ColumnSchema schema{header_.names[field], column.type(), {}};
      if (schema.type == ColumnType::kCategorical) {
        schema.categories = column.dictionary().Categories();
      }
      description.columns.push_back(std::move(schema));
    } else if (field != header_.label) {
      description.ignored_columns.push_back(header_.names[field]);
    }
  }
  return description;
}

}  // namespace counterweight
