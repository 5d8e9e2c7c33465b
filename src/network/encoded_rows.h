// Rows as the first layer takes them: not the D encoded inputs, but where each column lies between
// the knots of its piecewise-linear curve.
#ifndef COUNTERWEIGHT_SRC_NETWORK_ENCODED_ROWS_H_
#define COUNTERWEIGHT_SRC_NETWORK_ENCODED_ROWS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace counterweight {

// A column c with R ramps that join at its edges: inputs c (the value x) and first_ramp ..
// first_ramp + R - 1, ramp t being clamp((x - edge_t) / (edge_t+1 - edge_t), 0, 1) - 1/2. All of
// them are linear in x between two knots. Knots are the R + 1 edges and one beyond either end, on
// whose lines the inputs lie however far outside x is.
struct InputCurve {
  int64_t column = 0;
  int64_t first_ramp = 0;
  int64_t ramps = 0;       // R
  int64_t first_knot = 0;  // of R + 3

  int64_t knots() const { return ramps + 3; }
};

// How the D inputs of a network follow from a row's d columns (Gorishniy, Rubachev, Babenko 2022).
class InputLayout {
 public:
  // columns: d. Every column is a line, an input as it is, until it gets a curve.
  explicit InputLayout(int64_t columns);

  // edges: at least two, ascending. The ramps become the next inputs. Once a column at most.
  void AddCurve(int64_t column, absl::Span<const double> edges);

  int64_t columns() const { return columns_; }
  int64_t width() const { return width_; }  // D
  const std::vector<InputCurve>& curves() const { return curves_; }
  const std::vector<int64_t>& lines() const { return lines_; }  // their columns, ascending
  absl::Span<const double> knots() const { return knots_; }     // x of every curve's knots

  // A table for this layout has a row per knot, then one per line.
  int64_t table_rows() const {
    return static_cast<int64_t>(knots_.size()) + static_cast<int64_t>(lines_.size());
  }
  int64_t line_row(int64_t line) const { return static_cast<int64_t>(knots_.size()) + line; }

 private:
  int64_t columns_;
  int64_t width_;
  std::vector<InputCurve> curves_;
  std::vector<int64_t> lines_;
  std::vector<double> knots_;
};

struct LineEntry {
  int32_t table_row;
  int32_t value;  // index into EncodedRows::line_values
};

// [K, n] rows. In a curve's cell the inputs are
// (1 - share) * inputs at `knot` + share * inputs at knot + 1, share in [0, 1) between the edges.
struct EncodedRows {
  const InputLayout* layout = nullptr;  // borrowed
  int64_t members = 0;                  // K
  int64_t count = 0;                    // n
  std::vector<int32_t> knots;           // [K, n, curves], table rows
  at::Tensor shares;                    // [K, n, curves]
  at::Tensor line_values;               // [K, n, lines]
  // Lines that are not 0, where most are: those of row i are entries starts[i] .. starts[i + 1]
  // - 1. Empty where most are not: then the lines enter by a matrix product.
  std::vector<int64_t> line_starts;     // [K * n + 1]
  std::vector<LineEntry> line_entries;  // and one to spare

  // First row of a member among all.
  int64_t first_row(int64_t member) const { return member * count; }
  at::ScalarType type() const { return shares.scalar_type(); }

  // Fills line_starts and line_entries from line_values, float, or leaves them empty.
  void IndexLines();
};

// Rows whose every input is a line: inputs [K, n, D], float or double.
EncodedRows LineRows(const InputLayout& layout, const at::Tensor& inputs);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_ENCODED_ROWS_H_
