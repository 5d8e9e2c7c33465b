// Aligned tables of text.
#ifndef COUNTERWEIGHT_CLIENT_TABLE_H_
#define COUNTERWEIGHT_CLIENT_TABLE_H_

#include <string>
#include <vector>

namespace counterweight::client {

enum class Alignment { kLeft, kRight };

// Columns are as wide as their widest cell and two spaces apart; lines have no trailing spaces.
// Control characters in cells are escaped.
class TextTable {
 public:
  struct Column {
    std::string title;
    Alignment alignment = Alignment::kLeft;
  };
  // Without any title there is no title line.
  explicit TextTable(std::vector<Column> columns);

  // Missing cells at the end are empty; surplus ones are dropped.
  void AddRow(std::vector<std::string> cells);

  // One line per row, each with a line end.
  std::string ToString() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_TABLE_H_
