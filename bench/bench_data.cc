#include "bench/bench_data.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "bench/scratch_folder.h"
#include "src/base/class_counts.h"
#include "src/base/random_stream.h"
#include "src/base/status_macros.h"
#include "src/features/ramp_encoding.h"
#include "src/features/stratified_split.h"
#include "src/tabular/csv_intake.h"
#include "src/tabular/dataset_file.h"

namespace counterweight {
namespace {

constexpr char kLabelColumn[] = "label";
constexpr int64_t kReadBytes = 1 << 20;
// Of the sample of a large table, not of a run: all runs are to see the same rows.
constexpr uint64_t kSampleSeed = 0;

absl::StatusOr<std::string> FindFile(absl::string_view directory, absl::string_view name) {
  std::vector<std::string> candidates = {absl::StrCat(directory, "/", name, ".csv"),
                                         absl::StrCat(directory, "/", name, ".csv.gz")};
  if (absl::StrContains(name, '/')) candidates = {std::string(name)};
  for (const std::string& path : candidates) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored)) return path;
  }
  return absl::NotFoundError(absl::StrCat("there is no ", candidates.front()));
}

absl::Status AppendFile(const std::string& path, CsvIntake& intake) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(kReadBytes, '\0');
  while (file) {
    file.read(bytes.data(), kReadBytes);
    CW_RETURN_IF_ERROR(intake.Append(absl::string_view(bytes.data(), file.gcount())));
  }
  if (!file.eof()) return absl::InternalError(absl::StrCat("cannot read ", path));
  return absl::OkStatus();
}

absl::StatusOr<LabelledTable> ReadCsv(const std::string& path, absl::string_view positive_label) {
  DatasetSpec spec;
  spec.display_name = std::filesystem::path(path).filename().string();
  spec.label_column = kLabelColumn;
  spec.positive_label = std::string(positive_label);
  CW_ASSIGN_OR_RETURN(const std::unique_ptr<ScratchFolder> scratch, ScratchFolder::Create());
  CW_ASSIGN_OR_RETURN(
      const std::unique_ptr<CsvIntake> intake,
      CsvIntake::Create(spec, IntakeLimits(), {scratch->File("spool"), scratch->File("dataset")}));
  CW_RETURN_IF_ERROR(AppendFile(path, *intake));
  CW_RETURN_IF_ERROR(intake->Finish().status());
  return ReadDatasetFile(scratch->File("dataset"));
}

std::vector<uint32_t> Gather(absl::Span<const uint32_t> values, absl::Span<const int64_t> rows) {
  std::vector<uint32_t> gathered;
  gathered.reserve(rows.size());
  for (const int64_t row : rows) gathered.push_back(values[row]);
  return gathered;
}

absl::Status CheckBothClasses(absl::Span<const int64_t> counts) {
  if (counts[0] > 0 && counts[1] > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("of the training rows ", counts[1],
                                                 " are positive and ", counts[0], " are not"));
}

}  // namespace

absl::StatusOr<BinaryTable> ReadBinaryTable(absl::string_view directory,
                                            absl::string_view dataset) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(dataset, absl::MaxSplits(':', 1));
  CW_ASSIGN_OR_RETURN(const std::string path, FindFile(directory, parts.first));
  CW_ASSIGN_OR_RETURN(LabelledTable read, ReadCsv(path, parts.second));
  const DatasetDescription& description = read.description;
  if (parts.second.empty() && description.classes.size() > 2) {
    return absl::InvalidArgumentError(absl::StrCat(path, " has ", description.classes.size(),
                                                   " classes: name one, as in ", parts.first, ":",
                                                   description.classes.front()));
  }
  const auto positive = static_cast<uint32_t>(description.positive_class);
  for (uint32_t& label : read.labels) label = label == positive ? 1 : 0;
  return BinaryTable{std::move(read.table), std::move(read.labels)};
}

std::vector<int64_t> SampleRows(absl::Span<const uint32_t> labels, int64_t most) {
  const RandomStream stream(kSampleSeed, "bench sample");
  const double share = static_cast<double>(most) / static_cast<double>(labels.size());
  if (share >= 1) return SplitHoldOut(labels, 2, 0, stream).training;
  // Either part of a split is a stratified sample; the smaller one is always in its range.
  return share <= 0.5 ? SplitHoldOut(labels, 2, share, stream).test
                      : SplitHoldOut(labels, 2, 1 - share, stream).training;
}

BinaryTable SelectRows(const BinaryTable& table, absl::Span<const int64_t> rows) {
  BinaryTable selected;
  selected.table.schema = table.table.schema;
  selected.table.row_count = static_cast<int64_t>(rows.size());
  for (const Column& column : table.table.columns) {
    Column& out = selected.table.columns.emplace_back();
    for (const int64_t row : rows) {
      if (!column.numbers.empty()) out.numbers.push_back(column.numbers[row]);
      if (!column.codes.empty()) out.codes.push_back(column.codes[row]);
    }
  }
  selected.labels = Gather(table.labels, rows);
  return selected;
}

absl::StatusOr<BenchSplit> MakeBenchSplit(const BinaryTable& table, const TrainingOptions& options,
                                          uint64_t seed) {
  HoldOut split =
      SplitHoldOut(table.labels, 2, options.test_fraction, RandomStream(seed, "hold-out"));
  CW_ASSIGN_OR_RETURN(const Preprocessing preprocessing,
                      FitPreprocessing(table.table, split.training, options.scaling));
  BenchSplit result;
  TrainingSet& training = result.training;
  training.features = Transform(preprocessing, table.table, split.training);
  training.column_groups = preprocessing.ColumnGroups();
  training.labels = Gather(table.labels, split.training);
  training.networks = options.networks;
  const std::vector<int64_t> counts = CountClasses(training.labels, 2);
  CW_RETURN_IF_ERROR(CheckBothClasses(counts));
  // With fewer rows of the rarer class than folds, some folds could judge nothing.
  training.fold_count =
      static_cast<int>(std::clamp<int64_t>(std::min(counts[0], counts[1]), 2, options.folds));
  training.folds =
      AssignFolds(training.labels, 2, training.fold_count, RandomStream(seed, "folds"));
  training.encoding = FitRampEncoding(training.features, training.labels, 2, preprocessing,
                                      options.ramps, options.ramp_edges);
  result.test_features = Transform(preprocessing, table.table, split.test);
  for (const int64_t row : split.test) {
    result.test_labels.push_back(static_cast<uint8_t>(table.labels[row]));
  }
  result.training_rows = std::move(split.training);
  return result;
}

}  // namespace counterweight
