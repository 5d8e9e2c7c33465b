// Random tables as CSV text, in random spellings and splits, come back equal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "src/base/random_stream.h"
#include "src/base/status_macros.h"
#include "src/tabular/csv_intake.h"
#include "tests/tabular/intake_testing.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

// A table as a person sees it; of text cells "" is missing, of numbers NaN.
struct PlainColumn {
  std::string name;
  ColumnType type;
  std::vector<double> numbers;
  std::vector<std::string> texts;
};
struct PlainTable {
  std::vector<PlainColumn> columns;
  std::vector<std::string> labels;
};

template <typename T>
const T& Pick(const std::vector<T>& choices, RandomStream& random) {
  return choices[random.Below(choices.size())];
}

std::string RandomText(RandomStream& random) {
  // Begins with a letter that no number, boolean or missing word begins with.
  std::string text = "w";
  static const std::vector<std::string> kPieces = {"a",    "Z", " ", ",", ";", "\"", "\n",
                                                   "\r\n", "é", "€", "😀", "0", "\t"};
  for (uint64_t i = random.Below(6); i > 0; --i) text += Pick(kPieces, random);
  return text;
}

PlainColumn RandomColumn(int index, int rows, RandomStream& random) {
  static const std::vector<ColumnType> kTypes = {ColumnType::kNumeric, ColumnType::kCategorical,
                                                 ColumnType::kBoolean};
  PlainColumn column{
      absl::StrCat("column ", index, index % 2 ? ", \"odd\"" : ""), Pick(kTypes, random), {}, {}};
  std::vector<std::string> levels(1 + random.Below(8));
  for (std::string& level : levels) level = RandomText(random);
  for (int row = 0; row < rows; ++row) {
    // The first cell is present, so that the type can be inferred.
    const bool missing = row > 0 && random.Below(5) == 0;
    const double number = missing ? std::numeric_limits<double>::quiet_NaN()
                          : column.type == ColumnType::kBoolean
                              ? static_cast<double>(random.Below(2))
                              : random.Normal() * std::pow(10.0, random.Normal() * 5);
    if (column.type == ColumnType::kCategorical) {
      column.texts.push_back(missing ? "" : Pick(levels, random));
    } else {
      column.numbers.push_back(number);
    }
  }
  return column;
}

PlainTable RandomTable(RandomStream& random) {
  PlainTable table;
  const int rows = 4 + static_cast<int>(random.Below(60));
  const int columns = 1 + static_cast<int>(random.Below(6));
  for (int i = 0; i < columns; ++i) table.columns.push_back(RandomColumn(i, rows, random));
  for (int row = 0; row < rows; ++row) {
    // Two rows of each class for certain.
    const bool positive = row < 4 ? row % 2 == 0 : random.Below(4) == 0;
    table.labels.push_back(positive ? "bad, very" : "good");
  }
  return table;
}

std::string Spelled(const PlainColumn& column, size_t row, RandomStream& random) {
  static const std::vector<std::string> kMissing = {"", "NA", "nan", "?", "null", "None", "N/A"};
  static const std::vector<std::string> kTrue = {"true", "T", "Yes", "y"};
  static const std::vector<std::string> kFalse = {"false", "F", "No", "n"};
  if (column.type == ColumnType::kCategorical) {
    return column.texts[row].empty() ? Pick(kMissing, random) : column.texts[row];
  }
  const double number = column.numbers[row];
  if (std::isnan(number)) return Pick(kMissing, random);
  if (column.type == ColumnType::kBoolean) return Pick(number == 1 ? kTrue : kFalse, random);
  return absl::StrFormat(random.Below(2) == 0 ? "%.17g" : "%.20e", number);
}

