#include "src/store/page_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "src/base/field_error.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::_;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(PageTokenTest, TokensOfAListAreReadBack) {
  for (const int64_t ordinal : {int64_t{1}, int64_t{255}, int64_t{1} << 40}) {
    ASSERT_OK_AND_ASSIGN(const int64_t decoded,
                         DecodePageToken("jobs", EncodePageToken("jobs", ordinal)));
    EXPECT_EQ(decoded, ordinal);
  }
}

TEST(PageTokenTest, EmptyIsAboveEveryRow) {
  ASSERT_OK_AND_ASSIGN(const int64_t decoded, DecodePageToken("jobs", ""));
  EXPECT_EQ(decoded, std::numeric_limits<int64_t>::max());
}

TEST(PageTokenTest, TokensOfOtherListsAndNonsenseAreRefused) {
  const std::string token = EncodePageToken("jobs", 7);
  for (const std::string& wrong :
       {EncodePageToken("jobs/QUEUED", 7), EncodePageToken("models", 7), std::string("7"),
        std::string("%%%"), token.substr(1), token + "A"}) {
    const auto decoded = DecodePageToken("jobs", wrong);
    EXPECT_THAT(decoded, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("page_token")))
        << wrong;
    EXPECT_EQ(ErrorField(decoded.status()), "page_token");
  }
}

TEST(PageTokenTest, EveryChangedCharacterIsNoticed) {
  const std::string token = EncodePageToken("jobs", 123456);
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    const auto decoded = DecodePageToken("jobs", changed);
    // The last character of Base64 may hold bits that say nothing.
    if (i + 1 == token.size() && decoded.ok()) continue;
    EXPECT_THAT(decoded, StatusIs(absl::StatusCode::kInvalidArgument, _)) << i;
  }
}

TEST(PageTokenTest, PageSizesAreBounded) {
  EXPECT_THAT(CheckPageSize({1, ""}), IsOk());
  EXPECT_THAT(CheckPageSize({1000, ""}), IsOk());
  for (const int size : {-1, 0, 1001}) {
    const absl::Status status = CheckPageSize({size, ""});
    EXPECT_THAT(status, Not(IsOk()));
    EXPECT_EQ(ErrorField(status), "page_size");
  }
}

}  // namespace
}  // namespace counterweight
