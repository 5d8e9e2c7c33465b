// The distinct values of a text column, in bounded memory.
#ifndef COUNTERWEIGHT_SRC_TABULAR_CATEGORY_DICTIONARY_H_
#define COUNTERWEIGHT_SRC_TABULAR_CATEGORY_DICTIONARY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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
  CategoryDictionary();

  // The code of `text`, which is added if it is new. RESOURCE_EXHAUSTED naming the limit if that
  // would make more than `categories_limit` entries or overdraw the budget.
  absl::StatusOr<uint32_t> Add(absl::string_view text, int64_t categories_limit,
                               DictionaryBudget& budget);

  std::optional<uint32_t> Find(absl::string_view text) const;
  size_t size() const { return texts_.size(); }
  // The texts by code.
  const std::vector<std::string>& Categories() const { return texts_; }

 private:
  static constexpr uint32_t kNoCode = 0xFFFFFFFF;

  // What a text is compared by; whole if it has at most 16 bytes.
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
  // The slot that has the text or, free, would.
  const Slot& Locate(absl::string_view text, const Key& key) const;
  void Insert(absl::string_view text, uint32_t code);
  void Grow();

  // Differs between processes, so that nobody can write a file whose texts all collide.
  const uint64_t seed_;
  std::vector<Slot> slots_;  // a power of two, at most half of them taken
  std::vector<std::string> texts_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_CATEGORY_DICTIONARY_H_
