#include "src/network/encoded_rows.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <numeric>

#include "src/tensor/floating_dispatch.h"

namespace counterweight {
namespace {

// How far beyond the outer edges the outer knots lie: the unit of standardised columns.
constexpr double kOuterKnotDistance = 1.0;
// With more than this share of lines that are not 0, a matrix product is cheaper than their index.
constexpr double kDenseShare = 0.3;

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

InputLayout::InputLayout(int64_t columns) : columns_(columns), width_(columns), lines_(columns) {
  std::iota(lines_.begin(), lines_.end(), 0);
}

void InputLayout::AddCurve(int64_t column, absl::Span<const double> edges) {
  const auto line = std::find(lines_.begin(), lines_.end(), column);
  TORCH_CHECK(line != lines_.end() && edges.size() >= 2, "column ", column, " of ", columns_,
              " cannot have a curve of ", edges.size(), " edges");
  lines_.erase(line);
  const auto ramps = static_cast<int64_t>(edges.size()) - 1;
  curves_.push_back({column, width_, ramps, static_cast<int64_t>(knots_.size())});
  width_ += ramps;
  knots_.push_back(edges.front() - kOuterKnotDistance);
  knots_.insert(knots_.end(), edges.begin(), edges.end());
  knots_.push_back(edges.back() + kOuterKnotDistance);
}

EncodedRows LineRows(const InputLayout& layout, const at::Tensor& inputs) {
  TORCH_CHECK(layout.curves().empty() && inputs.size(2) == layout.width(), "inputs of shape ",
              inputs.sizes(), " for a layout of ", layout.width(), " inputs, ",
              layout.curves().size(), " of them curves");
  EncodedRows rows;
  rows.layout = &layout;
  rows.members = inputs.size(0);
  rows.count = inputs.size(1);
  rows.shares = at::empty({0}, inputs.options());
  rows.line_values = inputs.contiguous();
  return rows;
}

void EncodedRows::IndexLines() {
  line_starts.clear();
  line_entries.clear();
  const int64_t lines = line_values.size(2), row_count = members * count;
  if (lines == 0) return;
  const float* values = line_values.data_ptr<float>();
  const auto filled = lines * row_count - std::count(values, values + lines * row_count, 0.0f);
  if (static_cast<double>(filled) > kDenseShare * static_cast<double>(lines * row_count)) return;
  // Written always, kept where it counts: a branch on what is 0 would be guessed wrong all the
  // time.
  line_entries.resize(filled + 1);
  line_starts.reserve(row_count + 1);
  line_starts.push_back(0);
  const auto first_row = static_cast<int32_t>(layout->line_row(0));
  LineEntry* entry = line_entries.data();
  for (int64_t row = 0; row < row_count; ++row) {
    for (int64_t line = 0; line < lines; ++line) {
      const int64_t value = row * lines + line;
      *entry = {first_row + static_cast<int32_t>(line), static_cast<int32_t>(value)};
      entry += values[value] != 0 ? 1 : 0;
    }
    line_starts.push_back(entry - line_entries.data());
  }
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

}  // namespace counterweight
