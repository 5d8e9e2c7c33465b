#include "src/tabular/category_dictionary.h"

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"

namespace counterweight {

absl::Status DictionaryBudget::Take(absl::string_view text) {
  const int64_t bytes = static_cast<int64_t>(text.size()) + kEntryBytes;
  if (bytes > limit_ - used_) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the distinct text values of all columns take more than ", limit_,
                     " bytes; give identifiers and free text the type \"ignored\""));
  }
  used_ += bytes;
  return absl::OkStatus();
}

absl::Status CategoryDictionary::Add(absl::string_view text, int64_t categories_limit,
                                     DictionaryBudget& budget) {
  if (codes_.contains(text)) return absl::OkStatus();
  if (static_cast<int64_t>(codes_.size()) >= categories_limit) {
    return absl::ResourceExhaustedError(
        absl::StrCat("more than ", categories_limit, " distinct text values; if the column is an ",
                     "identifier or free text, give it the type \"ignored\""));
  }
  CW_RETURN_IF_ERROR(budget.Take(text));
  bytes_ += static_cast<int64_t>(text.size()) + DictionaryBudget::kEntryBytes;
  codes_.emplace(text, static_cast<uint32_t>(codes_.size()));
  return absl::OkStatus();
}

void CategoryDictionary::Clear(DictionaryBudget& budget) {
  budget.GiveBack(bytes_);
  bytes_ = 0;
  codes_.clear();
}

std::optional<uint32_t> CategoryDictionary::Find(absl::string_view text) const {
  const auto entry = codes_.find(text);
  if (entry == codes_.end()) return std::nullopt;
  return entry->second;
}

std::vector<std::string> CategoryDictionary::Categories() const {
  std::vector<std::string> categories(codes_.size());
  for (const auto& [text, code] : codes_) categories[code] = text;
  return categories;
}

}  // namespace counterweight
