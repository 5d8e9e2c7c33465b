#include "src/store/page_token.h"

#include <limits>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "src/base/byte_codec.h"
#include "src/base/field_error.h"
#include "src/base/sha256.h"

namespace counterweight {
namespace {

constexpr int kMaxPageSize = 1000;
constexpr size_t kCheckBytes = 8;

std::string Check(absl::string_view list, int64_t ordinal) {
  return Sha256Digest(absl::StrCat(list, " ", ordinal)).substr(0, kCheckBytes);
}

}  // namespace

absl::Status CheckPageSize(const PageRequest& page) {
  if (page.size >= 1 && page.size <= kMaxPageSize) return absl::OkStatus();
  return FieldError("page_size",
                    absl::StrCat("must be in [1, ", kMaxPageSize, "], is ", page.size));
}

std::string EncodePageToken(absl::string_view list, int64_t ordinal) {
  ByteWriter writer;
  writer.Put(ordinal);
  return absl::WebSafeBase64Escape(absl::StrCat(writer.bytes(), Check(list, ordinal)));
}

absl::StatusOr<int64_t> DecodePageToken(absl::string_view list, absl::string_view token) {
  if (token.empty()) return std::numeric_limits<int64_t>::max();
  std::string bytes;
  if (absl::WebSafeBase64Unescape(token, &bytes) && bytes.size() == sizeof(int64_t) + kCheckBytes) {
    const auto ordinal = ByteReader(bytes).Get<int64_t>();
    if (bytes.substr(sizeof(int64_t)) == Check(list, ordinal)) return ordinal;
  }
  return FieldError("page_token", "is not a next_page_token of this list");
}

}  // namespace counterweight
