#include "server/prediction_conversion.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "src/application/resource_name.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"
#include "src/serving/row_table.h"

namespace counterweight {
namespace {

// Bytes of an answer besides its probabilities: labels (at most 5 bytes each are counted with the
// rows), class names and the model's name.
constexpr int64_t kAnswerOverheadBytes = 64 << 10;
constexpr int64_t kLabelBytes = 5;

absl::Status CheckRowCount(int64_t rows, const LoadedModel& model, const PredictionLimits& limits) {
  if (rows == 0) return FieldError("rows", "is empty: at least one row is required");
  const int64_t class_count = static_cast<int64_t>(model.predictor.classes().size());
  const int64_t row_bytes = class_count * static_cast<int64_t>(sizeof(float)) + kLabelBytes;
  const int64_t fitting =
      std::max<int64_t>((limits.message_bytes - kAnswerOverheadBytes) / row_bytes, 1);
  const int64_t maximum = std::min(limits.rows, fitting);
  if (rows <= maximum) return absl::OkStatus();
  return FieldError("rows", absl::StrCat(rows, " rows; at most ", maximum,
                                         " rows a request are allowed for this model"));
}

absl::Status AddValue(const v1::Value& value, RowTableBuilder& builder) {
  switch (value.kind_case()) {
    case v1::Value::kNumber:
      return builder.AddNumber(value.number());
    case v1::Value::kText:
      return builder.AddText(value.text());
    case v1::Value::kBoolean:
      return builder.AddBoolean(value.boolean());
    case v1::Value::KIND_NOT_SET:
      break;
  }
  return builder.AddMissing();
}

absl::StatusOr<Table> ToTable(const v1::PredictRequest& request, const Predictor& predictor) {
  const std::vector<std::string> columns(request.columns().begin(), request.columns().end());
  CW_ASSIGN_OR_RETURN(RowTableBuilder builder,
                      RowTableBuilder::Create(predictor, columns, request.ignore_extra_columns()));
  for (const v1::Row& row : request.rows()) {
    for (const v1::Value& value : row.values()) CW_RETURN_IF_ERROR(AddValue(value, builder));
    CW_RETURN_IF_ERROR(builder.EndRow());
  }
  return builder.Finish();
}

}  // namespace

absl::Status AnswerPrediction(const v1::PredictRequest& request, const LoadedModel& model,
                              const PredictionLimits& limits, v1::PredictResponse* response) {
  CW_RETURN_IF_ERROR(CheckRowCount(request.rows_size(), model, limits));
  CW_ASSIGN_OR_RETURN(const Table table, ToTable(request, model.predictor));
  const Predictions predictions = model.predictor.Predict(table);
  response->mutable_probabilities()->Add(predictions.probabilities.begin(),
                                         predictions.probabilities.end());
  response->mutable_label_indices()->Add(predictions.labels.begin(), predictions.labels.end());
  const std::vector<std::string>& classes = model.predictor.classes();
  response->mutable_classes()->Add(classes.begin(), classes.end());
  response->set_model(ResourceName(kModelCollection, model.id));
  response->set_version(model.version);
  response->set_model_display_name(model.display_name);
  return absl::OkStatus();
}

}  // namespace counterweight
