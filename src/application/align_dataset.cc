#include "src/application/align_dataset.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

bool IsNumberColumn(ColumnType type) {
  return type == ColumnType::kNumeric || type == ColumnType::kBoolean;
}

absl::StatusOr<size_t> FindColumn(const LabelledTable& dataset, const std::string& name) {
  const std::vector<ColumnSchema>& schema = dataset.table.schema;
  for (size_t i = 0; i < schema.size(); ++i) {
    if (schema[i].name == name) return i;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("the model needs column \"", name, "\", which the dataset does not have"));
}

Column MissingColumn(ColumnType type, int64_t rows) {
  Column column;
  if (IsNumberColumn(type)) {
    column.numbers.assign(rows, std::numeric_limits<double>::quiet_NaN());
  } else {
    column.codes.assign(rows, kMissingCode);
  }
  return column;
}

// The codes of a categorical column in the model's own numbering.
Column Recode(const Column& column, const std::vector<std::string>& categories,
              const Predictor& predictor, int model_column) {
  std::vector<uint32_t> model_codes;
  model_codes.reserve(categories.size());
  for (const std::string& category : categories) {
    model_codes.push_back(predictor.CategoryCode(model_column, category));
  }
  Column recoded;
  recoded.codes.reserve(column.codes.size());
  for (const uint32_t code : column.codes) {
    recoded.codes.push_back(code == kMissingCode ? kMissingCode : model_codes[code]);
  }
  return recoded;
}

absl::StatusOr<Column> AlignColumn(const LabelledTable& dataset, const Predictor& predictor,
                                   int model_column) {
  const ColumnSchema& wanted = predictor.schema()[model_column];
  CW_ASSIGN_OR_RETURN(const size_t index, FindColumn(dataset, wanted.name));
  const ColumnSchema& given = dataset.table.schema[index];
  const Column& column = dataset.table.columns[index];
  if (dataset.description.statistics[index].missing_count == dataset.table.row_count) {
    return MissingColumn(wanted.type, dataset.table.row_count);
  }
  if (IsNumberColumn(wanted.type) != IsNumberColumn(given.type)) {
    return absl::InvalidArgumentError(
        absl::StrCat("column \"", wanted.name, "\" is ", ColumnTypeName(wanted.type),
                     " in the model and ", ColumnTypeName(given.type),
                     " in the dataset; upload the dataset with that column's type given"));
  }
  if (IsNumberColumn(wanted.type)) return column;
  return Recode(column, given.categories, predictor, model_column);
}

absl::StatusOr<std::vector<uint32_t>> AlignLabels(const LabelledTable& dataset,
                                                  const std::vector<std::string>& classes) {
  std::vector<uint32_t> model_classes;
  for (const std::string& label : dataset.description.classes) {
    const auto found = std::find(classes.begin(), classes.end(), label);
    if (found == classes.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("the dataset has class \"", label, "\", which the model does not know"));
    }
    model_classes.push_back(static_cast<uint32_t>(found - classes.begin()));
  }
  std::vector<uint32_t> labels;
  labels.reserve(dataset.labels.size());
  for (const uint32_t label : dataset.labels) labels.push_back(model_classes[label]);
  return labels;
}

}  // namespace

absl::StatusOr<AlignedDataset> AlignDataset(const LabelledTable& dataset,
                                            const Predictor& predictor) {
  AlignedDataset aligned;
  aligned.table.schema = predictor.schema();
  aligned.table.row_count = dataset.table.row_count;
  for (size_t i = 0; i < predictor.schema().size(); ++i) {
    CW_ASSIGN_OR_RETURN(Column column, AlignColumn(dataset, predictor, static_cast<int>(i)));
    aligned.table.columns.push_back(std::move(column));
  }
  CW_ASSIGN_OR_RETURN(aligned.labels, AlignLabels(dataset, predictor.classes()));
  return aligned;
}

}  // namespace counterweight
