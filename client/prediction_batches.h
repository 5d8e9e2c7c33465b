// A CSV as prediction requests.
#ifndef COUNTERWEIGHT_CLIENT_PREDICTION_BATCHES_H_
#define COUNTERWEIGHT_CLIENT_PREDICTION_BATCHES_H_

#include <counterweight/v1/prediction.pb.h>

#include <cstdint>
#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/csv.h"

namespace counterweight::client {

// A request ends early once it takes this many bytes on the wire: below gRPC's own default bound of
// 4 MiB a message, and little enough that a server never holds much of one client.
inline constexpr size_t kBatchBytesLimit = size_t{2} << 20;

struct PredictionBatchOptions {
  // "models/{id}" or "models/{alias}".
  std::string model;
  // Rows per request, 1 to 100,000 (the server's bound).
  int batch_rows = 4096;
  // Columns that the model does not know: ignored, or an error of the server.
  bool ignore_extra_columns = true;
  char delimiter = ',';
};

// The header line names the columns; every cell is sent as text, an empty one as missing.
// Memory: one request. Thread safety: none.
class PredictionBatches {
 public:
  // input: borrowed. INVALID_ARGUMENT: no header line; else CsvReader's errors.
  static absl::StatusOr<std::unique_ptr<PredictionBatches>> Create(
      std::istream* input, const PredictionBatchOptions& options);

  // Fills `request` (empty before) with the next rows; false at the end. INVALID_ARGUMENT, naming
  // the 0-based data row and the line: a row with more or fewer cells than the header.
  absl::StatusOr<bool> Next(v1::PredictRequest* request);

  // Of the input, for showing progress.
  int64_t bytes_read() const { return reader_.bytes_read(); }

 private:
  PredictionBatches(std::istream* input, const PredictionBatchOptions& options);
  absl::Status AddRow(v1::PredictRequest* request);

  const PredictionBatchOptions options_;
  CsvReader reader_;
  std::vector<std::string> columns_;
  std::vector<std::string> cells_;
  int64_t row_ = 0;
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_PREDICTION_BATCHES_H_
