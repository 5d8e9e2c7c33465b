#include "src/application/models.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "src/application/align_dataset.h"
#include "src/application/datasets.h"
#include "src/application/resource_name.h"
#include "src/base/field_error.h"
#include "src/base/log.h"
#include "src/base/mapped_file.h"
#include "src/base/status_macros.h"
#include "src/evaluation/class_scores.h"

namespace counterweight {
namespace {

constexpr absl::string_view kModelIdPrefix = "m-";
constexpr size_t kMaximumAliasBytes = 63;

absl::StatusOr<ModelView> View(ModelRecord record) {
  absl::StatusOr<ModelSummary> summary = ModelSummary::Decode(record.summary);
  if (!summary.ok()) {
    return Annotate(summary.status(), ResourceName(kModelCollection, record.id));
  }
  return ModelView{std::move(record), *std::move(summary)};
}

absl::Status ValidateAlias(const std::string& alias) {
  const bool well_formed =
      !alias.empty() && alias.size() <= kMaximumAliasBytes &&
      absl::ascii_islower(static_cast<unsigned char>(alias[0])) &&
      std::all_of(alias.begin(), alias.end(), [](unsigned char byte) {
        return absl::ascii_islower(byte) || absl::ascii_isdigit(byte) || byte == '-';
      });
  if (!well_formed || absl::StartsWith(alias, kModelIdPrefix)) {
    return FieldError("alias", absl::StrCat("\"", alias.substr(0, 2 * kMaximumAliasBytes),
                                            "\" is not 1 to 63 of a-z, 0-9 and \"-\" that start "
                                            "with a letter and not with \"m-\""));
  }
  return absl::OkStatus();
}

// Reads of the file what is decoded: every section has a checksum of its own.
absl::StatusOr<Artifact> DecodeBlob(BlobStore& blobs, const std::string& blob,
                                    ArtifactParts parts) {
  CW_ASSIGN_OR_RETURN(const std::string path, blobs.Path(blob));
  CW_ASSIGN_OR_RETURN(const MappedFile file, MappedFile::Open(path));
  return DecodeArtifact(file.bytes(), parts);
}

absl::StatusOr<Artifact> ReadArtifact(DataDirectory& directory, const ModelRecord& record,
                                      ArtifactParts parts) {
  absl::StatusOr<Artifact> artifact = DecodeBlob(directory.blobs(), record.blob, parts);
  if (!artifact.ok()) {
    return Annotate(artifact.status(), ResourceName(kModelCollection, record.id));
  }
  return artifact;
}

}  // namespace

absl::StatusOr<ModelRecord> StoreArtifact(DataDirectory& directory, const Artifact& artifact,
                                          const JobRecord& job, absl::Time now) {
  CW_ASSIGN_OR_RETURN(const Blob blob, directory.blobs().Put(EncodeArtifact(artifact)));
  ModelRecord record;
  record.id = NewId(kModelIdPrefix);
  record.display_name = job.model_display_name;
  record.create_time = now;
  record.job_id = job.id;
  record.dataset_id = job.dataset_id;
  record.blob = blob.sha256;
  record.artifact_bytes = blob.bytes;
  record.summary = Summarize(artifact).Encode();
  return record;
}

Models::Models(DataDirectory* directory, const Clock* clock, size_t loaded_models,
               RowCounterOf row_counter)
    : directory_(directory),
      clock_(clock),
      row_counter_(std::move(row_counter)),
      cache_([this](const std::string& id) { return Load(id); }, loaded_models) {}

absl::StatusOr<ModelView> Models::Get(const std::string& name) {
  CW_ASSIGN_OR_RETURN(const std::string id, ParseResourceName(name, kModelCollection, "name"));
  CW_ASSIGN_OR_RETURN(ModelRecord record, directory_->models().Resolve(id));
  return View(std::move(record));
}

absl::StatusOr<Page<ModelView>> Models::List(const PageRequest& page) {
  CW_ASSIGN_OR_RETURN(Page<ModelRecord> records, directory_->models().List(page));
  Page<ModelView> views;
  views.next_token = std::move(records.next_token);
  for (ModelRecord& record : records.records) {
    CW_ASSIGN_OR_RETURN(ModelView view, View(std::move(record)));
    views.records.push_back(std::move(view));
  }
  return views;
}

absl::Status Models::Delete(const std::string& name) {
  CW_ASSIGN_OR_RETURN(const std::string id, ParseResourceName(name, kModelCollection, "name"));
  CW_ASSIGN_OR_RETURN(const ModelRecord record, directory_->models().Resolve(id));
  CW_RETURN_IF_ERROR(directory_->models().Delete(record.id).status());
  cache_.Remove(record.id);
  const absl::Status swept = directory_->SweepBlobs(clock_->Now());
  if (!swept.ok()) LogWarning(swept.message());  // the model is gone all the same
  return absl::OkStatus();
}

absl::StatusOr<Models::AliasResult> Models::SetAlias(const std::string& alias,
                                                     const std::string& model) {
  CW_RETURN_IF_ERROR(ValidateAlias(alias));
  std::string model_id;
  if (!model.empty()) {
    CW_ASSIGN_OR_RETURN(const std::string id, ParseResourceName(model, kModelCollection, "model"));
    CW_ASSIGN_OR_RETURN(const ModelRecord record, directory_->models().Resolve(id));
    model_id = record.id;
  }
  // Held across the transaction: two switches of one alias must reach memory in the order in which
  // they reached the disk. Resolve of a known alias only waits for a switch, which is rare.
  absl::MutexLock lock(&alias_mutex_);
  CW_ASSIGN_OR_RETURN(const AliasChange change, directory_->models().SetAlias(alias, model_id));
  ++alias_changes_;
  StoreAlias(alias, model_id);
  return AliasResult{alias, model_id, change.previous_model_id};
}

// An empty id removes the alias.
void Models::StoreAlias(const std::string& alias, const std::string& id) {
  AliasMap aliases = *alias_to_id_.Read();
  if (id.empty()) {
    aliases.erase(alias);
  } else {
    aliases[alias] = id;
  }
  alias_to_id_.Replace(std::move(aliases));
}

absl::StatusOr<Evaluation> Models::Evaluate(const std::string& model, const std::string& dataset) {
  CW_ASSIGN_OR_RETURN(const std::string model_id,
                      ParseResourceName(model, kModelCollection, "model"));
  CW_ASSIGN_OR_RETURN(const std::string dataset_id,
                      ParseResourceName(dataset, kDatasetCollection, "dataset"));
  Evaluation evaluation;
  CW_ASSIGN_OR_RETURN(evaluation.model, directory_->models().Resolve(model_id));
  CW_ASSIGN_OR_RETURN(const Artifact artifact,
                      ReadArtifact(*directory_, evaluation.model, ArtifactParts::kAnswering));
  CW_ASSIGN_OR_RETURN(const LabelledTable table, LoadDataset(*directory_, dataset_id));

  const Predictor predictor(artifact);
  CW_ASSIGN_OR_RETURN(const AlignedDataset aligned, AlignDataset(table, predictor));
  const Predictions predictions = predictor.Predict(aligned.table);
  const int class_count = static_cast<int>(artifact.classes.size());
  evaluation.classes = artifact.classes;
  CW_ASSIGN_OR_RETURN(
      evaluation.figures,
      ComputeFigures(predictions.scores, ScoreColumns(class_count), predictions.probabilities,
                     aligned.labels, class_count, artifact.positive_class, artifact.majority_class,
                     artifact.rule));
  return evaluation;
}

absl::StatusOr<std::shared_ptr<const Artifact>> Models::LoadArtifact(const std::string& name) {
  CW_ASSIGN_OR_RETURN(const std::string id, ParseResourceName(name, kModelCollection, "model"));
  CW_ASSIGN_OR_RETURN(const ModelRecord record, directory_->models().Resolve(id));
  CW_ASSIGN_OR_RETURN(Artifact artifact, ReadArtifact(*directory_, record, ArtifactParts::kAll));
  return std::make_shared<const Artifact>(std::move(artifact));
}

absl::StatusOr<std::shared_ptr<const LoadedModel>> Models::Resolve(const std::string& name,
                                                                   const std::string& field) {
  CW_ASSIGN_OR_RETURN(const std::string id_or_alias,
                      ParseResourceName(name, kModelCollection, field));
  CW_ASSIGN_OR_RETURN(const std::string id, ResolveId(id_or_alias));
  return cache_.Get(id);
}

std::shared_ptr<const LoadedModel> Models::ResolveIfLoaded(absl::string_view name) const {
  absl::string_view id_or_alias = name;
  // A name of another form is found nowhere: Resolve then says what is wrong with it.
  if (!absl::ConsumePrefix(&id_or_alias, kModelCollection) ||
      !absl::ConsumePrefix(&id_or_alias, "/")) {
    return nullptr;
  }
  if (absl::StartsWith(id_or_alias, kModelIdPrefix)) return cache_.GetIfLoaded(id_or_alias);
  const auto aliases = alias_to_id_.Read();
  const auto found = aliases->find(id_or_alias);
  return found == aliases->end() ? nullptr : cache_.GetIfLoaded(found->second);
}

absl::StatusOr<std::string> Models::ResolveId(const std::string& id_or_alias) {
  if (absl::StartsWith(id_or_alias, kModelIdPrefix)) return id_or_alias;
  int64_t changes_before;
  {
    absl::MutexLock lock(&alias_mutex_);
    const auto aliases = alias_to_id_.Read();
    const auto found = aliases->find(id_or_alias);
    if (found != aliases->end()) return found->second;
    changes_before = alias_changes_;
  }
  CW_ASSIGN_OR_RETURN(const ModelRecord record, directory_->models().Resolve(id_or_alias));
  absl::MutexLock lock(&alias_mutex_);
  if (alias_changes_ == changes_before) StoreAlias(id_or_alias, record.id);
  return record.id;
}

absl::StatusOr<LoadedModel> Models::Load(const std::string& id) {
  CW_ASSIGN_OR_RETURN(const ModelRecord record, directory_->models().Get(id));
  CW_ASSIGN_OR_RETURN(const Artifact artifact,
                      ReadArtifact(*directory_, record, ArtifactParts::kAnswering));
  LoadedModel model{Predictor(artifact), record.id, record.version, record.display_name, nullptr};
  if (row_counter_) model.count_rows = row_counter_(record);
  return model;
}

size_t Models::loaded_models() const { return cache_.size(); }

}  // namespace counterweight
