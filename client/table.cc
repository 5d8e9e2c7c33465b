#include "client/table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/printable.h"

namespace counterweight::client {
namespace {

using Cells = std::vector<std::string>;

std::string Line(const Cells& cells, const std::vector<TextTable::Column>& columns,
                 const std::vector<size_t>& widths) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string padding(widths[i] - DisplayWidth(cells[i]), ' ');
    if (i > 0) absl::StrAppend(&line, "  ");
    if (columns[i].alignment == Alignment::kRight) absl::StrAppend(&line, padding, cells[i]);
    if (columns[i].alignment == Alignment::kLeft) absl::StrAppend(&line, cells[i], padding);
  }
  absl::StripTrailingAsciiWhitespace(&line);
  return line + "\n";
}

}  // namespace

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {
  Cells titles;
  bool titled = false;
  for (const Column& column : columns_) {
    titled = titled || !column.title.empty();
    titles.push_back(column.title);
  }
  if (titled) AddRow(std::move(titles));
}

void TextTable::AddRow(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = Printable(cell);
  rows_.push_back(std::move(cells));
}

std::string TextTable::ToString() const {
  std::vector<size_t> widths(columns_.size(), 0);
  for (const Cells& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i]));
    }
  }
  std::string text;
  for (const Cells& row : rows_) text += Line(row, columns_, widths);
  return text;
}

}  // namespace counterweight::client
