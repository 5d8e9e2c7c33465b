// Rows -> probabilities, compiled once from an artefact. No LibTorch.
#ifndef COUNTERWEIGHT_SRC_SERVING_PREDICTOR_H_
#define COUNTERWEIGHT_SRC_SERVING_PREDICTOR_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "src/artifact/artifact.h"
#include "src/tabular/table.h"

namespace counterweight {

struct Predictions {
  std::vector<float> scores;         // row-major [rows, ScoreColumns]
  std::vector<float> probabilities;  // row-major [rows, classes], calibrated
  std::vector<int32_t> labels;       // [rows], class indices
};

// Immutable; safe to share between threads. Keeps nothing of the artefact but what answers.
class Predictor {
 public:
  // artifact: one that DecodeArtifact gave or ValidateArtifact accepts.
  explicit Predictor(const Artifact& artifact);
  ~Predictor();
  // A moved-from predictor may only be destroyed or assigned to.
  Predictor(Predictor&& other) noexcept;
  Predictor& operator=(Predictor&& other) noexcept;

  // table: columns of schema(), in its order (table.schema itself is not read); categorical codes
  // are schema()'s, kUnknownCode or kMissingCode. A row's answer does not depend on the other rows.
  // Memory: the answer, plus a block of rows.
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
