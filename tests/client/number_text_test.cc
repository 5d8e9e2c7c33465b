#include "client/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace counterweight::client {
namespace {

TEST(NumberTextTest, ExactTextIsShort) {
  EXPECT_EQ(ExactText(0.1), "0.1");
  EXPECT_EQ(ExactText(0.1f), "0.1");
  EXPECT_EQ(ExactText(1.0), "1");
  EXPECT_EQ(ExactText(std::nan("")), "nan");
}

TEST(NumberTextTest, ExactTextReadsBackAsTheSameNumber) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10'000; ++i) {
    const uint64_t bits = random();
    double number = 0;
    std::memcpy(&number, &bits, sizeof(number));
    if (!std::isfinite(number)) continue;
    EXPECT_EQ(std::strtod(ExactText(number).c_str(), nullptr), number);
    const auto narrow = static_cast<float>(number);
    if (std::isfinite(narrow)) {
      EXPECT_EQ(std::strtof(ExactText(narrow).c_str(), nullptr), narrow);
    }
  }
}

TEST(NumberTextTest, RoundedTextShowsADashForWhatIsNotDefined) {
  EXPECT_EQ(RoundedText(0.123456, 4), "0.1235");
  EXPECT_EQ(RoundedText(std::nan(""), 4), "-");
  EXPECT_EQ(ShortText(40000.123456), "40000.1");
  EXPECT_EQ(ShortText(std::nan("")), "-");
}

TEST(NumberTextTest, Bytes) {
  EXPECT_EQ(BytesText(1023), "1023 B");
  EXPECT_EQ(BytesText(1536), "1.5 KiB");
  EXPECT_EQ(BytesText(int64_t{3} << 30), "3.0 GiB");
}

TEST(NumberTextTest, Durations) {
  EXPECT_EQ(DurationText(absl::Milliseconds(600)), "1s");
  EXPECT_EQ(DurationText(absl::Milliseconds(59'600)), "1m00s");
  EXPECT_EQ(DurationText(absl::Seconds(65)), "1m05s");
  EXPECT_EQ(DurationText(absl::Minutes(123)), "2h03m");
  EXPECT_EQ(DurationText(absl::Seconds(-1)), "?");
  EXPECT_EQ(DurationText(absl::Seconds(std::numeric_limits<double>::infinity())), "?");
  EXPECT_EQ(DurationText(absl::Seconds(std::nan(""))), "?");
}

}  // namespace
}  // namespace counterweight::client
