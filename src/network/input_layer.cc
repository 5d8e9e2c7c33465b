#include "src/network/input_layer.h"

#include <algorithm>
#include <type_traits>
#include <vector>

#include "src/network/member_loop.h"
#include "src/network/member_matrix.h"
#include "src/network/wide.h"
#include "src/tensor/conversion.h"
#include "src/tensor/floating_dispatch.h"

namespace counterweight {
namespace {

// The loops are blocked so that what is read again and again stays in the first-level cache:
// so many vectors of outputs, whose sums stay in registers;
template <typename T>
constexpr int64_t kBlockWides = 64 / kWideLanes<float>;
// so many rows, whose outputs or deltas of a block stay in the cache;
constexpr int64_t kBlockRows = 64;
// and so many curves, whose part of the table does.
constexpr int64_t kBlockCurves = 4;

// --- Tables -------------------------------------------------------------------------------------

// Rows of V = sum of diag(scales) W, of one member.
template <typename T>
class InputMatrix {
 public:
  InputMatrix(const NetworkShape& shape, absl::Span<const InputMatrixTerm> terms, int64_t member)
      : outputs_(shape.sizes[1]) {
    for (const InputMatrixTerm& term : terms) {
      parts_.push_back({OfMember<T>(term.scales_from, member) + shape.scales_offset(),
                        OfMember<T>(term.weight_from, member) + shape.weight_offset(0)});
    }
  }

  // out [outputs] += factor * V[input].
  void AddRow(int64_t input, T factor, T* out) const {
    for (const Part& part : parts_) {
      const T scale = factor * part.scales[input];
      const T* weight = part.weight + input * outputs_;
      for (int64_t o = 0; o < outputs_; ++o) out[o] += scale * weight[o];
    }
  }

 private:
  struct Part {
    const T* scales;
    const T* weight;
  };
  std::vector<Part> parts_;
  int64_t outputs_;
};

// From one knot to the next, the line moves on and one ramp passes from -1/2 to 1/2.
template <typename T>
void FillCurve(const InputLayout& layout, const InputCurve& curve, const InputMatrix<T>& matrix,
               int64_t stride, std::vector<T>& ramps, T* table) {
  const double* knots = layout.knots().data() + curve.first_knot;
  ramps.assign(stride, T{0});
  for (int64_t r = 0; r < curve.ramps; ++r) {
    matrix.AddRow(curve.first_ramp + r, T{-0.5}, ramps.data());
  }
  T* out = table + curve.first_knot * stride;
  for (int64_t k = 0; k < curve.knots(); ++k, out += stride) {
    // Knot 0 and knot 1 lie before every ramp, knot k after ramp k - 2.
    const int64_t passed = k - 2;
    if (passed >= 0 && passed < curve.ramps) {
      matrix.AddRow(curve.first_ramp + passed, T{1}, ramps.data());
    }
    std::copy(ramps.begin(), ramps.end(), out);
    matrix.AddRow(curve.column, static_cast<T>(knots[k]), out);
  }
}

template <typename T>
void FillTable(const InputLayout& layout, const InputMatrix<T>& matrix, int64_t stride, T* table) {
  std::vector<T> ramps;
  for (const InputCurve& curve : layout.curves()) {
    FillCurve(layout, curve, matrix, stride, ramps, table);
  }
  T* out = table + layout.line_row(0) * stride;
  for (const int64_t column : layout.lines()) {
    std::fill_n(out, stride, T{0});
    matrix.AddRow(column, T{1}, out);
    out += stride;
  }
}

// --- Forward ------------------------------------------------------------------------------------

// Encoded rows as plain memory.
template <typename T>
struct CellsView {
  explicit CellsView(const EncodedRows& rows)
      : knots(rows.knots.data()),
        shares(rows.shares.data_ptr<T>()),
        curves(static_cast<int64_t>(rows.layout->curves().size())),
        line_starts(rows.line_starts.empty() ? nullptr : rows.line_starts.data()),
        line_entries(rows.line_entries.data()),
        line_values(rows.line_values.data_ptr<T>()),
        lines(rows.line_values.size(2)) {}

