// One network group of an artefact as arrays and kernels.
#ifndef COUNTERWEIGHT_SRC_SERVING_COMPILED_GROUP_H_
#define COUNTERWEIGHT_SRC_SERVING_COMPILED_GROUP_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/artifact/artifact.h"
#include "src/serving/dense_layer.h"
#include "src/serving/input_layer.h"
#include "src/serving/kernels.h"

namespace counterweight {

// What a group computes in; grows to what is asked of it and stays. One thread at a time.
struct GroupScratch {
  InputScratch input;
  AlignedFloats activations;
};

// Immutable; safe to share between threads, each with its own scratch.
//
// A network's share is its part in the mean over all networks of the model. The members' first
// layers are computed side by side. Their last layers carry the share, so
// that all networks of a model add to one row of sums.
class CompiledGroup {
 public:
  // group.weight is not read. shares: [group.members].
  CompiledGroup(const NetworkGroup& group, const std::vector<double>& shares);

  // features: [rows, matrix columns], row-major. sums: [rows, OutputSumWidth(outputs)]; each
  // member's outputs times its share are added to it, but for bias().
  void AddOutputs(const Kernels& kernels, int64_t rows, const float* features,
                  GroupScratch& scratch, float* sums) const;

  // [outputs]: what the last layers' biases give to every row.
  const std::vector<double>& bias() const { return bias_; }

 private:
  struct Member {
    std::vector<DenseLayer> hidden;  // the hidden layers after the first
    DenseLayer last;                 // times the member's share
    AlignedFloats last_products;     // its one column, if there is one output
  };

  static Member CompileMember(const NetworkGroup& group, const float* parameters, double share,
                              std::vector<double>& bias);
  void AddMember(const Kernels& kernels, const Member& member, int64_t rows,
                 ActivationRows<const float> first, float* buffers, float* sums) const;

  InputLayer input_layer_;
  std::vector<Member> members_;
  std::vector<double> bias_;
  bool has_hidden_layer_ = false;
  int64_t widest_ = 0;  // padded, of the hidden layers after the first
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_COMPILED_GROUP_H_
