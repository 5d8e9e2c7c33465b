#include "src/tabular/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/base/random_stream.h"
#include "src/base/status_macros.h"
#include "tests/tabular/intake_testing.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Records = std::vector<std::vector<std::string>>;

struct Reading {
  absl::Status status;
  Records records;
};

struct ReaderBounds {
  char delimiter = ',';
  int64_t field_bytes = 1000;
  int64_t columns = 10;
};

void CopyRows(const CsvRows& rows, Records& records) {
  EXPECT_EQ(rows.first_record, static_cast<int64_t>(records.size()));
  for (size_t row = 0; row < rows.row_count; ++row) {
    auto& copy = records.emplace_back();
    for (size_t column = 0; column < rows.column_count; ++column) {
      copy.emplace_back(rows.Cell(row, column));
    }
  }
}

// pieces_seed 0: in one piece.
Reading Read(const std::string& bytes, const ReaderBounds& bounds = {}, uint64_t pieces_seed = 0) {
  Reading reading;
  CsvReader reader(bounds.delimiter, bounds.field_bytes, bounds.columns, [&](const CsvRows& rows) {
    CopyRows(rows, reading.records);
    return absl::OkStatus();
  });
  RandomStream random(pieces_seed, "csv_reader_test");
  const uint64_t largest = pieces_seed == 0 ? bytes.size() : pieces_seed % 3 == 0 ? 1 : 5;
  reading.status = AppendInPieces(bytes, largest, random,
                                  [&](absl::string_view piece) { return reader.Append(piece); });
  if (reading.status.ok()) reading.status = reader.Finish();
  return reading;
}

void ExpectError(const std::string& bytes, const std::string& message,
                 const ReaderBounds& bounds = {}) {
  EXPECT_THAT(Read(bytes, bounds).status,
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)))
      << bytes;
}

TEST(CsvReaderTest, ReadsPlainRecords) {
  const Reading reading = Read("a,b\n1,2\n3,\n");
  EXPECT_THAT(reading.status, IsOk());
  EXPECT_THAT(reading.records,
              ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2"), ElementsAre("3", "")));
}

TEST(CsvReaderTest, TheLastLineNeedsNoLineEnd) {
  EXPECT_THAT(Read("a,b\n1,2").records, ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2")));
  EXPECT_THAT(Read("a,b\n1,").records, ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "")));
  EXPECT_THAT(Read("a\n\"1\"").records, ElementsAre(ElementsAre("a"), ElementsAre("1")));
  EXPECT_THAT(Read("a\n1\r").records, ElementsAre(ElementsAre("a"), ElementsAre("1")));
}