  bool has_dense_lines() const { return line_starts == nullptr && lines > 0; }
  bool has_indexed_cells() const { return curves > 0 || line_starts != nullptr; }

  // The lines of rows [first, first + count).
  MatrixView<T> LineMatrix(int64_t first, int64_t count) const {
    return {line_values + first * lines, count, lines, lines};
  }

  const int32_t* knots;
  const T* shares;
  int64_t curves;
  const int64_t* line_starts;  // null: the lines are dense
  const LineEntry* line_entries;
  const T* line_values;
  int64_t lines;
};

// sums [kWides vectors] += the row's product with as many columns of the table, over its curves
// [first, last).
template <typename T, int64_t kWides>
void AddCurves(const CellsView<T>& cells, int64_t row, int64_t first, int64_t last, const T* table,
               int64_t stride, Wide<T>* sums) {
  for (int64_t c = row * cells.curves + first; c < row * cells.curves + last; ++c) {
    const T* lower = table + cells.knots[c] * stride;
    const T share = cells.shares[c];
    const T rest = 1 - share;
    for (int64_t w = 0; w < kWides; ++w) {
      sums[w] += rest * LoadWide(lower + w * kWideLanes<T>);
      sums[w] += share * LoadWide(lower + stride + w * kWideLanes<T>);
    }
  }
}

template <typename T, int64_t kWides>
void AddLines(const CellsView<T>& cells, int64_t row, const T* table, int64_t stride,
              Wide<T>* sums) {
  for (int64_t l = cells.line_starts[row]; l < cells.line_starts[row + 1]; ++l) {
    const T* line = table + cells.line_entries[l].table_row * stride;
    const T value = cells.line_values[cells.line_entries[l].value];
    for (int64_t w = 0; w < kWides; ++w) sums[w] += value * LoadWide(line + w * kWideLanes<T>);
  }
}

// Calls function(sums) between reading and writing kWides vectors.
template <typename T, int64_t kWides, typename Function>
void Update(T* out, Function&& function) {
  Wide<T> sums[kWides];
  for (int64_t w = 0; w < kWides; ++w) sums[w] = LoadWide(out + w * kWideLanes<T>);
  function(sums);
  for (int64_t w = 0; w < kWides; ++w) StoreWide<T>(sums[w], out + w * kWideLanes<T>);
}

// Adds to kWides vectors of out [count, stride] the products of rows [first, first + count) with as
// many columns of the table, dense lines left out.
template <typename T, int64_t kWides>
void ApplyToBlock(const CellsView<T>& cells, int64_t first, int64_t count, const T* table,
                  int64_t stride, T* out) {
  for (int64_t i = 0; cells.line_starts != nullptr && i < count; ++i) {
    Update<T, kWides>(out + i * stride, [&](Wide<T>* sums) {
      AddLines<T, kWides>(cells, first + i, table, stride, sums);
    });
  }
  for (int64_t c = 0; c < cells.curves; c += kBlockCurves) {
    const int64_t last = std::min(c + kBlockCurves, cells.curves);
    for (int64_t i = 0; i < count; ++i) {
      Update<T, kWides>(out + i * stride, [&](Wide<T>* sums) {
        AddCurves<T, kWides>(cells, first + i, c, last, table, stride, sums);
      });
    }
  }
}

// Calls function(number of vectors, first output) for blocks of kBlockWides vectors of outputs,
// then for what is left, a vector at a time. The number is a constant for the compiler.
template <typename T, typename Function>
void ForEachOutputBlock(int64_t stride, Function&& function) {
  constexpr int64_t kBlock = kBlockWides<T> * kWideLanes<T>;
  int64_t o = 0;
  for (; o + kBlock <= stride; o += kBlock) {
    function(std::integral_constant<int64_t, kBlockWides<T>>(), o);
  }
  for (; o < stride; o += kWideLanes<T>) function(std::integral_constant<int64_t, 1>(), o);
}

template <typename T>
void ApplyToRows(const CellsView<T>& cells, int64_t first, int64_t count, const T* table,
                 int64_t stride, T* out) {
  ForEachOutputBlock<T>(stride, [&](auto wides, int64_t o) {
    ApplyToBlock<T, wides.value>(cells, first, count, table + o, stride, out + o);
  });
}

// Rows of `width` values, filled up with zeros to `stride` where that is more: the memory itself if
// it is not.
template <typename T>
class PaddedRows {
 public:
  PaddedRows(int64_t width, int64_t stride) : width_(width), stride_(stride) {
    if (stride != width) padded_.assign(kBlockRows * stride, T{0});
  }
  const T* Read(const T* rows, int64_t count) {
    if (padded_.empty()) return rows;
    for (int64_t i = 0; i < count; ++i) {
      std::copy_n(rows + i * width_, width_, padded_.begin() + i * stride_);
    }
    return padded_.data();
  }
  // For reading and writing; Close brings back what was written.
  T* Open(T* rows, int64_t count) {
    Read(rows, count);
    return padded_.empty() ? rows : padded_.data();
  }
  void Close(T* rows, int64_t count) const {
    if (padded_.empty()) return;
    for (int64_t i = 0; i < count; ++i) {
      std::copy_n(padded_.begin() + i * stride_, width_, rows + i * width_);
    }
  }

