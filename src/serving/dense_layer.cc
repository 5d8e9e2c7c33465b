#include "src/serving/dense_layer.h"

#include <algorithm>

namespace counterweight {
namespace {

// Rows that share one pass over the weights.
constexpr int kTileRows = 4;

// kRows rows times kRegisters * kLaneCount columns of the weights; the sums stay in registers.
// Every sum runs over the inputs in order, whatever the tile, so tiles of any shape agree to the
// bit.
template <int kRows, int kRegisters>
void Tile(const float* in, int64_t in_stride, int64_t inputs, const float* weights,
          int64_t weight_stride, const float* bias, float* out, int64_t out_stride) {
  Lanes sums[kRows][kRegisters];
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kRegisters; ++v) sums[r][v] = LoadLanes(bias + v * kLaneCount);
  }
  for (int64_t i = 0; i < inputs; ++i) {
    const float* row = weights + i * weight_stride;
    for (int r = 0; r < kRows; ++r) {
      const Lanes value = Broadcast(in[r * in_stride + i]);
      for (int v = 0; v < kRegisters; ++v) sums[r][v] += value * LoadLanes(row + v * kLaneCount);
    }
  }
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kRegisters; ++v) {
      StoreLanes(sums[r][v], out + r * out_stride + v * kLaneCount);
    }
  }
}

}  // namespace

DenseLayer::DenseLayer(absl::Span<const float> weights, absl::Span<const float> bias)
    : inputs_(static_cast<int64_t>(weights.size() / bias.size())),
      padded_outputs_(PaddedWidth(static_cast<int64_t>(bias.size()))),
      weights_(inputs_ * padded_outputs_, 0.0f),
      bias_(padded_outputs_, 0.0f) {
  std::copy(bias.begin(), bias.end(), bias_.begin());
  for (int64_t i = 0; i < inputs_; ++i) {
    std::copy_n(weights.data() + i * bias.size(), bias.size(),
                weights_.data() + i * padded_outputs_);
  }
}

template <int kRows>
void DenseLayer::ApplyToRows(const float* in, int64_t in_stride, float* out,
                             int64_t out_stride) const {
  // Eight running sums hide the latency of a multiply-add.
  constexpr int kRegisters = 8 / kRows;
  constexpr int64_t kWide = kRegisters * kLaneCount;
  int64_t o = 0;
  for (; o + kWide <= padded_outputs_; o += kWide) {
    Tile<kRows, kRegisters>(in, in_stride, inputs_, weights_.data() + o, padded_outputs_,
                            bias_.data() + o, out + o, out_stride);
  }
  for (; o < padded_outputs_; o += kLaneCount) {
    Tile<kRows, 1>(in, in_stride, inputs_, weights_.data() + o, padded_outputs_, bias_.data() + o,
                   out + o, out_stride);
  }
}

void DenseLayer::Apply(int64_t rows, ActivationRows<const float> in,
                       ActivationRows<float> out) const {
  int64_t r = 0;
  for (; r + kTileRows <= rows; r += kTileRows) {
    ApplyToRows<kTileRows>(in.values + r * in.stride, in.stride, out.values + r * out.stride,
                           out.stride);
  }
  for (; r < rows; ++r) {
    ApplyToRows<1>(in.values + r * in.stride, in.stride, out.values + r * out.stride, out.stride);
  }
}

}  // namespace counterweight
