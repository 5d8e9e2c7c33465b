#include "bench/csv_tables.h"

#include <array>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "src/base/random_stream.h"

namespace counterweight {
namespace {

constexpr int kColumns = 20;
constexpr size_t kBufferBytes = 1 << 20;
constexpr std::array<absl::string_view, 10> kTexts = {
    "red",     "green",   "blue sky", "admin.",     "yes",
    "married", "2014-05", "X1",       "home owner", "self-employed"};

void AppendCell(CsvContent content, int column, RandomStream& random, std::string& out) {
  if (content == CsvContent::kMixed && column % 2 == 1) {
    absl::StrAppend(&out, kTexts[random.Below(kTexts.size())]);
    return;
  }
  switch (column % 4) {
    case 0:
      absl::StrAppend(&out, random.Below(101));
      break;
    case 1:
      absl::StrAppendFormat(&out, "%.2f", 500 + 300 * random.Normal());
      break;
    case 2:
      absl::StrAppendFormat(&out, "%.6f", 3 * random.Normal());
      break;
    default:
      absl::StrAppend(&out, static_cast<int64_t>(random.Below(200'001)) - 100'000);
  }
}

}  // namespace

absl::Status WriteCsvTable(const std::string& path, CsvContent content, int64_t rows) {
  std::ofstream file(path, std::ios::binary);
  RandomStream random(1, "csv table");
  std::string buffer;
  for (int column = 0; column < kColumns; ++column) absl::StrAppend(&buffer, "c", column, ",");
  buffer += "y\n";
  for (int64_t row = 0; row < rows; ++row) {
    for (int column = 0; column < kColumns; ++column) {
      AppendCell(content, column, random, buffer);
      buffer += ',';
    }
    buffer += row % 10 == 9 ? "1\n" : "0\n";
    if (buffer.size() < kBufferBytes) continue;
    file.write(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    buffer.clear();
  }
  file.write(buffer.data(), static_cast<std::streamsize>(buffer.size()));
  file.close();
  if (file.fail()) return absl::UnavailableError(absl::StrCat("cannot write ", path));
  return absl::OkStatus();
}

}  // namespace counterweight