 private:
  int64_t width_, stride_;
  std::vector<T> padded_;
};

// --- Backward -----------------------------------------------------------------------------------

template <typename T>
void AddScaledRow(const T* delta, T factor, int64_t stride, T* out) {
  for (int64_t o = 0; o < stride; o += kWideLanes<T>) {
    StoreWide<T>(LoadWide(out + o) + factor * LoadWide(delta + o), out + o);
  }
}

// What one row's cell adds to the table, kWides vectors of it.
template <typename T, int64_t kWides>
void ScatterCell(T rest, T share, const T* delta, int64_t stride, T* lower) {
  T* upper = lower + stride;
  for (int64_t o = 0; o < kWides * kWideLanes<T>; o += kWideLanes<T>) {
    const Wide<T> wide = LoadWide(delta + o);
    StoreWide<T>(LoadWide(lower + o) + rest * wide, lower + o);
    StoreWide<T>(LoadWide(upper + o) + share * wide, upper + o);
  }
}

// deltas [count, stride] of rows [first, first + count): adds to kWides vectors of the table's
// rows.
template <typename T, int64_t kWides>
void ScatterBlock(const CellsView<T>& cells, int64_t first, int64_t count, const T* deltas,
                  int64_t stride, T* table) {
  const int64_t curves = cells.curves;
  const int32_t* knots = cells.knots + first * curves;
  const T* shares = cells.shares + first * curves;
  for (int64_t c = 0; c < curves; ++c) {
    for (int64_t i = 0; i < count; ++i) {
      const T share = shares[i * curves + c];
      ScatterCell<T, kWides>(1 - share, share, deltas + i * stride, stride,
                             table + knots[i * curves + c] * stride);
    }
  }
  for (int64_t i = 0; cells.line_starts != nullptr && i < count; ++i) {
    for (int64_t l = cells.line_starts[first + i]; l < cells.line_starts[first + i + 1]; ++l) {
      AddScaledRow(deltas + i * stride, cells.line_values[cells.line_entries[l].value],
                   kWides * kWideLanes<T>, table + cells.line_entries[l].table_row * stride);
    }
  }
}

template <typename T>
void ScatterRows(const CellsView<T>& cells, int64_t first, int64_t count, const T* deltas,
                 int64_t stride, T* table) {
  ForEachOutputBlock<T>(stride, [&](auto wides, int64_t o) {
    ScatterBlock<T, wides.value>(cells, first, count, deltas + o, stride, table + o);
  });
}

// The gradient in one input's row v of V, v = gamma W: its share for W's row and for gamma.
template <typename T>
class InputGradientSink {
 public:
  InputGradientSink(const NetworkShape& shape, const at::Tensor& parameters,
                    const at::Tensor& gradient, int64_t member)
      : weight_(OfMember<T>(parameters, member) + shape.weight_offset(0)),
        scales_(OfMember<T>(parameters, member) + shape.scales_offset()),
        weight_gradient_(OfMember<T>(gradient, member) + shape.weight_offset(0)),
        scales_gradient_(OfMember<T>(gradient, member) + shape.scales_offset()),
        outputs_(shape.sizes[1]) {}

