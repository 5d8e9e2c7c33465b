#include "client/bench_results.h"

#include <cerrno>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/csv.h"
#include "client/number_text.h"

namespace counterweight::client {
namespace {

using Cells = std::vector<std::string>;

struct Figure {
  const char* column;
  double BenchRow::*value;
};

// The columns between the run's key and chosen_step.
constexpr Figure kFigures[] = {
    {"average_precision", &BenchRow::average_precision},
    {"roc_auc", &BenchRow::roc_auc},
    {"best_f1", &BenchRow::best_f1},
    {"ece", &BenchRow::expected_calibration_error},
    {"validation_average_precision", &BenchRow::validation_average_precision},
    {"seconds", &BenchRow::seconds},
};
constexpr size_t kKeyColumns = 3;

Cells ColumnNames() {
  Cells names = {"dataset", "seed", "method"};
  for (const Figure& figure : kFigures) names.push_back(figure.column);
  names.push_back("chosen_step");
  return names;
}

absl::Status ParseFigure(const std::string& cell, const char* column, double* value) {
  *value = BenchRow::kNone;
  if (cell.empty() || absl::SimpleAtod(cell, value)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(column, ": \"", cell, "\" is not a number"));
}

absl::StatusOr<BenchRow> ParseRow(const Cells& cells) {
  const Cells names = ColumnNames();
  if (cells.size() != names.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat(cells.size(), " fields instead of ", names.size()));
  }
  BenchRow row;
  row.key.dataset = cells[0];
  row.key.method = cells[2];
  if (!absl::SimpleAtoi(cells[1], &row.key.seed)) {
    return absl::InvalidArgumentError(absl::StrCat("seed: \"", cells[1], "\" is not a seed"));
  }
  for (size_t i = 0; i < std::size(kFigures); ++i) {
    const absl::Status status =
        ParseFigure(cells[kKeyColumns + i], kFigures[i].column, &(row.*kFigures[i].value));
    if (!status.ok()) return status;
  }
  if (!cells.back().empty() && !absl::SimpleAtoi(cells.back(), &row.chosen_step)) {
    return absl::InvalidArgumentError(
        absl::StrCat("chosen_step: \"", cells.back(), "\" is not a whole number"));
  }
  return row;
}

absl::Status AtLine(const std::string& path, int64_t line, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(path, ", line ", line, ": ", what));
}

absl::Status CannotOpen(const std::string& path, int error) {
  return absl::ErrnoToStatus(error, path);
}

// Whether something is in the file already; an error if its last line was cut off.
absl::StatusOr<bool> HasRows(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file || file.tellg() == std::streampos(0)) return false;
  file.seekg(-1, std::ios::end);
  if (file.get() == '\n') return true;
  return absl::FailedPreconditionError(
      absl::StrCat(path, ": the last line has no end; remove it to go on after the line before"));
}

}  // namespace

std::string BenchHeader() {
  std::string header;
  AppendCsvRecord(ColumnNames(), &header);
  return header;
}

std::string BenchRecord(const BenchRow& row) {
  Cells cells = {row.key.dataset, absl::StrCat(row.key.seed), row.key.method};
  for (const Figure& figure : kFigures) {
    const double value = row.*figure.value;
    cells.push_back(std::isnan(value) ? "" : ExactText(value));
  }
  cells.push_back(absl::StrCat(row.chosen_step));
  std::string record;
  AppendCsvRecord(cells, &record);
  return record;
}

absl::StatusOr<std::vector<BenchRow>> ReadBenchRows(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return CannotOpen(path, errno);
  CsvReader reader(&file);
  Cells cells;
  std::vector<BenchRow> rows;
  std::set<BenchKey> seen;
  for (bool first = true;; first = false) {
    const absl::StatusOr<bool> more = reader.Read(&cells);
    if (!more.ok())
      return absl::InvalidArgumentError(absl::StrCat(path, ": ", more.status().message()));
    if (!*more) return rows;
    if (first) {
      if (cells != ColumnNames()) {
        return AtLine(path, 1, absl::StrCat("the header is not ", BenchHeader()));
      }
      continue;
    }
    absl::StatusOr<BenchRow> row = ParseRow(cells);
    if (!row.ok()) return AtLine(path, reader.record_line(), row.status().message());
    if (!seen.insert(row->key).second) {
      return AtLine(path, reader.record_line(), absl::StrCat(KeyText(row->key), " is there twice"));
    }
    rows.push_back(*std::move(row));
  }
}

absl::StatusOr<std::unique_ptr<BenchLog>> BenchLog::Open(const std::string& path) {
  std::unique_ptr<BenchLog> log(new BenchLog(path));
  if (path.empty()) return log;
  const absl::StatusOr<bool> has_rows = HasRows(path);
  if (!has_rows.ok()) return has_rows.status();
  absl::MutexLock lock(&log->mutex_);
  log->file_.open(path, std::ios::binary | std::ios::app);
  if (!log->file_) return CannotOpen(path, errno);
  if (!*has_rows) log->file_ << BenchHeader() << std::flush;
  return log;
}

absl::Status BenchLog::Append(const BenchRow& row) {
  if (path_.empty()) return absl::OkStatus();
  absl::MutexLock lock(&mutex_);
  file_ << BenchRecord(row) << std::flush;
  return file_ ? absl::OkStatus()
               : absl::DataLossError(absl::StrCat(path_, ": the row could not be written"));
}

}  // namespace counterweight::client
