#include "src/tabular/quoted_text.h"

#include <gtest/gtest.h>

#include <string>

#include "src/tabular/utf8.h"

namespace counterweight {
namespace {

TEST(QuotedTextTest, ShortTextStandsInQuotes) {
  EXPECT_EQ(QuotedText("abc"), "\"abc\"");
  EXPECT_EQ(QuotedText(""), "\"\"");
  EXPECT_EQ(QuotedText("Zürich"), "\"Zürich\"");
}

TEST(QuotedTextTest, ControlCharactersAndQuotesAreEscaped) {
  EXPECT_EQ(QuotedText("a\n\"b\""), "\"a\\n\\\"b\\\"\"");
}

TEST(QuotedTextTest, LongTextIsCutAtACharacter) {
  for (size_t shift = 0; shift < 4; ++shift) {
    std::string text(shift, 'a');
    for (int i = 0; i < 100; ++i) text += "€";
    const std::string quoted = QuotedText(text);
    EXPECT_TRUE(IsValidUtf8(quoted));
    EXPECT_LE(quoted.size(), 70u);
    EXPECT_EQ(quoted.substr(quoted.size() - 4), "...\"");
  }
}

}  // namespace
}  // namespace counterweight
