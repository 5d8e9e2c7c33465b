#include "src/network/encoded_rows.h"

#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <numeric>

namespace counterweight {
namespace {

// How far beyond the outer edges the outer knots lie: the unit of standardised columns.
constexpr double kOuterKnotDistance = 1.0;
// With more than this share of lines that are not 0, a matrix product is cheaper than their index.
constexpr double kDenseShare = 0.3;

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

}  // namespace counterweight
