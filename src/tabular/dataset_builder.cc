#include "src/tabular/dataset_builder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"
#include "src/tabular/quoted_text.h"

namespace counterweight {
namespace {

absl::Status AtCell(int64_t row, absl::string_view column, const absl::Status& status) {
  return Annotate(status, absl::StrCat("row ", row, ", column ", QuotedText(column)));
}

// Bytes of all cells and what stands between them.
int64_t TextBytes(const CsvRows& rows) {
  return rows.ends[rows.row_count * rows.column_count] - static_cast<uint32_t>(rows.ends[0] + 1);
}

// So many rows that their text stays in a core's first cache while its columns are read one by one.
size_t TileRows(const CsvRows& rows) {
  constexpr int64_t kTileBytes = 16 << 10;
  const int64_t row_bytes = TextBytes(rows) / static_cast<int64_t>(rows.row_count) + 1;
  return static_cast<size_t>(std::max<int64_t>(kTileBytes / row_bytes, 1));
}

}  // namespace

DatasetBuilder::DatasetBuilder(const DatasetSpec& spec, const ColumnTypes& types,
                               const IntakeLimits& limits, const std::string& path)
    : spec_(spec),
      typed_spec_(spec),
      limits_(limits),
      path_(path),
      budget_(limits.dictionary_bytes) {
  typed_spec_.column_types = types;
}

absl::Status DatasetBuilder::AddRows(const CsvRows& rows) {
  if (rows.first_record == 0) return ReadHeader(rows);
  const int64_t first_row = rows.first_record - 1;
  if (rows.column_count != header_.names.size()) {
    return absl::InvalidArgumentError(absl::StrCat("row ", first_row, ": ", rows.column_count,
                                                   " fields, expected ", header_.names.size(),
                                                   " as in the header"));
  }
  const int64_t allowed = std::max<int64_t>(limits_.rows - first_row, 0);
  const auto count =
      static_cast<size_t>(std::min<int64_t>(allowed, static_cast<int64_t>(rows.row_count)));
  CW_RETURN_IF_ERROR(AddDataRows(rows.Slice(0, count)));
  if (count == rows.row_count) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat("more than ", limits_.rows, " rows"));
}

absl::Status DatasetBuilder::ReadHeader(const CsvRows& header) {
  std::vector<absl::string_view> names;
  for (size_t field = 0; field < header.column_count; ++field) {
    names.push_back(header.Cell(0, field));
  }
  CW_ASSIGN_OR_RETURN(header_, MatchCsvHeader(names, typed_spec_));
  for (size_t field = 0; field < names.size(); ++field) {
    if (header_.IsFeature(field)) {
      features_.push_back({field, ColumnIntake(header_.types[field])});
    }
  }
  if (!features_.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "header: beside the label and the ignored columns there is no column to learn from");
}

absl::Status DatasetBuilder::AddDataRows(const CsvRows& rows) {
  if (rows.row_count == 0) return absl::OkStatus();
  // Column by column, the cell that overdraws the budget would not be the first in the file.
  const auto cells = static_cast<int64_t>(rows.row_count * rows.column_count);
  const bool by_one = rows.row_count > 1 && !budget_.Covers(cells, TextBytes(rows));
  if (by_one) return AddDataRowsByOne(rows);
  const size_t tile = TileRows(rows);
  for (size_t row = 0; row < rows.row_count;) {
    const size_t count = std::min({GroupRoom(), rows.row_count - row, tile});
    CW_RETURN_IF_ERROR(AddCells(rows.Slice(row, count)));
    row += count;
    if (GroupRoom() == 0) CW_RETURN_IF_ERROR(EndGroup());
  }
  return absl::OkStatus();
}

absl::Status DatasetBuilder::AddDataRowsByOne(const CsvRows& rows) {
  for (size_t row = 0; row < rows.row_count; ++row) {
    CW_RETURN_IF_ERROR(AddDataRows(rows.Slice(row, 1)));
  }
  return absl::OkStatus();
}

// Of several wrong cells the first in the file speaks: of those in one row, the first in the row.
absl::Status DatasetBuilder::AddCells(const CsvRows& rows) {
  CsvRows sound = rows;
  size_t wrong_field = 0;
  absl::Status status;
  auto feature = features_.begin();
  for (size_t field = 0; field < rows.column_count && sound.row_count > 0; ++field) {
    TakenCells taken;
    if (field == header_.label) {
      taken = AddLabels(sound);
    } else if (feature != features_.end() && feature->field == field) {
      taken = (feature++)->column.Add(sound, field, limits_.categories, budget_);
    } else {
      continue;
    }
    if (taken.status.ok()) continue;
    status = taken.status;
    wrong_field = field;
    sound.row_count = taken.count;
  }
  if (status.ok()) return absl::OkStatus();
  const int64_t row = rows.first_record - 1 + static_cast<int64_t>(sound.row_count);
  return AtCell(row, header_.names[wrong_field], status);
}

