#include "src/serving/predictor.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "src/artifact/class_probabilities.h"
#include "src/evaluation/class_scores.h"
#include "src/serving/output_sums.h"
#include "src/serving/row_features.h"

namespace counterweight {
namespace {

// Rows first .. first + rows of a table as cells.
void GatherCells(const Table& table, const std::vector<ColumnSchema>& schema, int64_t first,
                 int64_t rows, std::vector<double>& cells) {
  const size_t columns = schema.size();
  cells.resize(rows * columns);
  for (size_t c = 0; c < columns; ++c) {
    const Column& column = table.columns[c];
    const bool is_categorical = schema[c].type == ColumnType::kCategorical;
    for (int64_t r = 0; r < rows; ++r) {
      cells[r * columns + c] = is_categorical ? column.codes[first + r] : column.numbers[first + r];
    }
  }
}

// Groups whose networks look at the same ramps, as one: their columns are looked up once.
struct MergedGroup {
  NetworkGroup group;
  std::vector<double> shares;  // [group.members]
};

bool SameEncoding(const RampEncoding& a, const RampEncoding& b) {
  return a.input_width == b.input_width && a.columns == b.columns && a.lows == b.lows &&
         a.inverse_widths == b.inverse_widths;
}

void AddGroup(const NetworkGroup& group, std::vector<MergedGroup>& merged) {
  const auto same = [&group](const MergedGroup& other) {
    return other.group.sizes == group.sizes && SameEncoding(other.group.encoding, group.encoding);
  };
  auto into = std::find_if(merged.begin(), merged.end(), same);
  if (into == merged.end()) {
    into = merged.insert(merged.end(), {group, {}});
  } else {
    into->group.members += group.members;
    into->group.parameters.insert(into->group.parameters.end(), group.parameters.begin(),
                                  group.parameters.end());
  }
  into->shares.insert(into->shares.end(), group.members, group.weight / group.members);
}

// A group of weight 0 answers nothing.
std::vector<MergedGroup> MergedGroups(const std::vector<NetworkGroup>& groups) {
  std::vector<MergedGroup> merged;
  for (const NetworkGroup& group : groups) {
    if (group.weight > 0) AddGroup(group, merged);
  }
  return merged;
}

template <typename T>
absl::Span<T> Rows(absl::Span<T> values, size_t first, size_t rows, size_t columns) {
  return values.subspan(first * columns, rows * columns);
}

template <typename Vector>
void GrowTo(size_t size, Vector& vector) {
  if (vector.size() < size) vector.resize(size);
}

}  // namespace

struct Predictor::Compiled {
  Compiled(const Artifact& artifact, const Kernels& chosen);

  // At most kBlockRows rows; every span is of these rows.
  void PredictBlock(int64_t rows, const double* cells, PredictionScratch& scratch,
                    const PredictionSpans& answers) const;
  // The outputs of row r from the sums over all networks.
  void Outputs(const float* sums, absl::Span<float> outputs) const;

  int score_columns() const { return ScoreColumns(static_cast<int>(classes.size())); }

