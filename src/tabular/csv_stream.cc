#include "src/tabular/csv_stream.h"

#include <utility>

#include "src/base/status_macros.h"
#include "src/tabular/posix_file.h"

namespace counterweight {
namespace {
constexpr size_t kReadBytes = 256 << 10;
}  // namespace

CsvStream::CsvStream(char delimiter, const IntakeLimits& limits,
                     CsvReader::RecordCallback on_record)
    : reader_(delimiter, limits.field_bytes, limits.columns, std::move(on_record)),
      decoder_(InflationLimits{limits.inflated_bytes, limits.inflation_ratio},
               [this](absl::string_view bytes) { return reader_.Append(bytes); }) {}

absl::Status CsvStream::Finish() {
  CW_RETURN_IF_ERROR(decoder_.Finish());
  return reader_.Finish();
}

absl::Status ReadSpooledCsv(const std::string& path, char delimiter, const IntakeLimits& limits,
                            CsvReader::RecordCallback on_record) {
  CW_ASSIGN_OR_RETURN(PosixFile file, PosixFile::OpenForReading(path));
  CsvStream stream(delimiter, limits, std::move(on_record));
  std::string buffer(kReadBytes, '\0');
  while (true) {
    CW_ASSIGN_OR_RETURN(const size_t size, file.Read(buffer.data(), buffer.size()));
    if (size == 0) return stream.Finish();
    CW_RETURN_IF_ERROR(stream.Append(absl::string_view(buffer.data(), size)));
  }
}

}  // namespace counterweight
