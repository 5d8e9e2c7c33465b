#include "server/prediction_conversion.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "server/split_work.h"
#include "src/application/resource_name.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"
#include "src/serving/packed_rows.h"
#include "src/serving/row_cells.h"

namespace counterweight {
namespace {

// Bytes of an answer besides its probabilities: labels (at most 5 bytes each are counted with the
// rows), class names and the model's name.
constexpr int64_t kAnswerOverheadBytes = 64 << 10;
constexpr int64_t kLabelBytes = 5;

// Rows that one thread does at a time when a request is split: some hundred microseconds.
constexpr int64_t kPartRows = 16 * Predictor::kBlockRows;

// What a thread reads and predicts in, one block of rows at a time: its memory is bounded by the
// widest model, and a request needs none of its own.
struct ThreadScratch {
  std::vector<double> cells;
  std::vector<float> probabilities;
  PredictionScratch prediction;
};

ThreadScratch& ScratchOfThread() {
  thread_local ThreadScratch scratch;
  return scratch;
}

// The path of the row count in the request.
const char* RowCountField(const v1::PredictRequest& request) {
  return request.has_packed_rows() ? "packed_rows.row_count" : "rows";
}

absl::Status CheckRowCount(const v1::PredictRequest& request, const LoadedModel& model,
                           const PredictionLimits& limits) {
  if (request.has_packed_rows() && request.rows_size() > 0) {
    return FieldError("packed_rows", "is set beside rows: a request has one of them");
  }
  const int64_t rows = RowCount(request);
  const char* field = RowCountField(request);
  if (rows < 0) return FieldError(field, absl::StrCat(rows, " is negative"));
  if (rows == 0) return FieldError(field, "is empty: at least one row is required");
  const int64_t class_count = static_cast<int64_t>(model.predictor.classes().size());
  const int64_t row_bytes = class_count * static_cast<int64_t>(sizeof(float)) + kLabelBytes;
  const int64_t fitting =
      std::max<int64_t>((limits.message_bytes - kAnswerOverheadBytes) / row_bytes, 1);
  const int64_t maximum = std::min(limits.rows, fitting);
  if (rows <= maximum) return absl::OkStatus();
  return FieldError(field, absl::StrCat(rows, " rows; at most ", maximum,
                                        " rows a request are allowed for this model"));
}

absl::Status AddValue(const v1::Value& value, RowCells& cells) {
  switch (value.kind_case()) {
    case v1::Value::kNumber:
      return cells.AddNumber(value.number());
    case v1::Value::kText:
      return cells.AddText(value.text());
    case v1::Value::kBoolean:
      return cells.AddBoolean(value.boolean());
    case v1::Value::KIND_NOT_SET:
      break;
  }
  return cells.AddMissing();
}

absl::StatusOr<NumberSize> SizeOf(v1::NumberFormat format) {
  switch (format) {
    case v1::NUMBER_FORMAT_FLOAT32:
      return NumberSize::kFloat32;
    case v1::NUMBER_FORMAT_FLOAT64:
      return NumberSize::kFloat64;
    default:
      return FieldError("packed_rows.format",
                        absl::StrCat(static_cast<int>(format), " is no format of numbers"));
  }
}

// The rows of a request as cells. Safe to share between threads.
class RequestRows {
 public:
  static absl::StatusOr<RequestRows> Create(const v1::PredictRequest& request,
                                            const Predictor& predictor) {
    CW_ASSIGN_OR_RETURN(
        RowColumns columns,
        RowColumns::Create(predictor,
                           {request.columns().data(), static_cast<size_t>(request.columns_size())},
                           request.ignore_extra_columns()));
    PackedRows packed;
    if (request.has_packed_rows()) {
      packed.row_count = request.packed_rows().row_count();
      packed.values = request.packed_rows().values();
      CW_ASSIGN_OR_RETURN(packed.size, SizeOf(request.packed_rows().format()));
      CW_RETURN_IF_ERROR(CheckPackedRows(packed, columns));
    }
    return RequestRows(request, std::move(columns), packed);
  }

  // Rows first .. first + count -> cells [count, width].
  absl::Status Read(int64_t first, int64_t count, std::vector<double>& cells) const {
    cells.resize(count * columns_.width());
    if (request_.has_packed_rows()) {
      return UnpackRows(packed_, columns_, first, count, cells.data());
    }
    RowCells row_cells(columns_, first, absl::MakeSpan(cells));
    for (int64_t r = first; r < first + count; ++r) {
      for (const v1::Value& value : request_.rows(static_cast<int>(r)).values()) {
        CW_RETURN_IF_ERROR(AddValue(value, row_cells));
      }
      CW_RETURN_IF_ERROR(row_cells.EndRow());
    }
    return absl::OkStatus();
  }

