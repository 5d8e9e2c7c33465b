#include "src/tabular/plain_number.h"

#include <fast_float/fast_float.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include "absl/strings/str_format.h"
#include "src/base/random_stream.h"
#include "src/tabular/cell.h"

namespace counterweight {
namespace {

std::optional<double> Plain(const std::string& text, char after = '7') {
  const std::string readable = text + std::string(17, after);
  double value = 0;
  if (!ParsePlainNumber(readable.data(), text.size(), &value)) return std::nullopt;
  return value;
}

uint64_t BitsOf(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

// A plain number is a number, and the nearest double to it.
void ExpectSameAsFastFloat(const std::string& text) {
  const std::optional<double> plain = Plain(text);
  if (!plain.has_value()) return;
  double expected = 0;
  const char* const end = text.data() + text.size();
  const auto result = fast_float::from_chars(text.data(), end, expected);
  ASSERT_TRUE(result.ec == std::errc() && result.ptr == end) << text;
  ASSERT_EQ(BitsOf(*plain), BitsOf(expected)) << text;
  ASSERT_EQ(ParseNumber(text), expected) << text;
}

std::string RandomDigits(uint64_t count, RandomStream& random) {
  std::string digits;
  for (; count > 0; --count) digits += static_cast<char>('0' + random.Below(10));
  return digits;
}

TEST(PlainNumberTest, ReadsEveryCountOfDigitsAroundThePoint) {
  RandomStream random(1, "plain_number_test");
  for (int round = 0; round < 2000; ++round) {
    for (uint64_t before = 0; before <= 15; ++before) {
      for (uint64_t behind = 0; before + behind <= 15; ++behind) {
        const std::string digits =
            RandomDigits(before, random) + "." + RandomDigits(behind, random);
        const std::string text = (random.Below(2) == 0 ? "-" : "") + digits;
        ASSERT_EQ(Plain(text).has_value(), before + behind > 0) << text;
        ASSERT_NO_FATAL_FAILURE(ExpectSameAsFastFloat(text));
      }
      const std::string whole = RandomDigits(before, random);
      ASSERT_EQ(Plain(whole).has_value(), before > 0) << whole;
      ASSERT_NO_FATAL_FAILURE(ExpectSameAsFastFloat(whole));
      ASSERT_NO_FATAL_FAILURE(ExpectSameAsFastFloat("-" + whole));
    }
  }
}

TEST(PlainNumberTest, KeepsTheSignOfZero) {
  EXPECT_EQ(BitsOf(Plain("-0").value()), BitsOf(-0.0));
  EXPECT_EQ(BitsOf(Plain("-0.000").value()), BitsOf(-0.0));
  EXPECT_EQ(BitsOf(Plain("0").value()), BitsOf(0.0));
}

TEST(PlainNumberTest, LeavesEverythingElseToParseNumber) {
  for (const char* text : {"",
                           "-",
                           ".",
                           "-.",
                           "+1",
                           "--1",
                           "1-",
                           "1.2.3",
                           "..",
                           "1e5",
                           "1E-3",
                           "inf",
                           "nan",
                           "0x1F",
                           " 1",
                           "1 ",
                           "1,5",
                           "1/2",
                           "1:2",
                           "12345678901234567",
                           "0000000000000001",
                           "1234567.890123456",
                           "12345678901234.567890",
                           "\xC2\xB2",
                           "a",
                           "1a",
                           "NA"}) {
    EXPECT_EQ(Plain(text), std::nullopt) << text;
  }
}

TEST(PlainNumberTest, WhatFollowsTheTextDoesNotMatter) {
  for (const char after : {'0', '9', '.', '-', ',', '\0', '\xFF'}) {
    EXPECT_EQ(Plain("12.5", after), 12.5);
    EXPECT_EQ(Plain("-7", after), -7.0);
    EXPECT_EQ(Plain("", after), std::nullopt);
    EXPECT_EQ(Plain("-", after), std::nullopt);
  }
}

TEST(PlainNumberTest, AgreesOnRandomTextOfNumberBytes) {
  RandomStream random(2, "plain_number_bytes");
  static constexpr char kBytes[] = "00112345678999..-+eE xinfa";
  for (int i = 0; i < 2'000'000; ++i) {
    std::string text;
    for (uint64_t size = random.Below(20); size > 0; --size) {
      text += kBytes[random.Below(random.Below(4) == 0 ? sizeof(kBytes) - 1 : 17)];
    }
    ASSERT_NO_FATAL_FAILURE(ExpectSameAsFastFloat(text));
  }
}

TEST(PlainNumberTest, AgreesOnPrintedDoubles) {
  RandomStream random(3, "plain_number_printed");
  int plain = 0;
  for (int i = 0; i < 300'000; ++i) {
    const double value = random.Normal() * (random.Below(3) == 0 ? 1e6 : 10.0);
    const std::string text =
        absl::StrFormat(i % 2 == 0 ? "%.*f" : "%.*g", static_cast<int>(random.Below(18)), value);
    plain += Plain(text).has_value() ? 1 : 0;
    ASSERT_NO_FATAL_FAILURE(ExpectSameAsFastFloat(text));
  }
  EXPECT_GT(plain, 100'000);
}

}  // namespace
}  // namespace counterweight
