// The distinct values of a text column, in bounded memory.
#ifndef COUNTERWEIGHT_SRC_TABULAR_CATEGORY_DICTIONARY_H_
#define COUNTERWEIGHT_SRC_TABULAR_CATEGORY_DICTIONARY_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace counterweight {

// What all dictionaries of one upload may hold together.
class DictionaryBudget {
 public:
  // Counted for every entry beside its text, so that many short ones are bounded too.
  static constexpr int64_t kEntryBytes = 16;

  explicit DictionaryBudget(int64_t bytes) : limit_(bytes) {}

  // RESOURCE_EXHAUSTED naming the limit; nothing is taken then.
  absl::Status Take(absl::string_view text);
  // True if `texts` of `bytes` together can all be taken.
  bool Covers(int64_t texts, int64_t bytes) const {
    return texts * kEntryBytes + bytes <= limit_ - used_;
  }

 private:
  const int64_t limit_;
  int64_t used_ = 0;
};

// Text -> code in order of first appearance. An open-addressing table of its own: texts of up to 16
// bytes, nearly all in real tables, are compared as two words, without following a pointer.
class CategoryDictionary {
 public:
  // No code of a text.
  static constexpr uint32_t kNoCode = 0xFFFFFFFF;

  CategoryDictionary();

  // The code of `text`, which is added if it is new. RESOURCE_EXHAUSTED naming the limit if that
  // would make more than `categories_limit` entries or overdraw the budget.
  absl::StatusOr<uint32_t> Add(absl::string_view text, int64_t categories_limit,
                               DictionaryBudget& budget);

  // kNoCode if the text is not there.
  uint32_t Find(absl::string_view text) const { return CodeOf(text, KeyOf(text)); }
  // The same of a text after which 16 bytes may be read (a cell of CsvRows).
  uint32_t FindCell(absl::string_view cell) const { return CodeOf(cell, KeyOfCell(cell)); }

  size_t size() const { return texts_.size(); }
  // The texts by code.
  const std::vector<std::string>& Categories() const { return texts_; }

 private:
  static constexpr size_t kKeyBytes = 16;

  // What a text is compared by: the whole of it if it has at most 16 bytes, zeros after it.
  struct Key {
    uint64_t first = 0, last = 0;
    size_t size = 0;
  };
  struct Slot {
    uint64_t first = 0, last = 0;
    uint32_t size = 0;
    uint32_t code = kNoCode;
  };

  static Key KeyOf(absl::string_view text);
  static Key KeyOfCell(absl::string_view cell) {
    if (cell.size() > kKeyBytes) return KeyOfLong(cell);
    // Loaded at 16 - n, the first n bytes of the mask are ones.
    alignas(16) static constexpr uint8_t kMask[2 * kKeyBytes] = {
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    const __m128i bytes = _mm_and_si128(
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(cell.data())),
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(kMask + kKeyBytes - cell.size())));
    return {static_cast<uint64_t>(_mm_cvtsi128_si64(bytes)),
            static_cast<uint64_t>(_mm_extract_epi64(bytes, 1)), cell.size()};
  }
  static Key KeyOfLong(absl::string_view text);

  size_t FirstSlot(const Key& key) const {
    const absl::uint128 product = absl::uint128(key.first ^ seed_ ^ 0x9E3779B97F4A7C15) *
                                  (key.last ^ key.size << 56 ^ 0xD6E8FEB86659FD93);
    return (absl::Uint128High64(product) ^ absl::Uint128Low64(product)) & (slots_.size() - 1);
  }
  bool Holds(const Slot& slot, absl::string_view text, const Key& key) const {
    return slot.first == key.first && slot.last == key.last &&
           slot.size == static_cast<uint32_t>(key.size) &&
           (key.size <= kKeyBytes || texts_[slot.code] == text);
  }
  uint32_t CodeOf(absl::string_view text, const Key& key) const {
    const Slot& first = slots_[FirstSlot(key)];
    const bool found = first.code != kNoCode && Holds(first, text, key);
    return found ? first.code : slots_[Locate(text, key)].code;
  }
  // The slot that has the text or, free, would.
  size_t Locate(absl::string_view text, const Key& key) const;
  void Insert(uint32_t code);
  void Grow();

  // Differs between processes, so that nobody can write a file whose texts all collide.
  const uint64_t seed_;
  std::vector<Slot> slots_;  // a power of two, at most half of them taken
  std::vector<std::string> texts_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_CATEGORY_DICTIONARY_H_
