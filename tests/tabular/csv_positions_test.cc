#include "src/tabular/csv_positions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "src/base/random_stream.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

// As on its way through the reader: the bytes up to the next multiple of 64 are there and mean
// nothing.
CsvPositions Find(absl::string_view text, char filler = '"') {
  std::string padded(text);
  padded.resize((text.size() + 63) / 64 * 64, filler);
  CsvPositions positions;
  FindCsvPositions(padded.data(), text.size(), ',', positions);
  return positions;
}

std::vector<uint32_t> Ends(const CsvPositions& positions) {
  const auto first = positions.ends.begin() + 1;
  return {first, first + static_cast<int64_t>(positions.count)};
}

TEST(CsvPositionsTest, FindsTheEndsOfFields) {
  const CsvPositions positions = Find("ab,c\n,\n");
  EXPECT_THAT(Ends(positions), ElementsAre(2, 4, 5, 6));
  EXPECT_EQ(positions.ends[0] + 1, 0u);
  EXPECT_EQ(positions.line_count, 2u);
  EXPECT_FALSE(positions.has_quotes || positions.has_returns || positions.has_fault);
  EXPECT_TRUE(positions.is_ascii);
}

TEST(CsvPositionsTest, QuotesHideWhatStandsInThem) {
  const CsvPositions positions = Find("\"a,\n\",b\n\"\r\"\n");
  EXPECT_THAT(Ends(positions), ElementsAre(5, 7, 11));
  EXPECT_TRUE(positions.has_quotes);
  EXPECT_FALSE(positions.has_returns || positions.has_fault);
}

TEST(CsvPositionsTest, SeesFaultsAcrossBlocks) {
  for (size_t before = 0; before < 130; ++before) {
    const std::string text(before, 'x');
    EXPECT_FALSE(Find(text + "\r\n").has_fault) << before;
    EXPECT_TRUE(Find(text + "\r\n").has_returns) << before;
    EXPECT_TRUE(Find(text + "\rx").has_fault) << before;
    EXPECT_TRUE(Find(text + "\r\r\n").has_fault) << before;
    EXPECT_TRUE(Find(text + std::string(1, '\0')).has_fault) << before;
    EXPECT_FALSE(Find(text + "\xC3").is_ascii) << before;
    EXPECT_FALSE(Find(text, '\0').has_fault) << before;
    EXPECT_TRUE(Find(text, '\xFF').is_ascii) << before;
  }
}

TEST(CsvPositionsTest, AgreesWithAByteAtATime) {
  RandomStream random(6, "csv_positions_test");
  static constexpr absl::string_view kBytes = "aaaaaaaa,,\n\"\r";
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (uint64_t size = random.Below(300); size > 0; --size) {
      text += kBytes[random.Below(kBytes.size())];
    }
    std::vector<uint32_t> expected;
    bool quoted = false;
    for (size_t at = 0; at < text.size(); ++at) {
      quoted ^= text[at] == '"';
      if (!quoted && (text[at] == ',' || text[at] == '\n')) {
        expected.push_back(static_cast<uint32_t>(at));
      }
    }
    ASSERT_EQ(Ends(Find(text)), expected) << text;
  }
}

}  // namespace
}  // namespace counterweight