TEST(CsvReaderTest, TakesLineFeedsAndCarriageReturnLineFeeds) {
  EXPECT_THAT(Read("a,b\r\n1,2\n3,4\r\n").records,
              ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2"), ElementsAre("3", "4")));
}

TEST(CsvReaderTest, QuotedFieldsHoldDelimitersLineEndsAndQuotes) {
  EXPECT_THAT(
      Read("\"a,b\",\"c\r\nd\ne\",\"say \"\"hi\"\"\"\n\"\"\"\",x,\"\"\n").records,
      ElementsAre(ElementsAre("a,b", "c\r\nd\ne", "say \"hi\""), ElementsAre("\"", "x", "")));
}

TEST(CsvReaderTest, SkipsBlankLinesButNotAnEmptyQuotedField) {
  EXPECT_THAT(Read("\n\r\na\n\n1\n\r\n\"\"\n2\n\n\r\n").records,
              ElementsAre(ElementsAre("a"), ElementsAre("1"), ElementsAre(""), ElementsAre("2")));
}

TEST(CsvReaderTest, SkipsAByteOrderMark) {
  EXPECT_THAT(Read("\xEF\xBB\xBF"
                   "a,b\n1,2\n")
                  .records,
              ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2")));
  EXPECT_THAT(Read("\xEF\xBB\xBF\"a\"\n1\n").records,
              ElementsAre(ElementsAre("a"), ElementsAre("1")));
  EXPECT_THAT(Read("\xEF\xBB\xBF").records, ElementsAre());
}

TEST(CsvReaderTest, HalfAByteOrderMarkIsInvalidText) {
  ExpectError("\xEF\xBB", "header, column 1: the text is not valid UTF-8");
  ExpectError(
      "\xEF\xBB"
      "a,b\n",
      "header, column 1: the text is not valid UTF-8");
}

TEST(CsvReaderTest, TextThatBeginsLikeAByteOrderMarkIsKept) {
  EXPECT_THAT(Read("\xEF\xBC\xA1,b\n").records, ElementsAre(ElementsAre("\xEF\xBC\xA1", "b")));
}

TEST(CsvReaderTest, TakesAnyDelimiter) {
  for (const char delimiter : {';', '\t', '|', ' '}) {
    ReaderBounds bounds;
    bounds.delimiter = delimiter;
    const std::string d(1, delimiter);
    EXPECT_THAT(Read("a" + d + "\"x" + d + "y\"\n1,2" + d + "3\n", bounds).records,
                ElementsAre(ElementsAre("a", "x" + d + "y"), ElementsAre("1,2", "3")));
  }
}

TEST(CsvReaderTest, NothingIsNoRecord) {
  EXPECT_THAT(Read("").status, IsOk());
  EXPECT_THAT(Read("").records, ElementsAre());
}

TEST(CsvReaderTest, NamesRowAndColumnOfMalformedQuotes) {
  ExpectError("a,b\n1,2\n3,x\"y\n", "row 1, column 2: a quote inside an unquoted field");
  ExpectError("a,b\n\"1\"x,2\n", "row 0, column 1: text after the closing quote");
  ExpectError("a,b\n1,\"2\n3,4\n", "row 0, column 2: the quote is not closed");
  ExpectError("a,\"b\n", "header, column 2: the quote is not closed");
}

TEST(CsvReaderTest, RefusesACarriageReturnAlone) {
  ExpectError("a,b\n1,2\r3,4\n", "row 0, column 2: a carriage return without a line feed");
  ExpectError("\ra\n", "header, column 1: a carriage return");
}

TEST(CsvReaderTest, RefusesNulBytes) {
  ExpectError(std::string("a,b\n1,\0\n", 8), "row 0, column 2: a NUL byte");
  ExpectError(std::string("a,b\n1,\"x\0\"\n", 11), "row 0, column 2: a NUL byte");
  ExpectError(std::string("a\n\"x\"\0\n", 7), "row 0, column 1: a NUL byte");
}

TEST(CsvReaderTest, RefusesInvalidUtf8PerField) {
  ExpectError("a,b\n1,\xFF\n", "row 0, column 2: the text is not valid UTF-8");
  // Two halves of one character on both sides of a delimiter.
  ExpectError("a,b\n\xC3,\xA9\n", "row 0, column 1: the text is not valid UTF-8");
}

TEST(CsvReaderTest, BoundsFieldsAndColumns) {
  ReaderBounds bounds;
  bounds.field_bytes = 4;
  bounds.columns = 2;
  EXPECT_THAT(Read("abcd,efgh\n", bounds).status, IsOk());
  ExpectError("a,b\n1,abcde\n", "row 0, column 2: the field has more than 4 bytes", bounds);
  ExpectError("a,b\n1,\"ab\"\"de\"\n", "row 0, column 2: the field has more than 4 bytes", bounds);
  ExpectError("a,b,c\n", "header, column 3: more than 2 fields", bounds);
}

TEST(CsvReaderTest, AnEndlessFieldStopsAtItsBound) {
  constexpr int64_t kBound = 1 << 20;
  CsvReader reader(',', kBound, 10, [](const CsvRows&) {
    ADD_FAILURE() << "no record is complete";
    return absl::OkStatus();
  });
  const std::string piece(64 << 10, 'x');
  int64_t accepted = 0;
  while (accepted < 100 * kBound && reader.Append(piece).ok()) {
    accepted += static_cast<int64_t>(piece.size());
  }
  EXPECT_EQ(accepted, kBound);
}

TEST(CsvReaderTest, AnEndlessRecordStopsAtItsBound) {
  CsvReader reader(',', 1 << 20, 10'000, [](const CsvRows&) {
    ADD_FAILURE() << "no record is complete";
    return absl::OkStatus();
  });
  const std::string field = std::string((1 << 20) - 1, 'x') + ",";
  int64_t accepted = 0;
  absl::Status status;
  while (accepted < 4 * CsvReader::kRecordBytesLimit && status.ok()) {
    status = reader.Append(field);
    if (status.ok()) accepted += static_cast<int64_t>(field.size());
  }
  EXPECT_LE(accepted, CsvReader::kRecordBytesLimit + (1 << 20));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               HasSubstr("header, column 65: the row")));
}

TEST(CsvReaderTest, TheFirstErrorIsFinal) {
  CsvReader reader(',', 10, 10, [](const CsvRows&) { return absl::OkStatus(); });
  const absl::Status first = reader.Append("a\nx\"\n");
  EXPECT_FALSE(first.ok());
  EXPECT_EQ(reader.Append("1\n"), first);
  EXPECT_EQ(reader.Finish(), first);
}

