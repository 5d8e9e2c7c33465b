// Upload bytes -> CSV records: decoding and parsing in one step.
#ifndef COUNTERWEIGHT_SRC_TABULAR_CSV_STREAM_H_
#define COUNTERWEIGHT_SRC_TABULAR_CSV_STREAM_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "src/tabular/csv_reader.h"
#include "src/tabular/intake_limits.h"
#include "src/tabular/upload_decoder.h"

namespace counterweight {

// Errors: those of UploadDecoder, CsvReader and the callback.
// Thread safety: one thread at a time.
class CsvStream {
 public:
  CsvStream(char delimiter, const IntakeLimits& limits, CsvReader::RowsCallback on_rows);

  absl::Status Append(absl::string_view bytes) { return decoder_.Append(bytes); }
  absl::Status Finish();

 private:
  CsvReader reader_;
  UploadDecoder decoder_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_CSV_STREAM_H_