  const Kernels& kernels;
  std::vector<ColumnSchema> schema;
  RowFeatures features;
  std::vector<CompiledGroup> groups;
  std::vector<float> bias;  // [outputs], of all networks' last layers
  std::vector<std::string> classes;
  int positive_class;
  Calibration calibration;
  DecisionRule rule;
  // Keys are views of schema.
  absl::flat_hash_map<absl::string_view, int> column_indices;
  std::vector<absl::flat_hash_map<absl::string_view, uint32_t>> category_codes;  // [columns]
};

Predictor::Compiled::Compiled(const Artifact& artifact, const Kernels& chosen)
    : kernels(chosen),
      schema(artifact.preprocessing.schema),
      features(artifact.preprocessing),
      classes(artifact.classes),
      positive_class(artifact.positive_class),
      calibration(artifact.calibration),
      rule(artifact.rule) {
  std::vector<double> bias_sums(score_columns());
  for (const MergedGroup& merged : MergedGroups(artifact.groups)) {
    const CompiledGroup& compiled = groups.emplace_back(merged.group, merged.shares);
    for (size_t o = 0; o < bias_sums.size(); ++o) bias_sums[o] += compiled.bias()[o];
  }
  bias.assign(bias_sums.begin(), bias_sums.end());
  category_codes.resize(schema.size());
  for (size_t c = 0; c < schema.size(); ++c) {
    const ColumnSchema& column = schema[c];
    column_indices.emplace(column.name, static_cast<int>(c));
    category_codes[c].reserve(column.categories.size());
    for (size_t code = 0; code < column.categories.size(); ++code) {
      category_codes[c].emplace(column.categories[code], static_cast<uint32_t>(code));
    }
  }
}

void Predictor::Compiled::Outputs(const float* sums, absl::Span<float> outputs) const {
  if (outputs.size() == 1) {
    outputs[0] = bias[0] + SumOfLanes(sums);
    return;
  }
  for (size_t o = 0; o < outputs.size(); ++o) outputs[o] = bias[o] + sums[o];
}

void Predictor::Compiled::PredictBlock(int64_t rows, const double* cells,
                                       PredictionScratch& scratch,
                                       const PredictionSpans& answers) const {
  const int64_t width = features.width();
  for (int64_t r = 0; r < rows; ++r) {
    features.Apply(cells + r * static_cast<int64_t>(schema.size()),
                   scratch.features.data() + r * width);
  }
  const int64_t sum_width = OutputSumWidth(score_columns());
  std::fill_n(scratch.sums.begin(), rows * sum_width, 0.0f);
  for (const CompiledGroup& group : groups) {
    group.AddOutputs(kernels, rows, scratch.features.data(), scratch.group, scratch.sums.data());
  }
  for (int64_t r = 0; r < rows; ++r) {
    const absl::Span<float> scores = Rows(answers.scores, r, 1, score_columns());
    const absl::Span<float> probabilities = Rows(answers.probabilities, r, 1, classes.size());
    Outputs(scratch.sums.data() + r * sum_width, scores);
    OutputsToScores(scores);
    ClassProbabilities(calibration, positive_class, scores, probabilities);
    answers.labels[r] = rule.Label(probabilities);
  }
}

Predictor::Predictor(const Artifact& artifact, const Kernels& kernels)
    : compiled_(std::make_unique<const Compiled>(artifact, kernels)) {}
Predictor::~Predictor() = default;
Predictor::Predictor(Predictor&& other) noexcept = default;
Predictor& Predictor::operator=(Predictor&& other) noexcept = default;

void Predictor::Predict(int64_t rows, const double* cells, PredictionScratch& scratch,
                        const PredictionSpans& answers) const {
  const int64_t block_rows = std::min(kBlockRows, rows);
  const int score_columns = compiled_->score_columns();
  GrowTo(block_rows * compiled_->features.width(), scratch.features);
  GrowTo(block_rows * OutputSumWidth(score_columns), scratch.sums);
  GrowTo(block_rows * score_columns, scratch.scores);
  for (int64_t first = 0; first < rows; first += block_rows) {
    const int64_t count = std::min(block_rows, rows - first);
    const absl::Span<float> scores = answers.scores.empty()
                                         ? absl::MakeSpan(scratch.scores)
                                         : Rows(answers.scores, first, count, score_columns);
    compiled_->PredictBlock(count, cells + first * static_cast<int64_t>(schema().size()), scratch,
                            {scores, Rows(answers.probabilities, first, count, classes().size()),
                             Rows(answers.labels, first, count, 1)});
  }
}

Predictions Predictor::Predict(const Table& table) const {
  const size_t row_count = table.row_count;
  const size_t class_count = classes().size();
  const size_t score_columns = compiled_->score_columns();
  Predictions predictions;
  predictions.scores.resize(row_count * score_columns);
  predictions.probabilities.resize(row_count * class_count);
  predictions.labels.resize(row_count);
  PredictionScratch scratch;
  std::vector<double> cells;
  for (int64_t first = 0; first < table.row_count; first += kBlockRows) {
    const int64_t rows = std::min(kBlockRows, table.row_count - first);
    GatherCells(table, schema(), first, rows, cells);
    Predict(rows, cells.data(), scratch,
            {Rows(absl::MakeSpan(predictions.scores), first, rows, score_columns),
             Rows(absl::MakeSpan(predictions.probabilities), first, rows, class_count),
             Rows(absl::MakeSpan(predictions.labels), first, rows, 1)});
  }
  return predictions;
}

const std::vector<ColumnSchema>& Predictor::schema() const { return compiled_->schema; }

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