// Quoted where it must be, and at random elsewhere.
std::string Field(const std::string& text, char delimiter, RandomStream& random) {
  const bool must =
      text.find_first_of(absl::StrCat("\"\r\n", std::string(1, delimiter))) != std::string::npos;
  if (!must && random.Below(4) != 0) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

// One line; the label stands after `label_at` columns.
std::string Line(const std::vector<std::string>& cells, const std::string& label, size_t label_at,
                 char delimiter, RandomStream& random) {
  std::vector<std::string> all = cells;
  all.insert(all.begin() + static_cast<int64_t>(label_at), label);
  std::string line;
  for (size_t i = 0; i < all.size(); ++i) {
    if (i > 0) line += delimiter;
    line += Field(all[i], delimiter, random);
  }
  return line;
}

std::string WriteCsv(const PlainTable& table, char delimiter, RandomStream& random) {
  static const std::vector<std::string> kLineEnds = {"\n", "\r\n"};
  const size_t label_at = random.Below(table.columns.size() + 1);
  std::vector<std::string> names;
  for (const PlainColumn& column : table.columns) names.push_back(column.name);
  std::string csv = random.Below(2) == 0 ? "\xEF\xBB\xBF" : "";
  csv += Line(names, "y", label_at, delimiter, random);
  for (size_t row = 0; row < table.labels.size(); ++row) {
    csv += Pick(kLineEnds, random);
    if (random.Below(10) == 0) csv += Pick(kLineEnds, random);  // a blank line
    std::vector<std::string> cells;
    for (const PlainColumn& column : table.columns) cells.push_back(Spelled(column, row, random));
    csv += Line(cells, table.labels[row], label_at, delimiter, random);
  }
  return random.Below(2) == 0 ? csv : csv + Pick(kLineEnds, random);
}

absl::StatusOr<LabelledTable> TakeInPieces(const std::string& bytes, char delimiter,
                                           RandomStream& random) {
  TemporaryDirectory directory;
  DatasetSpec spec = LabelY();
  spec.delimiter = delimiter;
  CW_ASSIGN_OR_RETURN(const std::unique_ptr<CsvIntake> intake,
                      CsvIntake::Create(spec, IntakeLimits(), FilesIn(directory)));
  CW_RETURN_IF_ERROR(
      AppendInPieces(bytes, 1 + random.Below(300), random,
                     [&](absl::string_view piece) { return intake->Append(piece); }));
  CW_RETURN_IF_ERROR(intake->Finish().status());
  return ReadDatasetFile(directory.File("dataset"));
}

void ExpectEqual(const LabelledTable& read, const PlainTable& expected) {
  ASSERT_EQ(read.table.columns.size(), expected.columns.size());
  ASSERT_EQ(read.labels.size(), expected.labels.size());
  for (size_t row = 0; row < expected.labels.size(); ++row) {
    ASSERT_EQ(read.description.classes[read.labels[row]], expected.labels[row]);
  }
  for (size_t i = 0; i < expected.columns.size(); ++i) {
    const PlainColumn& column = expected.columns[i];
    const ColumnSchema& schema = read.table.schema[i];
    ASSERT_EQ(schema.name, column.name);
    ASSERT_EQ(schema.type, column.type);
    for (size_t row = 0; row < expected.labels.size(); ++row) {
      if (column.type == ColumnType::kCategorical) {
        const uint32_t code = read.table.columns[i].codes[row];
        ASSERT_EQ(code == kMissingCode ? "" : schema.categories[code], column.texts[row]);
      } else if (std::isnan(column.numbers[row])) {
        ASSERT_TRUE(std::isnan(read.table.columns[i].numbers[row]));
      } else {
        ASSERT_EQ(read.table.columns[i].numbers[row], column.numbers[row]);
      }
    }
  }
}

class CsvRoundTripTest : public ::testing::TestWithParam<char> {};

TEST_P(CsvRoundTripTest, ARandomTableComesBackEqual) {
  for (uint64_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    RandomStream random(seed, "csv_round_trip_test");
    const PlainTable table = RandomTable(random);
    const std::string csv = WriteCsv(table, GetParam(), random);
    const std::string bytes = random.Below(3) == 0 ? Gzip(csv) : csv;
    const auto read = TakeInPieces(bytes, GetParam(), random);
    ASSERT_THAT(read, IsOk()) << csv;
    ASSERT_NO_FATAL_FAILURE(ExpectEqual(*read, table)) << csv;
  }
}

INSTANTIATE_TEST_SUITE_P(Delimiters, CsvRoundTripTest, ::testing::Values(',', ';', '\t', '|'));

}  // namespace
}  // namespace counterweight
