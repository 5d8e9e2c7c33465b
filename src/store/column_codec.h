// How values that SQL text cannot hold are written into text columns.
#ifndef COUNTERWEIGHT_SRC_STORE_COLUMN_CODEC_H_
#define COUNTERWEIGHT_SRC_STORE_COLUMN_CODEC_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace counterweight {

// Any bytes <-> Base64, so that every SQL back end stores them as plain text.
std::string EncodeBytes(absl::string_view bytes);
// DATA_LOSS if `column` was not made by EncodeBytes.
absl::StatusOr<std::string> DecodeBytes(absl::string_view column);

// Names and values of any bytes <-> Base64 of u64 count, then name and value as strings of
// byte_codec.h.
std::string EncodeOptions(const std::map<std::string, std::string>& options);
// DATA_LOSS if `column` was not made by EncodeOptions.
absl::StatusOr<std::map<std::string, std::string>> DecodeOptions(absl::string_view column);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_STORE_COLUMN_CODEC_H_
