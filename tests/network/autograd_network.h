// The network once more, in a few differentiable operations: autograd's answer to compare with.
#ifndef COUNTERWEIGHT_TESTS_NETWORK_AUTOGRAD_NETWORK_H_
#define COUNTERWEIGHT_TESTS_NETWORK_AUTOGRAD_NETWORK_H_

#include <ATen/core/Tensor.h>

#include <vector>

#include "src/base/random_stream.h"
#include "src/network/encoded_rows.h"
#include "src/network/network_shape.h"

namespace counterweight {

// Standard normal values, double.
at::Tensor RandomTensor(at::IntArrayRef sizes, RandomStream& stream);

// Columns x [K, n, d], double -> rows for a network.
EncodedRows EncodeColumns(const InputLayout& layout, const at::Tensor& x);

// The inputs that rows stand for, [K, n, D].
at::Tensor DenseInputs(const EncodedRows& rows);

// Lines and, where the width has room for them, curves of different lengths.
InputLayout LayoutOfWidth(int64_t width);

// d <gradient, inputs> / dx [K, n, d], from a gradient in the inputs [K, n, D].
at::Tensor ColumnDerivative(const EncodedRows& rows, const at::Tensor& gradient);

// A network with every parameter away from its starting value, and rows for it; all double.
struct RandomNetwork {
  RandomNetwork(const NetworkShape& shape, int64_t members, int64_t rows, uint64_t seed);
  RandomNetwork(const RandomNetwork&) = delete;  // rows refer to the layout

  NetworkShape shape;
  at::Tensor parameters;  // [K, P]
  InputLayout layout;
  EncodedRows rows;
  at::Tensor encoded;  // [K, n, D]: what the rows stand for
  at::Tensor targets;  // [K, n] int64, each < max(2, outputs)
};

// Shapes of one and several outputs and of several depths.
std::vector<NetworkShape> CheckedShapes();

// Outputs [K, n, C] that carry a graph to whichever argument requires one.
at::Tensor AutogradOutputs(const NetworkShape& shape, const at::Tensor& parameters,
                           const at::Tensor& encoded);

// Cross-entropy per row [K, n]: of the logistic sigmoid for one output, else of the softmax.
at::Tensor AutogradCrossEntropy(const at::Tensor& outputs, const at::Tensor& targets);

// Its gradient and the product of its second derivative with a tangent, in the outputs, by the
// textbook formulas.
at::Tensor CrossEntropyOutputGradient(const at::Tensor& outputs, const at::Tensor& targets);
at::Tensor CrossEntropyCurvature(const at::Tensor& outputs, const at::Tensor& tangent);

// d scalar / d input.
at::Tensor AutogradGradient(const at::Tensor& scalar, const at::Tensor& input, bool create_graph);

double LargestDifference(const at::Tensor& a, const at::Tensor& b);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_TESTS_NETWORK_AUTOGRAD_NETWORK_H_
