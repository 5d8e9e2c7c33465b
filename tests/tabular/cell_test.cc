#include "src/tabular/cell.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "absl/strings/str_format.h"
#include "src/base/random_stream.h"

namespace counterweight {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(CellTest, MissingWordsInAnyCaseAreMissing) {
  for (const char* text : {"", "NA", "na", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None",
                           "none", "?", " ", " NA ", "\t"}) {
    EXPECT_TRUE(IsMissingCell(text)) << '"' << text << '"';
  }
}

TEST(CellTest, OtherTextIsPresent) {
  for (const char* text : {"0", "-", "N", "n a", "nano", "nul", "nones", "??", "missing", "."}) {
    EXPECT_FALSE(IsMissingCell(text)) << '"' << text << '"';
  }
}

TEST(CellTest, ReadsDecimalNumbers) {
  EXPECT_EQ(ParseNumber("0"), 0.0);
  EXPECT_EQ(ParseNumber("-12.5"), -12.5);
  EXPECT_EQ(ParseNumber("+3"), 3.0);
  EXPECT_EQ(ParseNumber(".5"), 0.5);
  EXPECT_EQ(ParseNumber("5."), 5.0);
  EXPECT_EQ(ParseNumber("1e-3"), 0.001);
  EXPECT_EQ(ParseNumber("2E+2"), 200.0);
  EXPECT_EQ(ParseNumber("  7 "), 7.0);
  EXPECT_EQ(ParseNumber("007"), 7.0);
}

TEST(CellTest, ReadsInfinitiesAndNumbersTooLargeForADouble) {
  EXPECT_EQ(ParseNumber("inf"), kInfinity);
  EXPECT_EQ(ParseNumber("+Inf"), kInfinity);
  EXPECT_EQ(ParseNumber("-INFINITY"), -kInfinity);
  EXPECT_EQ(ParseNumber("1e999"), kInfinity);
  EXPECT_EQ(ParseNumber("-1e999"), -kInfinity);
  EXPECT_EQ(ParseNumber("1e-999"), 0.0);
}

TEST(CellTest, OtherTextIsNoNumber) {
  for (const char* text : {"", " ", "-", "+", "+-1", "--1", "1,5", "1 000", "0x10", "12a", "e5",
                           "1e", "nan", "-nan", "nan(1)", "1.2.3", "infinit",
                           "\xC2\xA0"
                           "1"}) {
    EXPECT_EQ(ParseNumber(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(CellTest, ReadsBackEveryPrintedDoubleExactly) {
  RandomStream random(1, "cell_test");
  for (int i = 0; i < 10'000; ++i) {
    const double value = random.Normal() * std::pow(10.0, random.Normal() * 40);
    EXPECT_EQ(ParseNumber(absl::StrFormat("%.17g", value)), value);
  }
}

TEST(CellTest, ReadsBooleanWords) {
  for (const char* text : {"true", "TRUE", "t", "T", "yes", "Yes", "y", " Y "}) {
    EXPECT_EQ(ParseBoolean(text), true) << text;
    EXPECT_EQ(ParseBooleanOrDigit(text), true) << text;
  }
  for (const char* text : {"false", "False", "f", "F", "no", "NO", "n", " n"}) {
    EXPECT_EQ(ParseBoolean(text), false) << text;
    EXPECT_EQ(ParseBooleanOrDigit(text), false) << text;
  }
  for (const char* text : {"", "1", "0", "tr", "ye", "truee", "on", "off"}) {
    EXPECT_EQ(ParseBoolean(text), std::nullopt) << text;
  }
}

TEST(CellTest, ADeclaredBooleanTakesZeroAndOne) {
  EXPECT_EQ(ParseBooleanOrDigit("1"), true);
  EXPECT_EQ(ParseBooleanOrDigit("0"), false);
  EXPECT_EQ(ParseBooleanOrDigit("1.0"), true);
  EXPECT_EQ(ParseBooleanOrDigit("0.0"), false);
  EXPECT_EQ(ParseBooleanOrDigit("2"), std::nullopt);
  EXPECT_EQ(ParseBooleanOrDigit("0.5"), std::nullopt);
  EXPECT_EQ(ParseBooleanOrDigit("maybe"), std::nullopt);
}

}  // namespace
}  // namespace counterweight
