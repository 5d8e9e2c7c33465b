#include "src/serving/predictor.h"

#include <algorithm>
#include <numeric>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "src/artifact/class_probabilities.h"
#include "src/evaluation/class_scores.h"
#include "src/serving/compiled_group.h"

namespace counterweight {
namespace {

// Rows that pass through the layers together: enough to read each weight once for many rows, few
// enough for their activations to stay in the second-level cache.
constexpr int64_t kBlockRows = 32;

}  // namespace

struct Predictor::Compiled {
  explicit Compiled(const Artifact& artifact);

  // The first block of answers in `scores` etc. are those of table rows `rows`.
  void PredictBlock(const Table& table, absl::Span<const int64_t> rows, absl::Span<float> workspace,
                    absl::Span<float> scores, absl::Span<float> probabilities,
                    absl::Span<int32_t> labels) const;
  int64_t WorkspaceSize(int64_t rows) const;

  Preprocessing preprocessing;
  std::vector<CompiledGroup> groups;
  std::vector<std::string> classes;
  int positive_class;
  Calibration calibration;
  DecisionRule rule;
  // Keys are views of preprocessing.schema.
  absl::flat_hash_map<absl::string_view, int> column_indices;
  std::vector<absl::flat_hash_map<absl::string_view, uint32_t>> category_codes;  // [columns]
};

Predictor::Compiled::Compiled(const Artifact& artifact)
    : preprocessing(artifact.preprocessing),
      classes(artifact.classes),
      positive_class(artifact.positive_class),
      calibration(artifact.calibration),
      rule(artifact.rule) {
  for (const NetworkGroup& group : artifact.groups) {
    if (group.weight > 0) groups.emplace_back(group);
  }
  category_codes.resize(preprocessing.schema.size());
  for (size_t c = 0; c < preprocessing.schema.size(); ++c) {
    const ColumnSchema& column = preprocessing.schema[c];
    column_indices.emplace(column.name, static_cast<int>(c));
    category_codes[c].reserve(column.categories.size());
    for (size_t code = 0; code < column.categories.size(); ++code) {
      category_codes[c].emplace(column.categories[code], static_cast<uint32_t>(code));
    }
  }
}

int64_t Predictor::Compiled::WorkspaceSize(int64_t rows) const {
  int64_t size = 0;
  for (const CompiledGroup& group : groups) size = std::max(size, group.WorkspaceSize(rows));
  return size;
}

void Predictor::Compiled::PredictBlock(const Table& table, absl::Span<const int64_t> rows,
                                       absl::Span<float> workspace, absl::Span<float> scores,
                                       absl::Span<float> probabilities,
                                       absl::Span<int32_t> labels) const {
  const Matrix features = Transform(preprocessing, table, rows);
  for (const CompiledGroup& group : groups) group.AddOutputs(features, workspace, scores);
  const size_t columns = ScoreColumns(static_cast<int>(classes.size()));
  for (size_t r = 0; r < rows.size(); ++r) {
    const absl::Span<float> row_scores = scores.subspan(r * columns, columns);
    const absl::Span<float> row_probabilities =
        probabilities.subspan(r * classes.size(), classes.size());
    OutputsToScores(row_scores);
    ClassProbabilities(calibration, positive_class, row_scores, row_probabilities);
    labels[r] = rule.Label(row_probabilities);
  }
}

Predictor::Predictor(const Artifact& artifact)
    : compiled_(std::make_unique<const Compiled>(artifact)) {}
Predictor::~Predictor() = default;
Predictor::Predictor(Predictor&& other) noexcept = default;
Predictor& Predictor::operator=(Predictor&& other) noexcept = default;

Predictions Predictor::Predict(const Table& table) const {
  const size_t row_count = table.row_count;
  const size_t class_count = classes().size();
  const size_t score_columns = ScoreColumns(static_cast<int>(class_count));
  Predictions predictions;
  predictions.scores.resize(row_count * score_columns);
  predictions.probabilities.resize(row_count * class_count);
  predictions.labels.resize(row_count);

  const int64_t block_rows = std::min<int64_t>(kBlockRows, table.row_count);
  std::vector<float> workspace(compiled_->WorkspaceSize(block_rows));
  std::vector<int64_t> rows(block_rows);
  for (int64_t first = 0; first < table.row_count; first += block_rows) {
    rows.resize(std::min(block_rows, table.row_count - first));
    std::iota(rows.begin(), rows.end(), first);
    compiled_->PredictBlock(table, rows, absl::MakeSpan(workspace),
                            absl::MakeSpan(predictions.scores).subspan(first * score_columns),
                            absl::MakeSpan(predictions.probabilities).subspan(first * class_count),
                            absl::MakeSpan(predictions.labels).subspan(first));
  }
  return predictions;
}

const std::vector<ColumnSchema>& Predictor::schema() const {
  return compiled_->preprocessing.schema;
}

const std::vector<std::string>& Predictor::classes() const { return compiled_->classes; }

int Predictor::ColumnIndex(absl::string_view name) const {
  const auto found = compiled_->column_indices.find(name);
  return found == compiled_->column_indices.end() ? -1 : found->second;
}

uint32_t Predictor::CategoryCode(int column, absl::string_view value) const {
  const auto& codes = compiled_->category_codes[column];
  const auto found = codes.find(value);
  return found == codes.end() ? kUnknownCode : found->second;
}

}  // namespace counterweight
