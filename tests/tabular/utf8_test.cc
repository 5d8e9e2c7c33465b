#include "src/tabular/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace counterweight {
namespace {

// The encoding of a code point by the definition, surrogates and all.
std::string Encode(uint32_t code) {
  std::string text;
  if (code < 0x80) return std::string(1, static_cast<char>(code));
  if (code < 0x800) {
    text += static_cast<char>(0xC0 | (code >> 6));
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0 | (code >> 12));
    text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
  } else {
    text += static_cast<char>(0xF0 | (code >> 18));
    text += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
  }
  return text + static_cast<char>(0x80 | (code & 0x3F));
}

TEST(Utf8Test, AcceptsEveryCodePointButSurrogates) {
  for (uint32_t code = 0; code < 0x110000; ++code) {
    const bool is_surrogate = code >= 0xD800 && code < 0xE000;
    ASSERT_EQ(IsValidUtf8(Encode(code)), !is_surrogate) << std::hex << code;
  }
}

TEST(Utf8Test, RefusesWhatIsBeyondUnicode) {
  EXPECT_FALSE(IsValidUtf8(Encode(0x110000)));
  EXPECT_FALSE(IsValidUtf8("\xF5\x80\x80\x80"));
  EXPECT_FALSE(IsValidUtf8("\xFF"));
}

TEST(Utf8Test, RefusesOverlongForms) {
  EXPECT_FALSE(IsValidUtf8("\xC0\x80"));
  EXPECT_FALSE(IsValidUtf8("\xC1\xBF"));
  EXPECT_FALSE(IsValidUtf8("\xE0\x9F\xBF"));
  EXPECT_FALSE(IsValidUtf8("\xF0\x8F\xBF\xBF"));
}

TEST(Utf8Test, RefusesTruncatedAndStrayBytesAnywhere) {
  for (const std::string& whole : {Encode(0xE9), Encode(0x20AC), Encode(0x1F600)}) {
    for (size_t size = 1; size < whole.size(); ++size) {
      EXPECT_FALSE(IsValidUtf8("ab" + whole.substr(0, size)));
      EXPECT_FALSE(IsValidUtf8("ab" + whole.substr(0, size) + "c"));
      EXPECT_FALSE(IsValidUtf8(whole.substr(size)));
    }
  }
}

TEST(Utf8Test, FindsANonAsciiByteAtEveryPosition) {
  for (size_t size = 1; size < 40; ++size) {
    EXPECT_TRUE(IsAscii(std::string(size, 'a')));
    for (size_t position = 0; position < size; ++position) {
      std::string text(size, 'a');
      text[position] = '\x80';
      EXPECT_FALSE(IsAscii(text));
    }
  }
}

}  // namespace
}  // namespace counterweight
