#include "src/tabular/category_dictionary.h"

#include <cstring>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

constexpr size_t kFirstSlots = 16;

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
    : seed_(absl::Hash<size_t>()(kKeyBytes)), slots_(kFirstSlots) {}

absl::StatusOr<uint32_t> CategoryDictionary::Add(absl::string_view text, int64_t categories_limit,
                                                 DictionaryBudget& budget) {
  if (const uint32_t known = Find(text); known != kNoCode) return known;
  if (static_cast<int64_t>(texts_.size()) >= categories_limit) {
    return absl::ResourceExhaustedError(
        absl::StrCat("more than ", categories_limit, " distinct text values; if the column is an ",
                     "identifier or free text, give it the type \"ignored\""));
  }
  CW_RETURN_IF_ERROR(budget.Take(text));
  if (2 * (texts_.size() + 1) > slots_.size()) Grow();
  const auto code = static_cast<uint32_t>(texts_.size());
  texts_.emplace_back(text);
  Insert(code);
  return code;
}

CategoryDictionary::Key CategoryDictionary::KeyOf(absl::string_view text) {
  if (text.size() > kKeyBytes) return KeyOfLong(text);
  char bytes[kKeyBytes] = {};
  if (!text.empty()) std::memcpy(bytes, text.data(), text.size());
  return KeyOfCell(absl::string_view(bytes, text.size()));
}

CategoryDictionary::Key CategoryDictionary::KeyOfLong(absl::string_view text) {
  return {absl::Hash<absl::string_view>()(text), 0, text.size()};
}

size_t CategoryDictionary::Locate(absl::string_view text, const Key& key) const {
  const size_t mask = slots_.size() - 1;
  size_t i = FirstSlot(key);
  while (slots_[i].code != kNoCode && !Holds(slots_[i], text, key)) i = (i + 1) & mask;
  return i;
}

void CategoryDictionary::Insert(uint32_t code) {
  const Key key = KeyOf(texts_[code]);
  slots_[Locate(texts_[code], key)] = {key.first, key.last, static_cast<uint32_t>(key.size), code};
}

void CategoryDictionary::Grow() {
  slots_.assign(2 * slots_.size(), Slot());
  for (uint32_t code = 0; code < texts_.size(); ++code) Insert(code);
}

}  // namespace counterweight
