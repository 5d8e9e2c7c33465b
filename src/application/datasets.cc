#include "src/application/datasets.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "src/application/request_id.h"
#include "src/application/resource_name.h"
#include "src/base/byte_codec.h"
#include "src/base/durable_file.h"
#include "src/base/field_error.h"
#include "src/base/log.h"
#include "src/base/sha256.h"
#include "src/base/status_macros.h"
#include "src/tabular/dataset_file.h"

namespace counterweight {
namespace {

std::string Fingerprint(const DatasetSpec& spec) {
  ByteWriter writer;
  writer.PutString(spec.display_name);
  writer.PutString(spec.label_column);
  writer.PutString(spec.positive_label);
  writer.Put(spec.delimiter);
  for (const auto& [name, type] : spec.column_types) {
    writer.PutString(name);
    writer.Put(type);
  }
  return Sha256Hex(writer.bytes());
}

absl::StatusOr<DatasetView> View(DatasetRecord record) {
  absl::StatusOr<DatasetDescription> description = DatasetDescription::Decode(record.description);
  if (!description.ok()) {
    return Annotate(description.status(), ResourceName(kDatasetCollection, record.id));
  }
  return DatasetView{std::move(record), *std::move(description)};
}

// The dataset that an earlier request of this id made, if there was one.
absl::StatusOr<std::optional<DatasetView>> FindEarlier(DatasetStore& store,
                                                       const std::string& request_id,
                                                       const std::string& fingerprint) {
  CW_ASSIGN_OR_RETURN(std::optional<DatasetRecord> record,
                      FindEarlierRequest<DatasetRecord>(store, request_id, fingerprint));
  if (!record.has_value()) return std::nullopt;
  CW_ASSIGN_OR_RETURN(DatasetView view, View(*std::move(record)));
  return std::optional<DatasetView>(std::move(view));
}

std::string SpoolPath(DataDirectory& directory, const std::string& id) {
  return absl::StrCat(directory.uploads_path(), "/", id, ".csv");
}

std::string DatasetPath(DataDirectory& directory, const std::string& id) {
  return absl::StrCat(directory.uploads_path(), "/", id, ".dataset");
}

}  // namespace

DatasetUpload::~DatasetUpload() {
  intake_.reset();
  for (const std::string& path : {SpoolPath(*directory_, id_), DatasetPath(*directory_, id_)}) {
    const absl::Status removed = RemoveFile(path);
    if (!removed.ok()) LogWarning(removed.message());
  }
}

absl::Status DatasetUpload::Append(int64_t offset, absl::string_view bytes) {
  if (offset != intake_->uploaded_bytes()) {
    return absl::OutOfRangeError(absl::StrCat("chunk.offset: ", offset, ", but ",
                                              intake_->uploaded_bytes(), " bytes were received"));
  }
  return intake_->Append(bytes);
}

absl::StatusOr<DatasetView> DatasetUpload::Finish(absl::string_view sha256) {
  CW_RETURN_IF_ERROR(intake_->Wait());  // a wrong file is told before a wrong checksum
  const std::string received = intake_->Sha256();
  if (sha256 != received) {
    return FieldError("finish.sha256",
                      absl::StrCat(absl::BytesToHexString(sha256), " was sent, but the ",
                                   intake_->uploaded_bytes(), " bytes received have ",
                                   absl::BytesToHexString(received)));
  }
  const std::string path = DatasetPath(*directory_, id_);
  CW_ASSIGN_OR_RETURN(DatasetDescription description, intake_->Finish());
  CW_ASSIGN_OR_RETURN(const Blob blob, directory_->blobs().PutFile(path));

  DatasetRecord record;
  record.id = id_;
  record.display_name = description.spec.display_name;
  record.create_time = clock_->Now();
  record.blob = blob.sha256;
  record.blob_bytes = blob.bytes;
  record.uploaded_bytes = intake_->uploaded_bytes();
  record.uploaded_sha256 = absl::BytesToHexString(received);
  record.description = description.Encode();
  record.request_id = request_id_;
  record.request_fingerprint = fingerprint_;
  const absl::Status inserted = directory_->datasets().Insert(record);
  if (absl::IsAlreadyExists(inserted)) {  // the same request ran twice side by side
    CW_ASSIGN_OR_RETURN(std::optional<DatasetView> earlier,
                        FindEarlier(directory_->datasets(), request_id_, fingerprint_));
    if (earlier.has_value()) return *std::move(earlier);
  }
  CW_RETURN_IF_ERROR(inserted);
  return DatasetView{std::move(record), std::move(description)};
}

absl::StatusOr<std::unique_ptr<DatasetUpload>> Datasets::StartUpload(const DatasetSpec& spec,
                                                                     const std::string& request_id,
                                                                     TaskRunner runner) {
  CW_RETURN_IF_ERROR(spec.Validate());
  CW_RETURN_IF_ERROR(ValidateRequestId(request_id));
  std::unique_ptr<DatasetUpload> upload(new DatasetUpload(directory_, clock_));
  upload->id_ = NewId("ds-");
  upload->request_id_ = request_id;
  upload->fingerprint_ = Fingerprint(spec);
  CW_ASSIGN_OR_RETURN(upload->existing_,
                      FindEarlier(directory_->datasets(), request_id, upload->fingerprint_));
  if (!upload->existing_.has_value()) {
    CW_ASSIGN_OR_RETURN(upload->intake_, CsvIntake::Create(spec, limits_,
                                                           {SpoolPath(*directory_, upload->id_),
                                                            DatasetPath(*directory_, upload->id_)},
                                                           std::move(runner)));
  }
  return upload;
}

absl::StatusOr<DatasetView> Datasets::Get(const std::string& name) {
  CW_ASSIGN_OR_RETURN(const std::string id, ParseResourceName(name, kDatasetCollection, "name"));
  CW_ASSIGN_OR_RETURN(DatasetRecord record, directory_->datasets().Get(id));
  return View(std::move(record));
}

absl::StatusOr<Page<DatasetView>> Datasets::List(const PageRequest& page) {
  CW_ASSIGN_OR_RETURN(Page<DatasetRecord> records, directory_->datasets().List(page));
  Page<DatasetView> views;
  views.next_token = std::move(records.next_token);
  for (DatasetRecord& record : records.records) {
    CW_ASSIGN_OR_RETURN(DatasetView view, View(std::move(record)));
    views.records.push_back(std::move(view));
  }
  return views;
}

absl::Status Datasets::Delete(const std::string& name) {
  CW_ASSIGN_OR_RETURN(const std::string id, ParseResourceName(name, kDatasetCollection, "name"));
  CW_RETURN_IF_ERROR(directory_->datasets().Delete(id).status());
  const absl::Status swept = directory_->SweepBlobs(clock_->Now());
  if (!swept.ok()) LogWarning(swept.message());  // the dataset is gone all the same
  return absl::OkStatus();
}

absl::StatusOr<LabelledTable> LoadDataset(DataDirectory& directory, const std::string& id) {
  CW_ASSIGN_OR_RETURN(const DatasetRecord record, directory.datasets().Get(id));
  CW_ASSIGN_OR_RETURN(const std::string path, directory.blobs().Path(record.blob));
  absl::StatusOr<LabelledTable> table = ReadDatasetFile(path);
  if (!table.ok()) return Annotate(table.status(), ResourceName(kDatasetCollection, id));
  return table;
}

}  // namespace counterweight