TakenCells DatasetBuilder::AddLabels(const CsvRows& rows) {
  TakenCells taken;
  for (; taken.count < rows.row_count; ++taken.count) {
    const absl::string_view label = rows.Cell(taken.count, header_.label);
    uint32_t code = classes_.AddKnownCell(label);
    if (code == CategoryDictionary::kNoCode) {
      const int64_t row = rows.first_record - 1 + static_cast<int64_t>(taken.count);
      const absl::StatusOr<uint32_t> added = classes_.Add(row, label, limits_.classes, budget_);
      taken.status = added.status();
      if (!added.ok()) return taken;
      code = *added;
    }
    labels_.push_back(code);
  }
  row_count_ += static_cast<int64_t>(rows.row_count);
  return taken;
}

size_t DatasetBuilder::GroupRoom() const {
  int64_t row_bytes = sizeof(uint32_t);
  for (const Feature& feature : features_) {
    const bool coded = feature.column.type() == ColumnType::kCategorical;
    row_bytes += coded ? sizeof(uint32_t) : sizeof(double);
  }
  const int64_t group_rows = std::clamp<int64_t>(kGroupBytes / row_bytes, 1, kGroupRows);
  // Types only ever make a row narrower, and a group longer.
  return static_cast<size_t>(group_rows) - labels_.size();
}

absl::Status DatasetBuilder::EndGroup() {
  if (labels_.empty()) return absl::OkStatus();
  columns_.resize(features_.size());
  if (!needs_second_reading()) CW_RETURN_IF_ERROR(WriteGroup());
  for (size_t i = 0; i < features_.size(); ++i) {
    features_[i].column.StartGroup(std::move(columns_[i]));
  }
  labels_.clear();
  return absl::OkStatus();
}

absl::Status DatasetBuilder::WriteGroup() {
  if (writer_ == nullptr) {
    CW_ASSIGN_OR_RETURN(writer_, DatasetFileWriter::Create(path_));
  }
  NumberColumns numbers;
  for (size_t i = 0; i < features_.size(); ++i) {
    columns_[i] = features_[i].column.EndGroup(numbers);
  }
  numbers.Tally();
  return writer_->AppendGroup(columns_, labels_);
}

bool DatasetBuilder::needs_second_reading() const {
  return std::any_of(features_.begin(), features_.end(),
                     [](const Feature& feature) { return feature.column.needs_second_reading(); });
}

DatasetBuilder::ColumnTypes DatasetBuilder::KnownTypes() const {
  ColumnTypes types = typed_spec_.column_types;
  for (const Feature& feature : features_) {
    types[header_.names[feature.field]] = feature.column.type();
  }
  return types;
}

absl::StatusOr<DatasetDescription> DatasetBuilder::Finish() {
  if (needs_second_reading()) return absl::InternalError("the rows must be read a second time");
  if (header_.names.empty()) return absl::InvalidArgumentError("the file is empty");
  if (row_count_ == 0) {
    return absl::InvalidArgumentError("the file has a header but no rows");
  }
  CW_ASSIGN_OR_RETURN(const ClassSummary classes, classes_.Summarize(spec_.positive_label));
  CW_RETURN_IF_ERROR(EndGroup());
  const DatasetDescription description = Describe(classes);
  CW_RETURN_IF_ERROR(writer_->Relabel(classes.class_of_code));
  CW_RETURN_IF_ERROR(writer_->Finish(description));
  return description;
}

DatasetDescription DatasetBuilder::Describe(const ClassSummary& classes) const {
  DatasetDescription description;
  description.spec = spec_;
  description.row_count = row_count_;
  description.classes = classes.classes;
  description.class_counts = classes.counts;
  description.positive_class = classes.positive_class;
  description.imbalance_ratio = classes.imbalance_ratio;
  for (const Feature& feature : features_) {
    description.columns.push_back(feature.column.Schema(header_.names[feature.field]));
    description.statistics.push_back(feature.column.Statistics());
  }
  for (size_t field = 0; field < header_.names.size(); ++field) {
    if (field != header_.label && !header_.IsFeature(field)) {
      description.ignored_columns.push_back(header_.names[field]);
    }
  }
  return description;
}

}  // namespace counterweight
