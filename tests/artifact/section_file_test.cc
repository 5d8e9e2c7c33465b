#include "src/artifact/section_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "src/base/sha256.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

std::string Encode() {
  return EncodeSections(3, {{"first", "abc"}, {"empty", ""}, {"last", "de"}});
}

TEST(SectionFileTest, GivesBackEachSectionByName) {
  const std::string bytes = Encode();
  ASSERT_OK_AND_ASSIGN(const auto sections, DecodeSections(3, bytes));
  EXPECT_THAT(sections, ElementsAre(Pair("empty", ""), Pair("first", "abc"), Pair("last", "de")));
}

TEST(SectionFileTest, OnlyWantedSectionsAreLookedAt) {
  std::string bytes = Encode();
  bytes.back() = 'x';  // of "last"
  ASSERT_OK_AND_ASSIGN(const auto sections, DecodeSections(3, bytes, {"first"}));
  EXPECT_THAT(sections, ElementsAre(Pair("first", "abc")));
}

TEST(SectionFileTest, NoSectionsAreAFileToo) {
  const std::string bytes = EncodeSections(1, {});
  ASSERT_OK_AND_ASSIGN(const auto sections, DecodeSections(1, bytes));
  EXPECT_THAT(sections, IsEmpty());
}

TEST(SectionFileTest, AnyChangedByteIsNoticed) {
  const std::string bytes = Encode();
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const char mask : {'\x01', '\x80', '\xff'}) {
      std::string damaged = bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ mask);
      EXPECT_THAT(DecodeSections(3, damaged),
                  StatusIs(absl::StatusCode::kDataLoss, HasSubstr("artefact")))
          << "byte " << i;
    }
  }
}

TEST(SectionFileTest, AnyTruncationIsNoticed) {
  const std::string bytes = Encode();
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(DecodeSections(3, absl::string_view(bytes).substr(0, size)),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("artefact")))
        << size;
  }
}

TEST(SectionFileTest, BytesBehindTheLastSectionAreNoticed) {
  EXPECT_THAT(DecodeSections(3, Encode() + "x"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("behind the last section")));
}

TEST(SectionFileTest, DamageNamesTheSection) {
  std::string bytes = Encode();
  bytes.back() = 'x';
  EXPECT_THAT(DecodeSections(3, bytes),
              StatusIs(absl::StatusCode::kDataLoss,
                       AllOf(HasSubstr("\"last\""), HasSubstr("checksum mismatch"))));
}

TEST(SectionFileTest, AnotherVersionIsRefusedByNumber) {
  EXPECT_THAT(
      DecodeSections(2, Encode()),
      StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("version 3"), HasSubstr("version 2"))));
}

TEST(SectionFileTest, ANameListedTwiceIsRefused) {
  const std::string bytes = EncodeSections(1, {{"twin", "a"}, {"twin", "b"}});
  EXPECT_THAT(DecodeSections(1, bytes),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("listed twice")));
}

// Headers whose own checksum is right.
TEST(SectionFileTest, ADirectoryThatDoesNotFitTheBytesIsRefused) {
  const std::string bytes = EncodeSections(1, {{"a", "abc"}});
  // Magic, version and directory size, then the count, the name, the offset and the size.
  const size_t offset_place = 20 + 8 + 9, size_place = offset_place + 8;
  const size_t digest_place = size_place + 8 + 8 + 32;
  for (const size_t place : {offset_place, size_place}) {
    for (const uint64_t value : {uint64_t{1}, uint64_t{4}, uint64_t{1} << 40, ~uint64_t{0}}) {
      std::string damaged = bytes;
      std::memcpy(damaged.data() + place, &value, sizeof(value));
      damaged.replace(digest_place, 32, Sha256Digest(damaged.substr(0, digest_place)));
      EXPECT_THAT(DecodeSections(1, damaged),
                  StatusIs(absl::StatusCode::kDataLoss, HasSubstr("\"a\"")))
          << "byte " << place << ", value " << value;
    }
  }
}

}  // namespace
}  // namespace counterweight
