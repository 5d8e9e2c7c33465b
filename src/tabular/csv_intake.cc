#include "src/tabular/csv_intake.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/sha256.h"
#include "src/base/status_macros.h"
#include "src/tabular/csv_stream.h"
#include "src/tabular/dataset_encoder.h"
#include "src/tabular/dataset_file.h"
#include "src/tabular/dataset_inference.h"
#include "src/tabular/posix_file.h"

namespace counterweight {
namespace {
using Fields = absl::Span<const absl::string_view>;
}  // namespace

struct CsvIntake::State {
  State(const DatasetSpec& dataset_spec, const IntakeLimits& intake_limits, PosixFile spool_file)
      : spec(dataset_spec),
        limits(intake_limits),
        spool(std::move(spool_file)),
        inference(spec, limits),
        stream(spec.delimiter, limits, [this](int64_t record, Fields fields) {
          return inference.AddRecord(record, fields);
        }) {}

  absl::Status Append(absl::string_view bytes);
  absl::Status ReadAgain(CsvReader::RecordCallback on_record) const {
    return ReadSpooledCsv(spool.path(), spec.delimiter, limits, std::move(on_record));
  }
  absl::Status CompleteInference();
  absl::StatusOr<DatasetDescription> WriteDataset(const std::string& path) const;

  const DatasetSpec spec;
  const IntakeLimits limits;
  PosixFile spool;
  counterweight::Sha256 hash;  // the member function hides the plain name
  std::optional<std::string> digest;
  int64_t uploaded_bytes = 0;
  DatasetInference inference;
  CsvStream stream;
  absl::Status status;
};

absl::Status CsvIntake::State::Append(absl::string_view bytes) {
  if (digest.has_value()) {
    return absl::FailedPreconditionError("the checksum of the upload was taken already");
  }
  if (static_cast<int64_t>(bytes.size()) > limits.uploaded_bytes - uploaded_bytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the upload has more than ", limits.uploaded_bytes, " bytes"));
  }
  CW_RETURN_IF_ERROR(spool.Write(bytes));
  hash.Update(bytes);
  uploaded_bytes += static_cast<int64_t>(bytes.size());
  return stream.Append(bytes);
}

absl::Status CsvIntake::State::CompleteInference() {
  CW_RETURN_IF_ERROR(stream.Finish());
  if (!inference.NeedsRecount()) return absl::OkStatus();
  inference.StartRecount();
  return ReadAgain(
      [this](int64_t record, Fields fields) { return inference.RecountRecord(record, fields); });
}

absl::StatusOr<DatasetDescription> CsvIntake::State::WriteDataset(const std::string& path) const {
  CW_ASSIGN_OR_RETURN(DatasetDescription description, inference.Describe());
  CW_ASSIGN_OR_RETURN(const std::unique_ptr<DatasetFileWriter> writer,
                      DatasetFileWriter::Create(path));
  DatasetEncoder encoder(inference, description, writer.get());
  CW_RETURN_IF_ERROR(ReadAgain(
      [&encoder](int64_t record, Fields fields) { return encoder.AddRecord(record, fields); }));
  CW_RETURN_IF_ERROR(encoder.Flush());
  description.statistics = encoder.Statistics();
  CW_RETURN_IF_ERROR(writer->Finish(description));
  return description;
}

CsvIntake::CsvIntake(std::unique_ptr<State> state) : state_(std::move(state)) {}
CsvIntake::~CsvIntake() = default;

absl::StatusOr<std::unique_ptr<CsvIntake>> CsvIntake::Create(const DatasetSpec& spec,
                                                             const IntakeLimits& limits,
                                                             const std::string& spool_path) {
  CW_RETURN_IF_ERROR(spec.Validate());
  CW_ASSIGN_OR_RETURN(PosixFile spool, PosixFile::Create(spool_path));
  return std::unique_ptr<CsvIntake>(
      new CsvIntake(std::make_unique<State>(spec, limits, std::move(spool))));
}

absl::Status CsvIntake::Append(absl::string_view bytes) {
  if (state_->status.ok()) state_->status = state_->Append(bytes);
  return state_->status;
}

int64_t CsvIntake::uploaded_bytes() const { return state_->uploaded_bytes; }

std::string CsvIntake::Sha256() {
  if (!state_->digest.has_value()) state_->digest = state_->hash.Finish();
  return *state_->digest;
}

absl::StatusOr<DatasetDescription> CsvIntake::Finish(const std::string& dataset_path) {
  CW_RETURN_IF_ERROR(state_->status);
  state_->status = state_->CompleteInference();
  CW_RETURN_IF_ERROR(state_->status);
  absl::StatusOr<DatasetDescription> description = state_->WriteDataset(dataset_path);
  // Nothing may follow, whatever came of it.
  state_->status = description.ok()
                       ? absl::FailedPreconditionError("the upload is finished already")
                       : description.status();
  return description;
}

}  // namespace counterweight
