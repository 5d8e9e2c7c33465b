#include "src/tabular/csv_intake.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/sha256.h"
#include "src/base/status_macros.h"
#include "src/tabular/csv_stream.h"
#include "src/tabular/dataset_builder.h"
#include "src/tabular/posix_file.h"

namespace counterweight {
namespace {

constexpr size_t kReadBytes = 256 << 10;

CsvReader::RowsCallback AddTo(DatasetBuilder* builder) {
  return [builder](const CsvRows& rows) { return builder->AddRows(rows); };
}

// Reads all of `file`. `sha256`: what it must be, else DATA_LOSS, whatever the stream made of it.
absl::Status ReadSpool(PosixFile& file, const std::string& sha256, CsvStream& stream) {
  Sha256 hash;
  absl::Status status;
  std::string buffer(kReadBytes, '\0');
  while (true) {
    CW_ASSIGN_OR_RETURN(const size_t size, file.Read(buffer.data(), buffer.size()));
    if (size == 0) break;
    const absl::string_view bytes(buffer.data(), size);
    hash.Update(bytes);
    if (status.ok()) status = stream.Append(bytes);
  }
  if (hash.Finish() != sha256) {
    return absl::DataLossError(
        absl::StrCat("the spooled upload ", file.path(), " is not what was received"));
  }
  return status.ok() ? stream.Finish() : status;
}

}  // namespace

struct CsvIntake::State {
  State(const DatasetSpec& dataset_spec, const IntakeLimits& intake_limits,
        const IntakeFiles& intake_files, PosixFile spool_file, TaskRunner task_runner)
      : spec(dataset_spec),
        limits(intake_limits),
        files(intake_files),
        spool(std::move(spool_file)),
        runner(std::move(task_runner)),
        builder(spec, spec.column_types, limits, files.dataset),
        stream(spec.delimiter, limits, AddTo(&builder), runner) {}

  absl::Status Append(absl::string_view bytes);
  const std::string& Digest();
  absl::StatusOr<DatasetDescription> Finish();
  absl::StatusOr<DatasetDescription> ReadAgain();

  const DatasetSpec spec;
  const IntakeLimits limits;
  const IntakeFiles files;
  PosixFile spool;
  const TaskRunner runner;
  counterweight::Sha256 hash;  // the member function hides the plain name
  std::optional<std::string> digest;
  int64_t uploaded_bytes = 0;
  DatasetBuilder builder;
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

const std::string& CsvIntake::State::Digest() {
  if (!digest.has_value()) digest = hash.Finish();
  return *digest;
}

absl::StatusOr<DatasetDescription> CsvIntake::State::Finish() {
  CW_RETURN_IF_ERROR(stream.Finish());
  return builder.needs_second_reading() ? ReadAgain() : builder.Finish();
}

absl::StatusOr<DatasetDescription> CsvIntake::State::ReadAgain() {
  DatasetBuilder again(spec, builder.KnownTypes(), limits, files.dataset);
  CsvStream records(spec.delimiter, limits, AddTo(&again), runner);
  CW_ASSIGN_OR_RETURN(PosixFile file, PosixFile::OpenForReading(files.spool));
  CW_RETURN_IF_ERROR(ReadSpool(file, Digest(), records));
  return again.Finish();
}

CsvIntake::CsvIntake(std::unique_ptr<State> state) : state_(std::move(state)) {}
CsvIntake::~CsvIntake() = default;

absl::StatusOr<std::unique_ptr<CsvIntake>> CsvIntake::Create(const DatasetSpec& spec,
                                                             const IntakeLimits& limits,
                                                             const IntakeFiles& files,
                                                             TaskRunner runner) {
  CW_RETURN_IF_ERROR(spec.Validate());
  CW_ASSIGN_OR_RETURN(PosixFile spool, PosixFile::Create(files.spool));
  return std::unique_ptr<CsvIntake>(new CsvIntake(
      std::make_unique<State>(spec, limits, files, std::move(spool), std::move(runner))));
}

absl::Status CsvIntake::Append(absl::string_view bytes) {
  if (!state_->status.ok()) return state_->status;
  const absl::Status appended = state_->Append(bytes);
  if (appended.ok()) return appended;
  // Bytes before these may be at fault too: their error comes first.
  state_->status = state_->stream.Wait();
  state_->status.Update(appended);
  return state_->status;
}

absl::Status CsvIntake::Wait() {
  if (state_->status.ok()) state_->status = state_->stream.Wait();
  return state_->status;
}

int64_t CsvIntake::uploaded_bytes() const { return state_->uploaded_bytes; }

std::string CsvIntake::Sha256() { return state_->Digest(); }

absl::StatusOr<DatasetDescription> CsvIntake::Finish() {
  CW_RETURN_IF_ERROR(state_->status);
  absl::StatusOr<DatasetDescription> description = state_->Finish();
  // Nothing may follow, whatever came of it.
  state_->status = description.ok()
                       ? absl::FailedPreconditionError("the upload is finished already")
                       : description.status();
  return description;
}

}  // namespace counterweight
