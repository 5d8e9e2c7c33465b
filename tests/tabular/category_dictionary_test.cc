#include "src/tabular/category_dictionary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CategoryDictionaryTest, CodesFollowTheFirstAppearance) {
  DictionaryBudget budget(1000);
  CategoryDictionary dictionary;
  for (const char* text : {"b", "a", "b", "c", "a"}) {
    EXPECT_THAT(dictionary.Add(text, 10, budget), IsOk());
  }
  EXPECT_THAT(dictionary.Categories(), ElementsAre("b", "a", "c"));
  EXPECT_EQ(dictionary.Find("a"), 1u);
  EXPECT_EQ(dictionary.Find("d"), CategoryDictionary::kNoCode);
}

TEST(CategoryDictionaryTest, StopsAboveTheNumberOfCategories) {
  DictionaryBudget budget(1000);
  CategoryDictionary dictionary;
  EXPECT_THAT(dictionary.Add("a", 2, budget), IsOk());
  EXPECT_THAT(dictionary.Add("b", 2, budget), IsOk());
  EXPECT_THAT(dictionary.Add("a", 2, budget), IsOk());
  EXPECT_THAT(dictionary.Add("c", 2, budget),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       AllOf(HasSubstr("more than 2 distinct"), HasSubstr("\"ignored\""))));
  EXPECT_THAT(dictionary.Categories(), ElementsAre("a", "b"));
}

TEST(CategoryDictionaryTest, DictionariesShareOneBudget) {
  const int64_t bytes = 2 * (1 + DictionaryBudget::kEntryBytes);
  DictionaryBudget budget(bytes);
  CategoryDictionary first, second;
  EXPECT_THAT(first.Add("a", 10, budget), IsOk());
  EXPECT_THAT(second.Add("b", 10, budget), IsOk());
  EXPECT_THAT(second.Add("c", 10, budget),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       HasSubstr(absl::StrCat("more than ", bytes, " bytes"))));
  EXPECT_THAT(first.Add("a", 10, budget), IsOk());
}

// Keys of every length, many of them alike but for one byte.
TEST(CategoryDictionaryTest, TellsTextsOfEveryLengthApart) {
  DictionaryBudget budget(1 << 20);
  CategoryDictionary dictionary;
  std::vector<std::string> texts = {""};
  for (size_t size = 1; size <= 40; ++size) {
    texts.emplace_back(size, 'a');
    for (size_t at = 0; at < size; ++at) {
      texts.emplace_back(size, 'a');
      texts.back()[at] = 'b';
    }
  }
  for (size_t code = 0; code < texts.size(); ++code) {
    ASSERT_OK_AND_ASSIGN(const uint32_t added, dictionary.Add(texts[code], 10'000, budget));
    ASSERT_EQ(added, code) << texts[code];
  }
  for (size_t code = 0; code < texts.size(); ++code) {
    ASSERT_EQ(dictionary.Find(texts[code]), code) << texts[code];
    const std::string cell = texts[code] + ",what follows a cell";
    ASSERT_EQ(dictionary.FindCell(absl::string_view(cell).substr(0, texts[code].size())), code);
  }
  EXPECT_EQ(dictionary.Find(std::string(41, 'a')), CategoryDictionary::kNoCode);
}

}  // namespace
}  // namespace counterweight