TEST(CsvReaderTest, AnErrorOfTheCallbackEndsTheReading) {
  int calls = 0;
  CsvReader reader(',', 10, 10, [&](const CsvRows&) {
    return ++calls == 2 ? absl::ResourceExhaustedError("enough") : absl::OkStatus();
  });
  EXPECT_THAT(reader.Append("a\n1\n2\n3\n"),
              StatusIs(absl::StatusCode::kResourceExhausted, "enough"));
  EXPECT_FALSE(reader.Append("4\n").ok());
  EXPECT_EQ(calls, 2);
}

TEST(CsvReaderTest, PlainRecordsComeManyAtATime) {
  std::string bytes = "a,b\r\n";
  for (int i = 0; i < 1000; ++i) bytes += i % 2 == 0 ? "\"x, y\",1\r\n" : "z,\"\"\r\n";
  int calls = 0;
  CsvReader reader(',', 1 << 20, 10, [&](const CsvRows&) {
    ++calls;
    return absl::OkStatus();
  });
  ASSERT_THAT(reader.Append(bytes), IsOk());
  ASSERT_THAT(reader.Finish(), IsOk());
  EXPECT_EQ(calls, 2);
}

// Texts in which every special byte meets every other: most are malformed somewhere.
std::string RandomBytes(RandomStream& random) {
  static const char* const kPieces[] = {"a",    "bc",   "1.5",      ",",    ",", "\n",
                                        "\r\n", "\"",   "\"",       "\r",   "é", "€",
                                        "\"\"", "\xEF", "\xBB\xBF", "x,y\n"};
  std::string bytes = random.Below(3) == 0 ? "\xEF\xBB\xBF" : "";
  for (uint64_t i = random.Below(30); i > 0; --i)
    bytes += kPieces[random.Below(std::size(kPieces))];
  return bytes;
}

// Mostly plain records of three fields, so that what is not stands among them.
std::string RandomRecords(RandomStream& random) {
  static const char* const kFields[] = {"1.5",        "",  "\"q, r\"", "\"\"",
                                        "\"a\r\nb\"", "é", "word",     "\"€\""};
  static const char* const kOdd[] = {
      "\"a \"\"b\"\"\"", "x\"y", "\"x\"y", "1,2", "\r", "\xFF", "\n"};
  std::string bytes = "a,b,c\n";
  const bool sound = random.Below(2) == 0;
  for (uint64_t row = random.Below(80); row > 0; --row) {
    for (int i = 0; i < 3; ++i) {
      const bool odd = random.Below(60) == 0;
      bytes += i == 0 ? "" : ",";
      bytes += odd ? kOdd[random.Below(sound ? 1 : std::size(kOdd))]
                   : kFields[random.Below(std::size(kFields))];
    }
    bytes += random.Below(9) == 0 ? "\r\n" : "\n";
    if (random.Below(40) == 0) bytes += random.Below(2) == 0 ? "\r\n" : "\n";
  }
  return bytes;
}

TEST(CsvReaderTest, OneByteAtATimeGivesTheSameAsAllAtOnce) {
  RandomStream random(8, "csv_reader_records");
  int failed = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string bytes = RandomRecords(random);
    const Reading whole = Read(bytes);
    failed += whole.status.ok() ? 0 : 1;
    const Reading split = Read(bytes, {}, 3);
    ASSERT_EQ(split.status, whole.status) << bytes;
    ASSERT_EQ(split.records, whole.records) << bytes;
  }
  EXPECT_GT(failed, 300);
  EXPECT_LT(failed, 1700);
}

TEST(CsvReaderTest, AnySplitGivesTheSameRecordsAndTheSameError) {
  RandomStream random(7, "csv_reader_splits");
  ReaderBounds bounds;
  bounds.field_bytes = 9;
  bounds.columns = 6;
  int failed = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::string bytes = RandomBytes(random);
    const Reading whole = Read(bytes, bounds);
    failed += whole.status.ok() ? 0 : 1;
    for (uint64_t seed = 1; seed <= 3; ++seed) {
      const Reading split = Read(bytes, bounds, seed);
      ASSERT_EQ(split.status, whole.status) << bytes;
      ASSERT_EQ(split.records, whole.records) << bytes;
    }
  }
  EXPECT_GT(failed, 300);
  EXPECT_LT(failed, 2970);
}

}  // namespace
}  // namespace counterweight
