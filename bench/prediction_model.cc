#include "bench/prediction_model.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/application/data_directory.h"
#include "src/application/datasets.h"
#include "src/application/jobs.h"
#include "src/application/models.h"
#include "src/base/clock.h"
#include "src/base/random_stream.h"
#include "src/base/sha256.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

constexpr int64_t kTrainingRows = 100'000;

Preprocessing StandardColumns(int columns) {
  Preprocessing preprocessing;
  for (int c = 0; c < columns; ++c) {
    preprocessing.schema.push_back({absl::StrCat("column_", c), ColumnType::kNumeric, {}});
    NumericFeature feature;
    feature.source = c;
    feature.center = 0.01 * c;
    feature.distinct_count = kTrainingRows;
    preprocessing.numeric.push_back(feature);
  }
  return preprocessing;
}

// As the default settings have them: of five groups three share one kind of edges, two the other.
RampEncoding EqualRamps(int columns, int group) {
  const float shift = group < 3 ? 0.0f : 0.1f;
  RampEncoding encoding;
  encoding.input_width = columns;
  for (int c = 0; c < columns; ++c) {
    for (int t = 0; t < kRampsPerColumn; ++t) {
      encoding.columns.push_back(c);
      encoding.lows.push_back(0.5f * static_cast<float>(t) - 2 + shift);
      encoding.inverse_widths.push_back(2);
    }
  }
  return encoding;
}

NetworkGroup RandomGroup(const PredictionModelShape& shape, int g, RandomStream& stream) {
  NetworkGroup group;
  group.encoding = EqualRamps(shape.columns, g);
  group.sizes = {static_cast<int32_t>(group.encoding.width()), kHiddenUnits, kHiddenUnits, 1};
  group.members = shape.members;
  group.weight = 1.0 / shape.groups;
  group.parameters.resize(group.members * ParameterCount(group.sizes));
  for (float& parameter : group.parameters) parameter = static_cast<float>(0.1 * stream.Normal());
  return group;
}

SampleWeightsTable TrainingRowWeights() {
  SampleWeightsTable table;
  for (int64_t row = 0; row < kTrainingRows; ++row) table.rows.push_back(row);
  table.labels.assign(kTrainingRows, 0);
  table.weights.assign(kTrainingRows, 1.0f);
  table.contributions.assign(kTrainingRows, 0.5f);
  return table;
}

// 4,000 rows of 10 numbers, one in ten of the minority class.
std::string TrainingCsv() {
  constexpr int kRows = 4'000, kColumns = 10;
  RandomStream stream(3, "training rows");
  std::string csv;
  for (int c = 0; c < kColumns; ++c) absl::StrAppend(&csv, "column_", c, ",");
  csv += "label\n";
  for (int row = 0; row < kRows; ++row) {
    const int label = row % 10 == 0 ? 1 : 0;
    for (int c = 0; c < kColumns; ++c) absl::StrAppend(&csv, stream.Normal() + label, ",");
    absl::StrAppend(&csv, label, "\n");
  }
  return csv;
}

absl::Status UploadDataset(Datasets& datasets, std::string* name) {
  DatasetSpec spec;
  spec.display_name = "rows";
  spec.label_column = "label";
  CW_ASSIGN_OR_RETURN(const auto upload, datasets.StartUpload(spec, ""));
  const std::string csv = TrainingCsv();
  CW_RETURN_IF_ERROR(upload->Append(0, csv));
  CW_ASSIGN_OR_RETURN(const DatasetView view, upload->Finish(Sha256Digest(csv)));
  *name = absl::StrCat("datasets/", view.record.id);
  return absl::OkStatus();
}

absl::StatusOr<std::string> PublishModel(DataDirectory& directory, const Clock& clock,
                                         const std::string& dataset, const Artifact& artifact) {
  constexpr absl::string_view kOwner = "bench";
  JobRequest request;
  request.dataset = dataset;
  CW_RETURN_IF_ERROR(Jobs(&directory, &clock, 1).Create(request).status());
  CW_ASSIGN_OR_RETURN(const std::optional<JobRecord> job,
                      directory.jobs().Claim(std::string(kOwner), clock.Now(), absl::Minutes(1)));
  if (!job.has_value()) return absl::InternalError("there is no job to publish a model of");
  CW_ASSIGN_OR_RETURN(const ModelRecord stored,
                      StoreArtifact(directory, artifact, *job, clock.Now()));
  CW_ASSIGN_OR_RETURN(const ModelRecord published,
                      directory.jobs().Publish(Lease{job->id, std::string(kOwner), job->token},
                                               stored, clock.Now()));
  return absl::StrCat("models/", published.id);
}

}  // namespace

Artifact PredictionArtifact(const PredictionModelShape& shape) {
  RandomStream stream(1, "prediction model");
  Artifact artifact;
  artifact.method = "library";
  artifact.training_dataset = "datasets/rows";
  artifact.classes = {"0", "1"};
  artifact.positive_class = 1;
  artifact.preprocessing = StandardColumns(shape.columns);
  for (int g = 0; g < shape.groups; ++g) {
    artifact.groups.push_back(RandomGroup(shape, g, stream));
    artifact.settings.push_back({absl::StrCat("S", g), "plain", {}, 0.5, 100});
  }
  artifact.calibration.classes = {ClassCalibration{}};
  artifact.rule.thresholds = {0.5, 0.5};
  artifact.sample_weights = TrainingRowWeights();
  return artifact;
}

absl::StatusOr<Published> PublishModels(const std::string& directory,
                                        const std::vector<Artifact>& artifacts) {
  const SystemClock clock;
  CW_ASSIGN_OR_RETURN(const std::unique_ptr<DataDirectory> opened,
                      DataDirectory::OpenForServer(directory, clock.Now()));
  Datasets datasets(opened.get(), &clock, IntakeLimits());
  Published published;
  CW_RETURN_IF_ERROR(UploadDataset(datasets, &published.dataset));
  for (const Artifact& artifact : artifacts) {
    CW_ASSIGN_OR_RETURN(std::string name,
                        PublishModel(*opened, clock, published.dataset, artifact));
    published.models.push_back(std::move(name));
  }
  return published;
}

std::vector<float> PredictionRows(int64_t rows, int columns) {
  RandomStream stream(2, "prediction rows");
  std::vector<float> values(rows * columns);
  for (float& value : values) value = static_cast<float>(stream.Normal());
  return values;
}

}  // namespace counterweight
