#include "src/base/byte_codec.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

std::string SampleBytes() {
  ByteWriter writer;
  writer.Put<uint8_t>(7);
  writer.PutString(std::string("a\0b", 3));
  writer.PutVector(std::vector<float>{1.5f, -2.0f});
  writer.PutStrings(std::vector<std::string>{"x", "", "yz"});
  return writer.Take();
}

TEST(ByteCodecTest, ReadsBackWhatWasWritten) {
  const std::string bytes = SampleBytes();
  ByteReader reader(bytes);
  EXPECT_EQ(reader.Get<uint8_t>(), 7);
  EXPECT_EQ(reader.GetString(), std::string("a\0b", 3));
  EXPECT_EQ(reader.GetVector<float>(), (std::vector<float>{1.5f, -2.0f}));
  EXPECT_EQ(reader.GetStrings(), (std::vector<std::string>{"x", "", "yz"}));
  EXPECT_TRUE(reader.AtEnd());
  EXPECT_THAT(reader.status(), IsOk());
}

TEST(ByteCodecTest, EveryTruncationIsDataLossAndNeverReadsPastTheEnd) {
  const std::string bytes = SampleBytes();
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::string cut = bytes.substr(0, size);
    ByteReader reader(cut);
    reader.Get<uint8_t>();
    reader.GetString();
    reader.GetVector<float>();
    reader.GetStrings();
    EXPECT_EQ(reader.status().code(), absl::StatusCode::kDataLoss) << size;
  }
}

TEST(ByteCodecTest, AHugeCountAllocatesNothing) {
  ByteWriter writer;
  writer.Put<uint64_t>(std::numeric_limits<uint64_t>::max());
  writer.Put<uint64_t>(0);
  ByteReader floats(writer.bytes());
  EXPECT_TRUE(floats.GetVector<double>().empty());
  EXPECT_FALSE(floats.ok());
  ByteReader strings(writer.bytes());
  EXPECT_TRUE(strings.GetStrings().empty());
  EXPECT_FALSE(strings.ok());
  ByteReader text(writer.bytes());
  EXPECT_TRUE(text.GetString().empty());
  EXPECT_FALSE(text.ok());
}

}  // namespace
}  // namespace counterweight
