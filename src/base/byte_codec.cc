#include "src/base/byte_codec.h"

namespace counterweight {

std::string ByteReader::GetString() {
  const uint64_t size = Get<uint64_t>();
  if (!Require(size)) return std::string();
  std::string text(rest_.substr(0, size));
  rest_.remove_prefix(size);
  return text;
}

std::vector<std::string> ByteReader::GetStrings() {
  const uint64_t count = GetCount(sizeof(uint64_t));
  std::vector<std::string> texts;
  texts.reserve(count);
  for (uint64_t i = 0; i < count && ok_; ++i) texts.push_back(GetString());
  return texts;
}

uint64_t ByteReader::GetCount(uint64_t element_bytes) {
  const uint64_t count = Get<uint64_t>();
  if (count > rest_.size() / element_bytes) {
    Fail();
    return 0;
  }
  return count;
}

absl::Status ByteReader::status() const {
  return ok_ ? absl::OkStatus() : absl::DataLossError("bytes end before the value does");
}

}  // namespace counterweight