  void Add(int64_t input, const T* gradient) const {
    const T* weight = weight_ + input * outputs_;
    T* weight_gradient = weight_gradient_ + input * outputs_;
    const T scale = scales_[input];
    for (int64_t o = 0; o < outputs_; ++o) weight_gradient[o] += scale * gradient[o];
    scales_gradient_[input] += DotProduct(gradient, weight, outputs_);
  }

 private:
  const T* weight_;
  const T* scales_;
  T* weight_gradient_;
  T* scales_gradient_;
  int64_t outputs_;
};

// table: gradients in the products at the knots. The transpose of FillCurve: a ramp gains where it
// has been passed and loses where it has not, half each.
template <typename T>
void FoldCurve(const InputLayout& layout, const InputCurve& curve, int64_t stride, const T* table,
               const InputGradientSink<T>& sink) {
  const double* knots = layout.knots().data() + curve.first_knot;
  const T* gradients = table + curve.first_knot * stride;
  std::vector<T> line(stride, T{0}), half(stride, T{0}), passed(stride, T{0});
  for (int64_t k = 0; k < curve.knots(); ++k) {
    AddScaledRow(gradients + k * stride, static_cast<T>(knots[k]), stride, line.data());
    AddScaledRow(gradients + k * stride, T{0.5}, stride, half.data());
  }
  sink.Add(curve.column, line.data());
  // Ramp r has been passed at knots r + 2 and later.
  for (int64_t o = 0; o < stride; ++o) passed[o] = -half[o];
  for (int64_t r = curve.ramps - 1; r >= 0; --r) {
    if (r == curve.ramps - 1) {
      AddScaledRow(gradients + (curve.ramps + 2) * stride, T{1}, stride, passed.data());
    }
    AddScaledRow(gradients + (r + 2) * stride, T{1}, stride, passed.data());
    sink.Add(curve.first_ramp + r, passed.data());
  }
}

template <typename T>
void FoldTable(const InputLayout& layout, int64_t stride, const T* table,
               const InputGradientSink<T>& sink) {
  for (const InputCurve& curve : layout.curves()) FoldCurve(layout, curve, stride, table, sink);
  for (size_t l = 0; l < layout.lines().size(); ++l) {
    sink.Add(layout.lines()[l], table + layout.line_row(static_cast<int64_t>(l)) * stride);
  }
}

// --- Derivative in the columns ------------------------------------------------------------------

// <v, to - from>.
template <typename T>
T Along(const T* v, const T* from, const T* to, int64_t count) {
  T sum = 0;
  for (int64_t o = 0; o < count; ++o) sum += v[o] * (to[o] - from[o]);
  return sum;
}

template <typename T>
void AddRowDerivative(const InputLayout& layout, const CellsView<T>& cells, int64_t row,
                      const T* table, int64_t stride, const T* v, int64_t count, T* derivative) {
  for (int64_t c = 0; c < cells.curves; ++c) {
    const InputCurve& curve = layout.curves()[c];
    const int64_t cell = row * cells.curves + c;
    // Before the first edge the curve is its line alone.
    const int64_t knot = cells.shares[cell] == 0 ? curve.first_knot : cells.knots[cell];
    const T* lower = table + knot * stride;
    const auto width = static_cast<T>(layout.knots()[knot + 1] - layout.knots()[knot]);
    derivative[curve.column] += Along(v, lower, lower + stride, count) / width;
  }
  const T* line = table + layout.line_row(0) * stride;
  for (const int64_t column : layout.lines()) {
    derivative[column] += DotProduct(v, line, count);
    line += stride;
  }
}

}  // namespace

void FillInputTable(const InputLayout& layout, const NetworkShape& shape,
                    absl::Span<const InputMatrixTerm> terms, at::Tensor& table) {
  const at::Tensor& parameters = terms.front().weight_from;
  DispatchFloating(parameters, [&](auto zero) {
    using T = decltype(zero);
    const int64_t members = parameters.size(0), stride = WholeWides<T>(shape.sizes[1]);
    EnsureShape(table, {members, layout.table_rows(), stride}, parameters.scalar_type());
    ForEachMember(members, [&](int64_t member) {
      FillTable<T>(layout, InputMatrix<T>(shape, terms, member), stride,
                   OfMember<T>(table, member));
    });
  });
}

void ApplyInputTable(const EncodedRows& rows, const NetworkShape& shape, const at::Tensor& table,
                     const at::Tensor& bias_from, at::Tensor& z) {
  const int64_t outputs = shape.sizes[1], stride = table.size(2);
  EnsureShape(z, {rows.members, rows.count, outputs}, table.scalar_type());
  DispatchFloating(table, [&](auto zero) {
    using T = decltype(zero);
    ForEachMember(rows.members, [&](int64_t member) {
      const CellsView<T> cells(rows);
      const T* own_table = OfMember<T>(table, member);
      const T* bias = OfMember<T>(bias_from, member) + shape.bias_offset(0);
      T* const own_z = OfMember<T>(z, member);
      for (int64_t i = 0; i < rows.count; ++i) std::copy_n(bias, outputs, own_z + i * outputs);
      if (cells.has_dense_lines()) {
        MultiplyMatrices<T>(
            cells.LineMatrix(rows.first_row(member), rows.count),
            {own_table + rows.layout->line_row(0) * stride, cells.lines, outputs, stride},
            ProductMode::kAdd, own_z, outputs);
      }
      if (!cells.has_indexed_cells()) return;
      PaddedRows<T> padded(outputs, stride);
      for (int64_t i = 0; i < rows.count; i += kBlockRows) {
        const int64_t count = std::min(kBlockRows, rows.count - i);
        T* const out = padded.Open(own_z + i * outputs, count);
        ApplyToRows(cells, rows.first_row(member) + i, count, own_table, stride, out);
        padded.Close(own_z + i * outputs, count);
      }
    });
  });
}

void AddInputGradient(const EncodedRows& rows, const NetworkShape& shape,
                      const at::Tensor& parameters, const at::Tensor& deltas,
                      const at::Tensor& gradient, at::Tensor& table) {
  DispatchFloating(deltas, [&](auto zero) {
    using T = decltype(zero);
    const int64_t outputs = deltas.size(2), stride = WholeWides<T>(outputs);
    EnsureShape(table, {rows.members, rows.layout->table_rows(), stride}, deltas.scalar_type());
    ForEachMember(rows.members, [&](int64_t member) {
      T* sums = OfMember<T>(table, member);
      std::fill_n(sums, rows.layout->table_rows() * stride, T{0});
      const CellsView<T> cells(rows);
      const T* const own_deltas = OfMember<T>(deltas, member);
      if (cells.has_dense_lines()) {
        MultiplyMatrices<T>(Transposed(cells.LineMatrix(rows.first_row(member), rows.count)),
                            {own_deltas, rows.count, outputs, outputs}, ProductMode::kAdd,
                            sums + rows.layout->line_row(0) * stride, stride);
      }
      PaddedRows<T> padded(outputs, stride);
      for (int64_t i = 0; cells.has_indexed_cells() && i < rows.count; i += kBlockRows) {
        const int64_t count = std::min(kBlockRows, rows.count - i);
        ScatterRows(cells, rows.first_row(member) + i, count,
                    padded.Read(own_deltas + i * outputs, count), stride, sums);
      }
      FoldTable<T>(*rows.layout, stride, sums,
                   InputGradientSink<T>(shape, parameters, gradient, member));
    });
  });
}

void AddColumnDerivative(const EncodedRows& rows, const at::Tensor& table, const at::Tensor& v,
                         const at::Tensor& derivative) {
  DispatchFloating(table, [&](auto zero) {
    using T = decltype(zero);
    const int64_t outputs = v.size(2), columns = rows.layout->columns();
    const CellsView<T> cells(rows);
    ForEachMember(rows.members, [&](int64_t member) {
      for (int64_t i = 0; i < rows.count; ++i) {
        AddRowDerivative(*rows.layout, cells, rows.first_row(member) + i,
                         OfMember<T>(table, member), table.size(2),
                         OfMember<T>(v, member) + i * outputs, outputs,
                         OfMember<T>(derivative, member) + i * columns);
      }
    });
  });
}

}  // namespace counterweight
