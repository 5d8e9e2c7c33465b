// Little-endian bytes <-> values, for our own file formats (dataset, checkpoint, artefact).
//
// Layout of one value: integers and floats as their bytes; a string as u64 length + bytes; a vector
// as u64 count + elements. No padding, no type tags: reader and writer name the same fields in the
// same order, and a format carries its own magic, version and checksum.
#ifndef COUNTERWEIGHT_SRC_BASE_BYTE_CODEC_H_
#define COUNTERWEIGHT_SRC_BASE_BYTE_CODEC_H_

#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace counterweight {

// Appends values to a string it owns.
class ByteWriter {
 public:
  // So that `bytes` more need no larger string, which would hold them twice for a moment.
  void Reserve(size_t bytes) { bytes_.reserve(bytes_.size() + bytes); }

  // T: an arithmetic or enum type of fixed size.
  template <typename T>
  void Put(T value) {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof(T));
  }
  void PutString(absl::string_view text) {
    Put<uint64_t>(text.size());
    bytes_.append(text.data(), text.size());
  }
  template <typename T>
  void PutVector(absl::Span<const T> values) {
    static_assert(std::is_arithmetic_v<T>);
    Put<uint64_t>(values.size());
    bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
  }
  template <typename T>
  void PutVector(const std::vector<T>& values) {
    PutVector(absl::MakeConstSpan(values));
  }
  void PutStrings(absl::Span<const std::string> texts) {
    Put<uint64_t>(texts.size());
    for (const std::string& text : texts) PutString(text);
  }

  const std::string& bytes() const { return bytes_; }
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Takes values from bytes it borrows. Never reads past the end and never allocates more than the
// bytes can hold: foreign bytes give DATA_LOSS, not a crash. After an error every Get fails too, so
// a reader may check once at the end: `if (!reader.ok()) return reader.status();`.
class ByteReader {
 public:
  explicit ByteReader(absl::string_view bytes) : rest_(bytes) {}

  template <typename T>
  T Get() {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    T value{};
    if (Require(sizeof(T))) {
      std::memcpy(&value, rest_.data(), sizeof(T));
      rest_.remove_prefix(sizeof(T));
    }
    return value;
  }
  std::string GetString();
  template <typename T>
  std::vector<T> GetVector() {
    static_assert(std::is_arithmetic_v<T>);
    const uint64_t count = Get<uint64_t>();
    std::vector<T> values;
    if (count > rest_.size() / sizeof(T)) Fail();
    if (ok_ && count > 0) {
      values.resize(count);
      std::memcpy(values.data(), rest_.data(), count * sizeof(T));
      rest_.remove_prefix(count * sizeof(T));
    }
    return values;
  }
  std::vector<std::string> GetStrings();
  // An element count for a loop of Gets; each element takes at least element_bytes (>= 1) bytes.
  uint64_t GetCount(uint64_t element_bytes);

  bool ok() const { return ok_; }
  bool AtEnd() const { return rest_.empty(); }
  // DATA_LOSS after a failed Get, else OK.
  absl::Status status() const;

 private:
  bool Require(uint64_t size) {
    if (size > rest_.size()) Fail();
    return ok_;
  }
  void Fail() {
    ok_ = false;
    rest_ = absl::string_view();
  }

  absl::string_view rest_;
  bool ok_ = true;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_BASE_BYTE_CODEC_H_
