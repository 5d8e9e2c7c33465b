#include "client/table.h"

#include <gtest/gtest.h>

namespace counterweight::client {
namespace {

TEST(TextTableTest, ColumnsAreAlignedAndLinesEndWithoutSpaces) {
  TextTable table({{"name"}, {"rows", Alignment::kRight}, {"label"}});
  table.AddRow({"a", "12345", "x"});
  table.AddRow({"longer", "7", ""});
  EXPECT_EQ(table.ToString(),
            "name     rows  label\n"
            "a       12345  x\n"
            "longer      7\n");
}

TEST(TextTableTest, WithoutTitlesThereIsNoTitleLine) {
  TextTable table({{""}, {""}});
  table.AddRow({"key", "value"});
  EXPECT_EQ(table.ToString(), "key  value\n");
}

TEST(TextTableTest, MissingCellsAreEmptyAndSurplusOnesDropped) {
  TextTable table({{"a"}, {"b"}});
  table.AddRow({"1"});
  table.AddRow({"1", "2", "3"});
  EXPECT_EQ(table.ToString(), "a  b\n1\n1  2\n");
}

TEST(TextTableTest, WidthCountsCharactersNotBytes) {
  TextTable table({{"a"}, {"b"}});
  table.AddRow({"éé", "x"});
  table.AddRow({"ee", "y"});
  EXPECT_EQ(table.ToString(), "a   b\néé  x\nee  y\n");
}

TEST(TextTableTest, ALineEndInACellIsEscaped) {
  TextTable table({{"a"}});
  table.AddRow({"x\ny"});
  EXPECT_EQ(table.ToString(), "a\nx\\ny\n");
}

}  // namespace
}  // namespace counterweight::client
