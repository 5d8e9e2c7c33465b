#include "client/prediction_batches.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace counterweight::client {
namespace {

// Tags and lengths around a short cell.
constexpr size_t kCellOverheadBytes = 4;

}  // namespace

absl::StatusOr<std::unique_ptr<PredictionBatches>> PredictionBatches::Create(
    std::istream* input, const PredictionBatchOptions& options) {
  auto batches = absl::WrapUnique(new PredictionBatches(input, options));
  const absl::StatusOr<bool> found = batches->reader_.Read(&batches->columns_);
  if (!found.ok()) return found.status();
  if (!*found) {
    return absl::InvalidArgumentError("the input is empty: its first line must name the columns");
  }
  return batches;
}

PredictionBatches::PredictionBatches(std::istream* input, const PredictionBatchOptions& options)
    : options_(options), reader_(input, options.delimiter) {}

absl::StatusOr<bool> PredictionBatches::Next(v1::PredictRequest* request) {
  size_t bytes = 0;
  while (request->rows_size() < options_.batch_rows && bytes < kBatchBytesLimit) {
    const absl::StatusOr<bool> found = reader_.Read(&cells_);
    if (!found.ok()) return found.status();
    if (!*found) break;
    for (const std::string& cell : cells_) bytes += cell.size() + kCellOverheadBytes;
    if (absl::Status status = AddRow(request); !status.ok()) return status;
  }
  if (request->rows_size() == 0) return false;
  request->set_model(options_.model);
  request->set_ignore_extra_columns(options_.ignore_extra_columns);
  request->mutable_columns()->Assign(columns_.begin(), columns_.end());
  return true;
}

absl::Status PredictionBatches::AddRow(v1::PredictRequest* request) {
  if (cells_.size() != columns_.size()) {
    return absl::InvalidArgumentError(absl::StrCat("row ", row_, " (line ", reader_.record_line(),
                                                   ") has ", cells_.size(), " cells, the header ",
                                                   columns_.size()));
  }
  v1::Row* const row = request->add_rows();
  for (std::string& cell : cells_) {
    v1::Value* const value = row->add_values();
    if (!cell.empty()) value->set_text(std::move(cell));
  }
  ++row_;
  return absl::OkStatus();
}

}  // namespace counterweight::client
