// One network group of an artefact as arrays and kernels.
#ifndef COUNTERWEIGHT_SRC_SERVING_COMPILED_GROUP_H_
#define COUNTERWEIGHT_SRC_SERVING_COMPILED_GROUP_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/artifact/artifact.h"
#include "src/features/preprocessing.h"
#include "src/serving/dense_layer.h"
#include "src/serving/input_layer.h"

namespace counterweight {

// Immutable; safe to share between threads, each with its own workspace.
class CompiledGroup {
 public:
  explicit CompiledGroup(const NetworkGroup& group);

  // Floats that AddOutputs needs as workspace for so many rows.
  int64_t WorkspaceSize(int64_t rows) const { return rows * (input_layer_.width() + 2 * widest_); }

  // features: preprocessed rows. outputs: row-major [features.rows, outputs]; the group's weight
  // times the mean of its members' outputs is added to it.
  void AddOutputs(const Matrix& features, absl::Span<float> workspace,
                  absl::Span<float> outputs) const;

 private:
  InputLayer input_layer_;
  std::vector<std::vector<DenseLayer>> members_;  // the layers after the first
  int64_t widest_ = 0;                            // padded, of those layers
  int64_t output_count_ = 0;
  float member_weight_ = 0;  // of each member in the answer
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_COMPILED_GROUP_H_
