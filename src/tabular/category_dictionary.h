// The distinct values of a text column, in bounded memory.
#ifndef COUNTERWEIGHT_SRC_TABULAR_CATEGORY_DICTIONARY_H_
#define COUNTERWEIGHT_SRC_TABULAR_CATEGORY_DICTIONARY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
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
  void GiveBack(int64_t bytes) { used_ -= bytes; }

 private:
  const int64_t limit_;
  int64_t used_ = 0;
};

// Text -> code in order of first appearance.
class CategoryDictionary {
 public:
  // Adds `text` if it is new. RESOURCE_EXHAUSTED naming the limit if that would make more than
  // `categories_limit` entries or overdraw the budget.
  absl::Status Add(absl::string_view text, int64_t categories_limit, DictionaryBudget& budget);
  // Forgets all entries and gives their bytes back.
  void Clear(DictionaryBudget& budget);

  std::optional<uint32_t> Find(absl::string_view text) const;
  // The texts by code.
  std::vector<std::string> Categories() const;

 private:
  absl::flat_hash_map<std::string, uint32_t> codes_;
  int64_t bytes_ = 0;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_CATEGORY_DICTIONARY_H_
