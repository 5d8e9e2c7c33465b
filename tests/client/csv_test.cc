#include "client/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "tests/testing/status_matchers.h"

namespace counterweight::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Records = std::vector<std::vector<std::string>>;

absl::StatusOr<Records> ReadAll(const std::string& text, char delimiter = ',') {
  std::istringstream input(text);
  CsvReader reader(&input, delimiter);
  Records records;
  std::vector<std::string> cells;
  while (true) {
    const absl::StatusOr<bool> found = reader.Read(&cells);
    if (!found.ok()) return found.status();
    if (!*found) return records;
    records.push_back(cells);
  }
}

TEST(CsvReaderTest, ReadsPlainAndQuotedFields) {
  ASSERT_OK_AND_ASSIGN(const Records records,
                       ReadAll("a,b,c\n1,\"two, with \"\"quotes\"\"\",\"line\nend\"\n,,\n"));
  EXPECT_THAT(records, ElementsAre(ElementsAre("a", "b", "c"),
                                   ElementsAre("1", "two, with \"quotes\"", "line\nend"),
                                   ElementsAre("", "", "")));
}

TEST(CsvReaderTest, LineEndsMayBeCrlfAndTheLastMayBeAbsent) {
  ASSERT_OK_AND_ASSIGN(const Records records, ReadAll("a,b\r\n1,\"2\"\r\n3,4"));
  EXPECT_THAT(records,
              ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2"), ElementsAre("3", "4")));
}

TEST(CsvReaderTest, SkipsTheByteOrderMarkAndBlankLines) {
  ASSERT_OK_AND_ASSIGN(const Records records, ReadAll("\xef\xbb\xbf\n\r\na\n\n\"\"\n\n"));
  EXPECT_THAT(records, ElementsAre(ElementsAre("a"), ElementsAre("")));
}

TEST(CsvReaderTest, AnEmptyLastFieldCounts) {
  ASSERT_OK_AND_ASSIGN(const Records records, ReadAll("a,"));
  EXPECT_THAT(records, ElementsAre(ElementsAre("a", "")));
}

TEST(CsvReaderTest, EmptyInputHasNoRecords) {
  ASSERT_OK_AND_ASSIGN(const Records records, ReadAll(""));
  EXPECT_THAT(records, IsEmpty());
}

TEST(CsvReaderTest, OtherDelimiters) {
  ASSERT_OK_AND_ASSIGN(const Records records, ReadAll("a;b,c\n", ';'));
  EXPECT_THAT(records, ElementsAre(ElementsAre("a", "b,c")));
}

TEST(CsvReaderTest, KnowsTheLineOfARecord) {
  std::istringstream input("a\n\"x\ny\"\n\nb\n");
  CsvReader reader(&input);
  std::vector<std::string> cells;
  std::vector<int64_t> lines;
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK_AND_ASSIGN(const bool found, reader.Read(&cells));
    ASSERT_TRUE(found);
    lines.push_back(reader.record_line());
  }
  EXPECT_THAT(lines, ElementsAre(1, 2, 5));
}

TEST(CsvReaderTest, FaultsNameTheLine) {
  const auto invalid = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(ReadAll("a\nb\"c\n"), StatusIs(invalid, HasSubstr("line 2: a quote inside")));
  EXPECT_THAT(ReadAll("a\n\"b\"c\n"), StatusIs(invalid, HasSubstr("line 2: text after")));
  EXPECT_THAT(ReadAll("a\n\"b\n\n"), StatusIs(invalid, HasSubstr("line 2: a quoted field is not")));
  EXPECT_THAT(ReadAll("a\rb\n"), StatusIs(invalid, HasSubstr("line 1: a carriage return")));
  EXPECT_THAT(ReadAll("\rb\n"), StatusIs(invalid, HasSubstr("line 1: a carriage return")));
  EXPECT_THAT(ReadAll(std::string("a\0b\n", 4)), StatusIs(invalid, HasSubstr("NUL")));
}

TEST(CsvReaderTest, ARecordIsBounded) {
  EXPECT_THAT(ReadAll("a\n\"" + std::string(kCsvRecordBytesLimit + 1, 'x')),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("line 2")));
}

// A stream whose system call fails.
class BrokenBuffer : public std::streambuf {
 protected:
  int_type underflow() override { throw std::ios_base::failure("broken disk"); }
};

TEST(CsvReaderTest, ABrokenStreamIsNoEnd) {
  BrokenBuffer buffer;
  std::istream input(&buffer);
  CsvReader reader(&input);
  std::vector<std::string> cells;
  EXPECT_THAT(reader.Read(&cells), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("not be read")));
}

std::string RandomCell(std::mt19937_64* random) {
  constexpr const char* kPieces[] = {"a",  "7.5",  ",", ";",  "\"", "\n",
                                     "\r", "\r\n", " ", "\t", "é",  "\xef\xbb\xbf"};
  std::string cell;
  for (uint64_t length = (*random)() % 5; length > 0; --length) {
    cell += kPieces[(*random)() % std::size(kPieces)];
  }
  return cell;
}

TEST(CsvTest, WhatIsWrittenReadsBackTheSame) {
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    std::mt19937_64 random(seed);
    const char delimiter = ",;\t|"[random() % 4];
    const uint64_t columns = 1 + random() % 4;
    Records written(1 + random() % 6);
    std::string text;
    for (std::vector<std::string>& record : written) {
      for (uint64_t i = 0; i < columns; ++i) record.push_back(RandomCell(&random));
      AppendCsvRecord(record, &text, delimiter);
    }
    ASSERT_OK_AND_ASSIGN(const Records read, ReadAll(text, delimiter));
    ASSERT_EQ(read, written) << "seed " << seed << ": " << text;
  }
}

TEST(CsvReaderTest, AnyBytesGiveRecordsOrAnError) {
  constexpr absl::string_view kBytes = "a,\"\r\n\xef\xbb\xbf";
  for (uint64_t seed = 0; seed < 5000; ++seed) {
    std::mt19937_64 random(seed);
    std::string text;
    for (uint64_t length = random() % 12; length > 0; --length) {
      text += kBytes[random() % kBytes.size()];
    }
    const absl::StatusOr<Records> records = ReadAll(text);
    if (!records.ok()) {
      EXPECT_THAT(records, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("line ")));
    }
  }
}

TEST(CsvReaderTest, RecordsMayStraddleTheReadBuffer) {
  Records written;
  std::string text;
  for (int i = 0; i < 30'000; ++i) {
    written.push_back({std::to_string(i), "a \"quoted\" cell", std::string(i % 9, 'x')});
    AppendCsvRecord(written.back(), &text);
  }
  ASSERT_OK_AND_ASSIGN(const Records read, ReadAll(text));
  EXPECT_EQ(read, written);
}

}  // namespace
}  // namespace counterweight::client
