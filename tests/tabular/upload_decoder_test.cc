#include "src/tabular/upload_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "src/base/random_stream.h"
#include "tests/tabular/intake_testing.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

constexpr InflationLimits kWide = {int64_t{1} << 40, int64_t{1} << 40};

struct Decoding {
  absl::Status status;
  std::string bytes;
};

Decoding Decode(const std::string& bytes, const InflationLimits& limits = kWide,
                uint64_t largest_piece = 1 << 30) {
  Decoding decoding;
  UploadDecoder decoder(limits, [&](absl::string_view piece) {
    decoding.bytes.append(piece.data(), piece.size());
    return absl::OkStatus();
  });
  RandomStream random(3, "upload_decoder_test");
  const uint64_t largest = std::min<uint64_t>(largest_piece, bytes.size());
  decoding.status = AppendInPieces(bytes, largest, random,
                                   [&](absl::string_view piece) { return decoder.Append(piece); });
  if (decoding.status.ok()) decoding.status = decoder.Finish();
  return decoding;
}

std::string RandomText(size_t size) {
  RandomStream random(5, "text");
  std::string text;
  while (text.size() < size) text += static_cast<char>('a' + random.Below(20));
  return text;
}

TEST(UploadDecoderTest, PlainBytesPassUnchanged) {
  for (const std::string bytes : {"", "a", "a,b\n1,2\n", "\x1F",
                                  "\x1F"
                                  "ab",
                                  "\x8B\x1F"}) {
    for (const uint64_t largest : {1, 2, 100}) {
      const Decoding decoding = Decode(bytes, kWide, largest);
      EXPECT_THAT(decoding.status, IsOk());
      EXPECT_EQ(decoding.bytes, bytes);
    }
  }
}

TEST(UploadDecoderTest, InflatesGzipInAnySplit) {
  const std::string text = RandomText(300'000);
  const std::string packed = Gzip(text);
  for (const uint64_t largest : {1, 7, 1000, 1 << 20}) {
    const Decoding decoding = Decode(packed, kWide, largest);
    EXPECT_THAT(decoding.status, IsOk());
    EXPECT_EQ(decoding.bytes, text);
  }
}

TEST(UploadDecoderTest, SeveralMembersAreOneFile) {
  const std::string packed = Gzip("a,b\n") + Gzip("") + Gzip("1,2\n") + Gzip(RandomText(100'000));
  for (const uint64_t largest : {1, 5, 1 << 20}) {
    const Decoding decoding = Decode(packed, kWide, largest);
    EXPECT_THAT(decoding.status, IsOk());
    EXPECT_EQ(decoding.bytes, "a,b\n1,2\n" + RandomText(100'000));
  }
}

TEST(UploadDecoderTest, OutputOfExactlyOneBufferIsComplete) {
  for (const size_t size : {(64 << 10) - 1, 64 << 10, (64 << 10) + 1, 128 << 10}) {
    const std::string text(size, 'x');
    const Decoding decoding = Decode(Gzip(text) + Gzip(text));
    EXPECT_THAT(decoding.status, IsOk());
    EXPECT_EQ(decoding.bytes, text + text);
  }
}

TEST(UploadDecoderTest, EveryTruncationIsFound) {
  const std::string packed = Gzip("a,b\n1,2\n");
  for (size_t size = 2; size < packed.size(); ++size) {
    EXPECT_THAT(Decode(packed.substr(0, size)).status,
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("truncated")))
        << size;
  }
}

TEST(UploadDecoderTest, CorruptBytesAreFound) {
  const std::string packed = Gzip(RandomText(200));
  // From byte 10 on: before it are the header's time, flags and system, which mean nothing here.
  for (size_t i = 10; i < packed.size(); ++i) {
    std::string damaged = packed;
    damaged[i] = static_cast<char>(~damaged[i]);
    EXPECT_THAT(Decode(damaged).status,
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("gzip data")))
        << i;
  }
}

TEST(UploadDecoderTest, BytesAfterTheLastMemberAreCorrupt) {
  EXPECT_THAT(Decode(Gzip("a\n1\n") + "rest of the file").status,
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("corrupt")));
}

TEST(UploadDecoderTest, StopsAboveTheInflatedBytes) {
  const std::string packed = Gzip(RandomText(10'000));
  EXPECT_THAT(Decode(packed, {10'000, 1000}).status, IsOk());
  EXPECT_THAT(Decode(packed, {9'999, 1000}).status,
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("more than 9999 bytes")));
}

TEST(UploadDecoderTest, ABombStopsEarly) {
  const std::string bomb = Gzip(std::string(64 << 20, '\n'));
  const Decoding decoding = Decode(bomb, {int64_t{1} << 40, 100});
  EXPECT_THAT(decoding.status,
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("more than 100 times")));
  EXPECT_LT(decoding.bytes.size(), size_t{2} << 20);
}

TEST(UploadDecoderTest, AHighRatioOfASmallFileIsNoBomb) {
  const std::string text(1 << 20, '\n');
  EXPECT_THAT(Decode(Gzip(text), {1 << 30, 10}).status, IsOk());
}

TEST(UploadDecoderTest, AnErrorOfTheSinkIsFinal) {
  int calls = 0;
  UploadDecoder decoder(kWide, [&](absl::string_view) {
    ++calls;
    return absl::InternalError("sink");
  });
  EXPECT_THAT(decoder.Append("abc"), StatusIs(absl::StatusCode::kInternal, "sink"));
  EXPECT_FALSE(decoder.Append("def").ok());
  EXPECT_FALSE(decoder.Finish().ok());
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace counterweight
