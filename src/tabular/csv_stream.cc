#include "src/tabular/csv_stream.h"

#include <utility>

#include "src/base/status_macros.h"

namespace counterweight {

CsvStream::CsvStream(char delimiter, const IntakeLimits& limits, CsvReader::RowsCallback on_rows)
    : reader_(delimiter, limits.field_bytes, limits.columns, std::move(on_rows)),
      decoder_(InflationLimits{limits.inflated_bytes, limits.inflation_ratio},
               [this](absl::string_view bytes) { return reader_.Append(bytes); }) {}

absl::Status CsvStream::Finish() {
  CW_RETURN_IF_ERROR(decoder_.Finish());
  return reader_.Finish();
}

}  // namespace counterweight
