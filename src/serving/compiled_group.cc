#include "src/serving/compiled_group.h"

#include <algorithm>
#include <cstddef>

#include "src/serving/silu.h"

namespace counterweight {
namespace {

// The layers of one member after the first, from its parameters.
std::vector<DenseLayer> LaterLayers(const std::vector<int32_t>& sizes, const float* parameters) {
  std::vector<DenseLayer> layers;
  for (size_t l = 0; l + 1 < sizes.size(); ++l) {
    const size_t outputs = sizes[l + 1];
    const size_t weight_count = sizes[l] * outputs;
    if (l > 0)
      layers.emplace_back(absl::MakeConstSpan(parameters, weight_count),
                          absl::MakeConstSpan(parameters + weight_count, outputs));
    parameters += weight_count + outputs;
  }
  return layers;
}

}  // namespace

CompiledGroup::CompiledGroup(const NetworkGroup& group)
    : input_layer_(group),
      output_count_(group.sizes.back()),
      member_weight_(static_cast<float>(group.weight / group.members)) {
  const int64_t member_parameters = ParameterCount(group.sizes);
  for (int64_t member = 0; member < group.members; ++member) {
    members_.push_back(
        LaterLayers(group.sizes, group.parameters.data() + member * member_parameters));
  }
  for (const DenseLayer& layer : members_.front()) {
    widest_ = std::max(widest_, layer.padded_outputs());
  }
}

void CompiledGroup::AddOutputs(const Matrix& features, absl::Span<float> workspace,
                               absl::Span<float> outputs) const {
  const int64_t rows = features.rows;
  const int64_t input_width = input_layer_.width();
  float* first = workspace.data();
  float* buffers[2] = {first + rows * input_width, first + rows * (input_width + widest_)};
  for (int64_t r = 0; r < rows; ++r) input_layer_.Apply(features.row(r), first + r * input_width);
  const bool has_hidden_layer = !members_.front().empty();
  if (has_hidden_layer) Silu(first, rows * input_width);

  for (size_t member = 0; member < members_.size(); ++member) {
    const std::vector<DenseLayer>& layers = members_[member];
    // The first layer's rows hold all members side by side.
    ActivationRows<const float> in{
        first + static_cast<int64_t>(member) * input_layer_.member_width(), input_width};
    for (size_t l = 0; l < layers.size(); ++l) {
      float* out = buffers[l % 2];
      layers[l].Apply(rows, in, {out, widest_});
      if (l + 1 < layers.size()) Silu(out, rows * widest_);
      in = {out, widest_};
    }
    for (int64_t r = 0; r < rows; ++r) {
      const float* row = in.values + r * in.stride;
      float* sums = outputs.data() + r * output_count_;
      for (int64_t o = 0; o < output_count_; ++o) sums[o] += member_weight_ * row[o];
    }
  }
}

}  // namespace counterweight