 private:
  RequestRows(const v1::PredictRequest& request, RowColumns columns, const PackedRows& packed)
      : request_(request), columns_(std::move(columns)), packed_(packed) {}

  const v1::PredictRequest& request_;
  RowColumns columns_;
  PackedRows packed_;
};

// The lists of a response, already as long as the request's rows.
class Answers {
 public:
  Answers(int64_t rows, int64_t classes, bool packed, v1::PredictResponse* response)
      : classes_(classes) {
    if (packed) {
      response->mutable_packed_probabilities()->resize(rows * classes * sizeof(float));
      packed_ = response->mutable_packed_probabilities()->data();
    } else {
      response->mutable_probabilities()->Resize(static_cast<int>(rows * classes), 0);
      probabilities_ = response->mutable_probabilities()->mutable_data();
    }
    response->mutable_label_indices()->Resize(static_cast<int>(rows), 0);
    labels_ = response->mutable_label_indices()->mutable_data();
  }

  // Predicts rows first .. first + count from their cells.
  void Predict(const Predictor& predictor, int64_t first, int64_t count, ThreadScratch& scratch) {
    const size_t size = count * classes_;
    float* probabilities = probabilities_ + first * classes_;
    if (packed_ != nullptr) {
      scratch.probabilities.resize(size);
      probabilities = scratch.probabilities.data();
    }
    predictor.Predict(count, scratch.cells.data(), scratch.prediction,
                      {{},
                       absl::MakeSpan(probabilities, size),
                       absl::MakeSpan(labels_ + first, static_cast<size_t>(count))});
    if (packed_ != nullptr) {
      std::memcpy(packed_ + first * classes_ * sizeof(float), probabilities, size * sizeof(float));
    }
  }

 private:
  const int64_t classes_;
  char* packed_ = nullptr;  // or null, and then:
  float* probabilities_ = nullptr;
  int32_t* labels_ = nullptr;
};

// Reads and predicts rows first .. last - 1, block by block.
absl::Status AnswerRows(const RequestRows& rows, const Predictor& predictor, int64_t first,
                        int64_t last, Answers& answers) {
  ThreadScratch& scratch = ScratchOfThread();
  for (; first < last; first += Predictor::kBlockRows) {
    const int64_t count = std::min(Predictor::kBlockRows, last - first);
    CW_RETURN_IF_ERROR(rows.Read(first, count, scratch.cells));
    answers.Predict(predictor, first, count, scratch);
  }
  return absl::OkStatus();
}

void NameModel(const LoadedModel& model, v1::PredictResponse* response) {
  for (const std::string& name : model.predictor.classes()) response->add_classes(name);
  std::string* name = response->mutable_model();
  name->assign(kModelCollection.data(), kModelCollection.size());
  absl::StrAppend(name, "/", model.id);
  response->set_version(model.version);
  response->set_model_display_name(model.display_name);
}

}  // namespace

int64_t RowCount(const v1::PredictRequest& request) {
  return request.has_packed_rows() ? request.packed_rows().row_count() : request.rows_size();
}

absl::Status AnswerPrediction(const v1::PredictRequest& request, const LoadedModel& model,
                              const PredictionLimits& limits, const PredictionHelpers& helpers,
                              v1::PredictResponse* response) {
  CW_RETURN_IF_ERROR(CheckRowCount(request, model, limits));
  CW_ASSIGN_OR_RETURN(const RequestRows rows, RequestRows::Create(request, model.predictor));
  const int64_t row_count = RowCount(request);
  Answers answers(row_count, static_cast<int64_t>(model.predictor.classes().size()),
                  request.pack_probabilities(), response);
  if (helpers.pool == nullptr || row_count <= kPartRows) {
    CW_RETURN_IF_ERROR(AnswerRows(rows, model.predictor, 0, row_count, answers));
  } else {
    const int64_t parts = (row_count + kPartRows - 1) / kPartRows;
    CW_RETURN_IF_ERROR(SplitWork(*helpers.pool, helpers.threads, parts, [&](int64_t part) {
      return AnswerRows(rows, model.predictor, part * kPartRows,
                        std::min((part + 1) * kPartRows, row_count), answers);
    }));
  }
  NameModel(model, response);
  if (model.count_rows) model.count_rows(row_count);
  return absl::OkStatus();
}

}  // namespace counterweight
