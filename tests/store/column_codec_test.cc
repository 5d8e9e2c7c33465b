#include "src/store/column_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/base/random_stream.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::_;

std::string RandomBytes(RandomStream& random) {
  std::string bytes(random.Below(40), '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.Below(256));
  return bytes;
}

TEST(ColumnCodecTest, AnyBytesSurviveAsPrintableText) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    RandomStream random(seed, "bytes");
    const std::string bytes = RandomBytes(random);
    const std::string column = EncodeBytes(bytes);
    for (const char c : column) EXPECT_TRUE(c > ' ' && c < 127) << column;
    ASSERT_OK_AND_ASSIGN(const std::string decoded, DecodeBytes(column));
    EXPECT_EQ(decoded, bytes);
  }
}

TEST(ColumnCodecTest, AnyOptionsSurvive) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    RandomStream random(seed, "options");
    std::map<std::string, std::string> options;
    for (uint64_t i = random.Below(5); i > 0; --i)
      options[RandomBytes(random)] = RandomBytes(random);
    ASSERT_OK_AND_ASSIGN(const auto decoded, DecodeOptions(EncodeOptions(options)));
    EXPECT_EQ(decoded, options);
  }
}

TEST(ColumnCodecTest, DamagedColumnsAreDataLoss) {
  EXPECT_THAT(DecodeBytes("not base64!"), StatusIs(absl::StatusCode::kDataLoss, _));
  EXPECT_THAT(DecodeOptions(""), StatusIs(absl::StatusCode::kDataLoss, _));
  EXPECT_THAT(DecodeOptions(EncodeBytes(std::string(8, '\xff'))),
              StatusIs(absl::StatusCode::kDataLoss, _));
  ASSERT_OK_AND_ASSIGN(const std::string bytes, DecodeBytes(EncodeOptions({{"a", "b"}})));
  EXPECT_THAT(DecodeOptions(EncodeBytes(bytes + "x")), StatusIs(absl::StatusCode::kDataLoss, _));
  EXPECT_THAT(DecodeOptions(EncodeBytes(bytes.substr(0, bytes.size() - 1))),
              StatusIs(absl::StatusCode::kDataLoss, _));
}

}  // namespace
}  // namespace counterweight
