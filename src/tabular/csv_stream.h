// Upload bytes -> CSV records: decoding and parsing in one step.
#ifndef COUNTERWEIGHT_SRC_TABULAR_CSV_STREAM_H_
#define COUNTERWEIGHT_SRC_TABULAR_CSV_STREAM_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "src/tabular/csv_reader.h"
#include "src/tabular/intake_limits.h"
#include "src/tabular/text_relay.h"
#include "src/tabular/upload_decoder.h"

namespace counterweight {

// Errors: those of UploadDecoder, CsvReader and the callback; with a runner, not always of the call
// whose bytes are at fault but of a later one.
// Thread safety: one thread at a time. With a runner the callback runs on its threads, see
// TextRelay.
class CsvStream {
 public:
  CsvStream(char delimiter, const IntakeLimits& limits, CsvReader::RowsCallback on_rows,
            TaskRunner runner);

  absl::Status Append(absl::string_view bytes);
  // Waits until what was appended is read. The first error, if there was one.
  absl::Status Wait() { return relay_.Finish(); }
  absl::Status Finish();

 private:
  CsvReader reader_;
  TextRelay relay_;
  UploadDecoder decoder_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_CSV_STREAM_H_
