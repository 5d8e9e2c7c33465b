#include "src/tabular/category_dictionary.h"

#include <cstring>

#include "absl/hash/hash.h"
#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

constexpr size_t kInlineBytes = 16;
constexpr size_t kFirstSlots = 16;

template <typename Word>
uint64_t Load(const char* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

}  // namespace

absl::Status DictionaryBudget::Take(absl::string_view text) {
  if (!Covers(1, static_cast<int64_t>(text.size()))) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the distinct text values of all columns take more than ", limit_,
                     " bytes; give identifiers and free text the type \"ignored\""));
  }
  used_ += static_cast<int64_t>(text.size()) + kEntryBytes;
  return absl::OkStatus();
}

CategoryDictionary::CategoryDictionary()
    : seed_(absl::Hash<size_t>()(kInlineBytes)), slots_(kFirstSlots) {}

absl::StatusOr<uint32_t> CategoryDictionary::Add(absl::string_view text, int64_t categories_limit,
                                                 DictionaryBudget& budget) {
  if (const std::optional<uint32_t> known = Find(text)) return *known;
  if (static_cast<int64_t>(texts_.size()) >= categories_limit) {
    return absl::ResourceExhaustedError(
        absl::StrCat("more than ", categories_limit, " distinct text values; if the column is an ",
                     "identifier or free text, give it the type \"ignored\""));
  }
  CW_RETURN_IF_ERROR(budget.Take(text));
  if (2 * (texts_.size() + 1) > slots_.size()) Grow();
  const auto code = static_cast<uint32_t>(texts_.size());
  texts_.emplace_back(text);
  Insert(text, code);
  return code;
}

std::optional<uint32_t> CategoryDictionary::Find(absl::string_view text) const {
  const uint32_t code = Locate(text, KeyOf(text)).code;
  if (code == kNoCode) return std::nullopt;
  return code;
}

// Overlapping words: with the size they say every byte of a short text. A long one is compared as a
// whole once its key agrees.
CategoryDictionary::Key CategoryDictionary::KeyOf(absl::string_view text) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  Key key;
  key.size = text.size();
  if (text.size() > kInlineBytes) {
    key.first = absl::Hash<absl::string_view>()(text);
    key.last = Load<uint64_t>(end - sizeof(uint64_t));
  } else if (text.size() >= sizeof(uint64_t)) {
    key.first = Load<uint64_t>(begin);
    key.last = Load<uint64_t>(end - sizeof(uint64_t));
  } else if (text.size() >= sizeof(uint32_t)) {
    key.first = Load<uint32_t>(begin);
    key.last = Load<uint32_t>(end - sizeof(uint32_t));
  } else if (!text.empty()) {
    key.first = Load<uint8_t>(begin);
    key.last = Load<uint8_t>(begin + text.size() / 2) << 8 | Load<uint8_t>(end - 1);
  }
  return key;
}

const CategoryDictionary::Slot& CategoryDictionary::Locate(absl::string_view text,
                                                           const Key& key) const {
  const absl::uint128 product = absl::uint128(key.first ^ seed_ ^ 0x9E3779B97F4A7C15) *
                                (key.last ^ key.size << 56 ^ 0xD6E8FEB86659FD93);
  const uint64_t hash = absl::Uint128High64(product) ^ absl::Uint128Low64(product);
  const size_t mask = slots_.size() - 1;
  for (size_t i = hash & mask;; i = (i + 1) & mask) {
    const Slot& slot = slots_[i];
    if (slot.code == kNoCode) return slot;
    const bool same =
        slot.first == key.first && slot.last == key.last && slot.size == uint32_t(key.size);
    if (same && (key.size <= kInlineBytes || texts_[slot.code] == text)) return slot;
  }
}

void CategoryDictionary::Insert(absl::string_view text, uint32_t code) {
  const Key key = KeyOf(text);
  Slot& slot = slots_[static_cast<size_t>(&Locate(text, key) - slots_.data())];
  slot = {key.first, key.last, static_cast<uint32_t>(key.size), code};
}

void CategoryDictionary::Grow() {
  slots_.assign(2 * slots_.size(), Slot());
  for (uint32_t code = 0; code < texts_.size(); ++code) Insert(texts_[code], code);
}

}  // namespace counterweight
