// Rows -> probabilities, compiled once from an artefact. No LibTorch.
#ifndef COUNTERWEIGHT_SRC_SERVING_PREDICTOR_H_
#define COUNTERWEIGHT_SRC_SERVING_PREDICTOR_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "src/artifact/artifact.h"
#include "src/serving/aligned_floats.h"
#include "src/serving/compiled_group.h"
#include "src/serving/kernels.h"
#include "src/tabular/table.h"

namespace counterweight {

struct Predictions {
  std::vector<float> scores;         // row-major [rows, ScoreColumns]
  std::vector<float> probabilities;  // row-major [rows, classes], calibrated
  std::vector<int32_t> labels;       // [rows], class indices
};

// What a thread predicts in: grows to what a block of rows of the widest model needed, and stays.
struct PredictionScratch {
  AlignedFloats features;  // [block, matrix columns]
  AlignedFloats sums;      // [block, OutputSumWidth(outputs)]
  std::vector<float> scores;
  GroupScratch group;
};

// Where answers go, each [rows, ...] as in Predictions; borrowed. scores may be empty: then they
// are not kept.
struct PredictionSpans {
  absl::Span<float> scores;
  absl::Span<float> probabilities;
  absl::Span<int32_t> labels;
};

// Immutable; safe to share between threads. Keeps nothing of the artefact but what answers.
class Predictor {
 public:
  // Rows that pass through the layers together: enough to read each weight once for many rows, few
  // enough for their activations to stay in the second-level cache.
  static constexpr int64_t kBlockRows = 32;

  // artifact: one that DecodeArtifact gave or ValidateArtifact accepts; sections that do not answer
  // may be left out. kernels: outlive the predictor; the answers are the same with any.
  explicit Predictor(const Artifact& artifact, const Kernels& kernels = BestKernels());
  ~Predictor();
  // A moved-from predictor may only be destroyed or assigned to.
  Predictor(Predictor&& other) noexcept;
  Predictor& operator=(Predictor&& other) noexcept;

  // cells: row-major [rows, schema().size()], as RowFeatures takes them; categorical codes are
  // schema()'s, kUnknownCode or kMissingCode. A row's answer does not depend on the other rows.
  // Allocates nothing once `scratch` has grown.
  void Predict(int64_t rows, const double* cells, PredictionScratch& scratch,
               const PredictionSpans& answers) const;

  // The same for columns of schema(), in its order (table.schema itself is not read).
  Predictions Predict(const Table& table) const;

  const std::vector<ColumnSchema>& schema() const;
  const std::vector<std::string>& classes() const;
  // The index of a schema column; -1 if the model has none of that name.
  int ColumnIndex(absl::string_view name) const;
  // The code of a category of schema column `column`; kUnknownCode if the model has not seen it.
  uint32_t CategoryCode(int column, absl::string_view value) const;

 private:
  struct Compiled;
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_PREDICTOR_H_
