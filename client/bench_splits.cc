#include "client/bench_splits.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "client/output_file.h"

namespace counterweight::client {
namespace {

std::string SplitText(absl::Span<const int64_t> rows) {
  std::string text = "row\n";
  for (const int64_t row : rows) absl::StrAppend(&text, row, "\n");
  return text;
}

absl::StatusOr<std::string> ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::DataLossError(absl::StrCat(path, ": cannot be read"));
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

absl::Status WriteAll(const std::string& path, const std::string& text) {
  auto file = OutputFile::Create(path, nullptr);
  if (!file.ok()) return file.status();
  if (absl::Status status = (*file)->Write(text); !status.ok()) return status;
  return (*file)->Commit();
}

}  // namespace

absl::StatusOr<std::vector<int64_t>> HeldOutRows(ModelClient* models, const std::string& model,
                                                 int64_t row_count) {
  std::vector<bool> trained(static_cast<size_t>(row_count), false);
  v1::StreamSampleWeightsRequest request;
  request.set_model(model);
  const absl::Status status =
      models->StreamSampleWeights(request, [&](const v1::SampleWeights& message) {
        for (const v1::SampleWeights::RealRow& row : message.real_rows()) {
          if (row.row() < 0 || row.row() >= row_count) {
            return absl::InternalError(absl::StrCat(
                "the server says that ", model, " trained on row ", row.row(), " of ", row_count));
          }
          trained[static_cast<size_t>(row.row())] = true;
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  std::vector<int64_t> rows;
  for (int64_t row = 0; row < row_count; ++row) {
    if (!trained[static_cast<size_t>(row)]) rows.push_back(row);
  }
  return rows;
}

absl::StatusOr<std::unique_ptr<SplitFiles>> SplitFiles::Open(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return absl::ErrnoToStatus(error.value(), directory);
  return std::unique_ptr<SplitFiles>(new SplitFiles(directory));
}

std::string SplitFiles::Path(const std::string& dataset, uint64_t seed) const {
  return absl::StrCat(directory_, "/", dataset, "-", seed, ".csv");
}

bool SplitFiles::Has(const std::string& dataset, uint64_t seed) const {
  std::error_code ignored;
  return std::filesystem::exists(Path(dataset, seed), ignored);
}

absl::Status SplitFiles::Check(const BenchKey& key, absl::Span<const int64_t> held_out_rows) {
  const std::string path = Path(key.dataset, key.seed);
  const std::string text = SplitText(held_out_rows);
  absl::MutexLock lock(&mutex_);
  if (!Has(key.dataset, key.seed)) return WriteAll(path, text);
  const absl::StatusOr<std::string> before = ReadAll(path);
  if (!before.ok()) return before.status();
  if (*before == text) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(KeyText(key), " was tested on other rows than ", path, " lists"));
}

}  // namespace counterweight::client
