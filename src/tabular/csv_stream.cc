#include "src/tabular/csv_stream.h"

#include <utility>

#include "src/base/status_macros.h"

namespace counterweight {

CsvStream::CsvStream(char delimiter, const IntakeLimits& limits, CsvReader::RowsCallback on_rows,
                     TaskRunner runner)
    : reader_(delimiter, limits.field_bytes, limits.columns, std::move(on_rows)),
      relay_(std::move(runner), [this](absl::string_view text) { return reader_.Append(text); }),
      decoder_(InflationLimits{limits.inflated_bytes, limits.inflation_ratio},
               [this](absl::string_view text) { return relay_.Append(text); }) {}

absl::Status CsvStream::Append(absl::string_view bytes) {
  const absl::Status appended = decoder_.Append(bytes);
  if (appended.ok()) return appended;
  // Text that was handed over before these bytes may be at fault too: its error comes first.
  CW_RETURN_IF_ERROR(Wait());
  return appended;
}

absl::Status CsvStream::Finish() {
  const absl::Status finished = decoder_.Finish();
  CW_RETURN_IF_ERROR(Wait());
  CW_RETURN_IF_ERROR(finished);
  return reader_.Finish();
}

}  // namespace counterweight
