#include "src/store/column_codec.h"

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "src/base/byte_codec.h"
#include "src/base/status_macros.h"

namespace counterweight {

std::string EncodeBytes(absl::string_view bytes) { return absl::Base64Escape(bytes); }

absl::StatusOr<std::string> DecodeBytes(absl::string_view column) {
  std::string bytes;
  if (!absl::Base64Unescape(column, &bytes)) {
    return absl::DataLossError("a column of the database does not hold Base64");
  }
  return bytes;
}

std::string EncodeOptions(const std::map<std::string, std::string>& options) {
  ByteWriter writer;
  writer.Put<uint64_t>(options.size());
  for (const auto& [name, value] : options) {
    writer.PutString(name);
    writer.PutString(value);
  }
  return EncodeBytes(writer.bytes());
}

absl::StatusOr<std::map<std::string, std::string>> DecodeOptions(absl::string_view column) {
  CW_ASSIGN_OR_RETURN(const std::string bytes, DecodeBytes(column));
  ByteReader reader(bytes);
  // Two length prefixes an option.
  const uint64_t count = reader.GetCount(2 * sizeof(uint64_t));
  std::map<std::string, std::string> options;
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    std::string name = reader.GetString();
    options[std::move(name)] = reader.GetString();
  }
  CW_RETURN_IF_ERROR(reader.status());
  if (!reader.AtEnd()) return absl::DataLossError("options of a job end with unknown bytes");
  return options;
}

}  // namespace counterweight
