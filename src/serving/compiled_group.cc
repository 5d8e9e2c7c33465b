#include "src/serving/compiled_group.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "src/serving/output_sums.h"

namespace counterweight {
namespace {

// A network without hidden layer gives its outputs in the first one: behind it stands this.
std::vector<float> ScaledIdentity(int64_t size, double scale) {
  std::vector<float> weights(size * size, 0.0f);
  for (int64_t i = 0; i < size; ++i) weights[i * size + i] = static_cast<float>(scale);
  return weights;
}

std::vector<float> Scaled(const float* values, int64_t count, double scale) {
  std::vector<float> scaled(values, values + count);
  for (float& value : scaled) value = static_cast<float>(value * scale);
  return scaled;
}

}  // namespace

CompiledGroup::CompiledGroup(const NetworkGroup& group, const std::vector<double>& shares)
    : input_layer_(group), bias_(group.sizes.back()), has_hidden_layer_(group.sizes.size() > 2) {
  const int64_t member_parameters = ParameterCount(group.sizes);
  for (int64_t member = 0; member < group.members; ++member) {
    members_.push_back(CompileMember(group, group.parameters.data() + member * member_parameters,
                                     shares[member], bias_));
  }
  for (const DenseLayer& layer : members_.front().hidden) {
    widest_ = std::max(widest_, layer.padded_outputs());
  }
}

CompiledGroup::Member CompiledGroup::CompileMember(const NetworkGroup& group,
                                                   const float* parameters, double share,
                                                   std::vector<double>& bias) {
  const std::vector<int32_t>& sizes = group.sizes;
  const int64_t outputs = sizes.back();
  std::vector<DenseLayer> hidden;
  std::vector<float> last = ScaledIdentity(outputs, share);
  parameters += int64_t{sizes[0]} * sizes[1] + sizes[1];
  for (size_t l = 1; l + 1 < sizes.size(); ++l) {
    const int64_t weight_count = int64_t{sizes[l]} * sizes[l + 1];
    const float* layer_bias = parameters + weight_count;
    if (l + 2 < sizes.size()) {
      hidden.emplace_back(absl::MakeConstSpan(parameters, weight_count),
                          absl::MakeConstSpan(layer_bias, sizes[l + 1]));
    } else {
      last = Scaled(parameters, weight_count, share);
      for (int64_t o = 0; o < outputs; ++o) bias[o] += share * layer_bias[o];
    }
    parameters += weight_count + sizes[l + 1];
  }
  AlignedFloats products;
  if (outputs == 1) {
    products.assign(last.begin(), last.end());
    products.resize(PaddedWidth(static_cast<int64_t>(last.size())), 0.0f);
  }
  return {std::move(hidden), DenseLayer(last, std::vector<float>(outputs, 0.0f)),
          std::move(products)};
}

void CompiledGroup::AddOutputs(const Kernels& kernels, int64_t rows, const float* features,
                               GroupScratch& scratch, float* sums) const {
  const int64_t width = input_layer_.width();
  const int64_t size = rows * (width + 2 * widest_);
  if (static_cast<int64_t>(scratch.activations.size()) < size) scratch.activations.resize(size);
  float* first = scratch.activations.data();
  input_layer_.Apply(kernels, rows, features, scratch.input, first);
  if (has_hidden_layer_) kernels.silu(first, rows * width);
  for (size_t member = 0; member < members_.size(); ++member) {
    // The first layer's rows hold all members side by side.
    const int64_t offset = static_cast<int64_t>(member) * input_layer_.member_width();
    AddMember(kernels, members_[member], rows, {first + offset, width}, first + rows * width, sums);
  }
}

void CompiledGroup::AddMember(const Kernels& kernels, const Member& member, int64_t rows,
                              ActivationRows<const float> first, float* buffers,
                              float* sums) const {
  ActivationRows<const float> in = first;
  for (size_t l = 0; l < member.hidden.size(); ++l) {
    const DenseLayer& layer = member.hidden[l];
    float* out = buffers + (l % 2) * rows * widest_;
    layer.Apply(kernels, rows, in, {out, layer.padded_outputs()});
    kernels.silu(out, rows * layer.padded_outputs());
    in = {out, layer.padded_outputs()};
  }
  if (bias_.size() == 1) {
    kernels.add_products(rows, in, member.last_products.data(),
                         static_cast<int64_t>(member.last_products.size()), sums);
  } else {
    const int64_t width = OutputSumWidth(static_cast<int64_t>(bias_.size()));
    member.last.AddTo(kernels, rows, in, {sums, width});
  }
}

}  // namespace counterweight
