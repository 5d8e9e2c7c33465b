#include "tests/network/autograd_network.h"

#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>

#include "src/network/initial_parameters.h"
#include "src/tensor/floating_dispatch.h"
#include "src/tensor/operators.h"

namespace counterweight {
namespace {

at::Tensor OneHot(const at::Tensor& targets, int64_t outputs) {
  if (outputs == 1) return targets.unsqueeze(2).to(at::kDouble);
  return at::one_hot(targets, outputs).to(at::kDouble);
}

at::Tensor Probabilities(const at::Tensor& outputs) {
  return outputs.size(2) == 1 ? outputs.sigmoid() : outputs.softmax(2);
}

// Adds `share` of the inputs at the curve's knot of this number (from 0).
template <typename T>
void AddKnotInputs(const InputLayout& layout, const InputCurve& curve, int64_t knot, T share,
                   T* inputs) {
  inputs[curve.column] += share * static_cast<T>(layout.knots()[curve.first_knot + knot]);
  for (int64_t ramp = 0; ramp < curve.ramps; ++ramp) {
    inputs[curve.first_ramp + ramp] += share * (ramp + 1 < knot ? T{0.5} : T{-0.5});
  }
}

template <typename T>
void FillDenseRow(const EncodedRows& rows, int64_t row, T* inputs) {
  const auto& curves = rows.layout->curves();
  const int64_t first = row * static_cast<int64_t>(curves.size());
  for (size_t c = 0; c < curves.size(); ++c) {
    const int64_t cell = first + static_cast<int64_t>(c);
    const T share = rows.shares.data_ptr<T>()[cell];
    const int64_t knot = rows.knots[cell] - curves[c].first_knot;
    AddKnotInputs(*rows.layout, curves[c], knot, 1 - share, inputs);
    AddKnotInputs(*rows.layout, curves[c], knot + 1, share, inputs);
  }
  const auto& lines = rows.layout->lines();
  const T* values = rows.line_values.data_ptr<T>() + row * static_cast<int64_t>(lines.size());
  for (size_t line = 0; line < lines.size(); ++line) inputs[lines[line]] = values[line];
}

}  // namespace

at::Tensor RandomTensor(at::IntArrayRef sizes, RandomStream& stream) {
  at::Tensor tensor = at::empty(sizes, at::kDouble);
  double* values = tensor.data_ptr<double>();
  for (int64_t i = 0; i < tensor.numel(); ++i) values[i] = stream.Normal();
  return tensor;
}

EncodedRows EncodeColumns(const InputLayout& layout, const at::Tensor& x) {
  EncodedRows rows;
  rows.layout = &layout;
  rows.members = x.size(0);
  rows.count = x.size(1);
  const int64_t cells = x.size(0) * x.size(1);
  const auto curves = static_cast<int64_t>(layout.curves().size());
  const auto lines = static_cast<int64_t>(layout.lines().size());
  rows.shares = at::empty({x.size(0), x.size(1), curves}, at::kDouble);
  rows.line_values = at::empty({x.size(0), x.size(1), lines}, at::kDouble);
  double* shares = rows.shares.data_ptr<double>();
  double* values = rows.line_values.data_ptr<double>();
  const at::Tensor columns = x.contiguous();
  for (int64_t row = 0; row < cells; ++row) {
    const double* row_values = columns.data_ptr<double>() + row * layout.columns();
    for (const InputCurve& curve : layout.curves()) {
      const double* knots = layout.knots().data() + curve.first_knot;
      int64_t knot = 0;
      while (knot + 2 < curve.knots() && row_values[curve.column] >= knots[knot + 1]) ++knot;
      rows.knots.push_back(static_cast<int32_t>(curve.first_knot + knot));
      *shares++ = (row_values[curve.column] - knots[knot]) / (knots[knot + 1] - knots[knot]);
    }
    for (int64_t line = 0; line < lines; ++line) *values++ = row_values[layout.lines()[line]];
  }
  return rows;
}

at::Tensor DenseInputs(const EncodedRows& rows) {
  const int64_t width = rows.layout->width();
  at::Tensor inputs =
      at::zeros({rows.members, rows.count, width}, at::TensorOptions().dtype(rows.type()));
  DispatchFloating(inputs, [&](auto zero) {
    using T = decltype(zero);
    T* out = inputs.data_ptr<T>();
    for (int64_t member = 0; member < rows.members; ++member) {
      for (int64_t i = 0; i < rows.count; ++i, out += width) {
        FillDenseRow<T>(rows, rows.first_row(member) + i, out);
      }
    }
  });
  return inputs;
}

InputLayout LayoutOfWidth(int64_t width) {
  if (width == 11) {
    InputLayout layout(4);
    layout.AddCurve(1, {-1, -0.25, 0.5, 0.75});
    layout.AddCurve(2, {-2, -0.5, 0, 0.25, 1.5});
    return layout;
  }
  if (width == 5) {
    InputLayout layout(3);
    layout.AddCurve(0, {-0.5, 0.25, 1});
    return layout;
  }
  return InputLayout(width);
}

at::Tensor ColumnDerivative(const EncodedRows& rows, const at::Tensor& gradient) {
  EncodedRows from = rows, to = rows;
  from.shares = at::zeros_like(rows.shares);
  to.shares = at::ones_like(rows.shares);
  const at::Tensor moved = gradient * (DenseInputs(to) - DenseInputs(from));
  const InputLayout& layout = *rows.layout;
  at::Tensor derivative = gradient.narrow(2, 0, layout.columns()).clone();
  for (size_t c = 0; c < layout.curves().size(); ++c) {
    const InputCurve& curve = layout.curves()[c];
    for (int64_t i = 0; i < rows.members * rows.count; ++i) {
      const int64_t member = i / rows.count, row = i % rows.count;
      const int32_t knot = rows.knots[i * layout.curves().size() + c];
      const double width = layout.knots()[knot + 1] - layout.knots()[knot];
      const at::Tensor of_row = moved[member][row];
      derivative[member][row][curve.column] =
          (of_row[curve.column] + of_row.narrow(0, curve.first_ramp, curve.ramps).sum()) / width;
    }
  }
  return derivative;
}

RandomNetwork::RandomNetwork(const NetworkShape& network_shape, int64_t members, int64_t row_count,
                             uint64_t seed)
    : shape(network_shape), layout(LayoutOfWidth(network_shape.input_width())) {
  RandomStream stream(seed, "random network");
  parameters = InitialParameters(shape, members, at::kDouble, stream);
  parameters += 0.1 * RandomTensor(parameters.sizes(), stream);
  rows = EncodeColumns(layout, RandomTensor({members, row_count, layout.columns()}, stream));
  encoded = DenseInputs(rows);
  targets = at::empty({members, row_count}, at::kLong);
  const uint64_t classes = std::max<int64_t>(2, shape.outputs());
  for (int64_t i = 0; i < targets.numel(); ++i) {
    targets.data_ptr<int64_t>()[i] = static_cast<int64_t>(stream.Below(classes));
  }
}

std::vector<NetworkShape> CheckedShapes() {
  return {{{11, 8, 6, 1}}, {{11, 8, 6, 4}},   {{5, 7, 1}},
          {{5, 3}},        {{6, 5, 4, 3, 3}}, {{11, 70, 66, 1}}};
}

at::Tensor AutogradOutputs(const NetworkShape& shape, const at::Tensor& parameters,
                           const at::Tensor& encoded) {
  const ParameterViews views = ViewParameters(shape, parameters);
  at::Tensor activation = encoded * views.scales.unsqueeze(1);
  for (int64_t layer = 0; layer < shape.layers(); ++layer) {
    const LayerParameters& own = views.layers[layer];
    const at::Tensor z = at::bmm(activation, own.weight) + own.bias.unsqueeze(1);
    activation = layer + 1 == shape.layers() ? z : at::silu(z);
  }
  return activation;
}

at::Tensor AutogradCrossEntropy(const at::Tensor& outputs, const at::Tensor& targets) {
  const at::Tensor one_hot = OneHot(targets, outputs.size(2));
  if (outputs.size(2) == 1) {
    return at::binary_cross_entropy_with_logits(outputs, one_hot, {}, {}, 0 /* no reduction */)
        .squeeze(2);
  }
  return -(outputs.log_softmax(2) * one_hot).sum(2);
}

at::Tensor CrossEntropyOutputGradient(const at::Tensor& outputs, const at::Tensor& targets) {
  return Probabilities(outputs) - OneHot(targets, outputs.size(2));
}

at::Tensor CrossEntropyCurvature(const at::Tensor& outputs, const at::Tensor& tangent) {
  const at::Tensor p = Probabilities(outputs);
  if (outputs.size(2) == 1) return p * (1 - p) * tangent;
  return p * (tangent - (p * tangent).sum(2, /*keepdim=*/true));
}

at::Tensor AutogradGradient(const at::Tensor& scalar, const at::Tensor& input, bool create_graph) {
  return torch::autograd::grad({scalar}, {input}, {}, /*retain_graph=*/true, create_graph)[0];
}

double LargestDifference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

}  // namespace counterweight
