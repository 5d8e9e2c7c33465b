// One prediction request -> its answer, given the model.
#ifndef COUNTERWEIGHT_SERVER_PREDICTION_CONVERSION_H_
#define COUNTERWEIGHT_SERVER_PREDICTION_CONVERSION_H_

#include <cstdint>

#include "absl/status/status.h"
#include "counterweight/v1/prediction.pb.h"
#include "server/blocking_pool.h"
#include "src/serving/model_cache.h"

namespace counterweight {

// Rows of one request: a bound on how long one request can hold a thread.
inline constexpr int kMaximumPredictionRows = 100'000;

struct PredictionLimits {
  int64_t rows = kMaximumPredictionRows;
  // Of the answer: rows x classes floats must fit. The same limit holds for requests.
  int64_t message_bytes = int64_t{64} << 20;
};

// Threads that help with a large request.
struct PredictionHelpers {
  BlockingPool* pool = nullptr;  // null: none
  int threads = 0;               // besides the one that answers
};

// Rows that a request has, whichever way.
int64_t RowCount(const v1::PredictRequest& request);

// Fills `response`, which is empty, and counts the rows of the model. FieldErrors name the row and
// column at fault (serving/row_cells.h, serving/packed_rows.h), or "rows" ("packed_rows.row_count")
// if there are none or too many of them.
absl::Status AnswerPrediction(const v1::PredictRequest& request, const LoadedModel& model,
                              const PredictionLimits& limits, const PredictionHelpers& helpers,
                              v1::PredictResponse* response);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_PREDICTION_CONVERSION_H_
