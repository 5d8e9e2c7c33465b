#include "src/serving/input_layer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace counterweight {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// A ramp's stored end is low + 1 / inverse_width, rounded; within this share of its width of
// another ramp's start it is that start.
constexpr double kSameEdgeTolerance = 1e-3;

// The start among `starts` (ascending) that `end` stands for, or `end` itself.
double SnapToStart(double end, double inverse_width, const std::vector<double>& starts) {
  const auto after = std::lower_bound(starts.begin(), starts.end(), end);
  double nearest = kInfinity;
  if (after != starts.end()) nearest = *after;
  if (after != starts.begin() && end - *(after - 1) < nearest - end) nearest = *(after - 1);
  return std::abs(nearest - end) * inverse_width < kSameEdgeTolerance ? nearest : end;
}

void SortUnique(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

struct Ramp {
  int64_t input = 0;  // of the network
  double low = 0, high = 0, inverse_width = 0;
};

// The ramps of a matrix column; `t` is the first one's number and is moved behind the last.
std::vector<Ramp> RampsOf(const RampEncoding& encoding, int64_t column, int64_t& t) {
  std::vector<Ramp> ramps;
  for (; t < encoding.ramp_count() && encoding.columns[t] == column; ++t) {
    const double low = encoding.lows[t];
    const double inverse_width = encoding.inverse_widths[t];
    ramps.push_back({encoding.input_width + t, low, low + 1 / inverse_width, inverse_width});
  }
  return ramps;
}

// Where the column's curve bends, ascending. Ends that stand for another ramp's start become it.
std::vector<double> Edges(std::vector<Ramp>& ramps) {
  std::vector<double> starts;
  starts.reserve(ramps.size());
  for (const Ramp& ramp : ramps) starts.push_back(ramp.low);
  SortUnique(starts);
  std::vector<double> edges = starts;
  for (Ramp& ramp : ramps) {
    const double end = SnapToStart(ramp.high, ramp.inverse_width, starts);
    if (end > ramp.low) ramp.high = end;
    edges.push_back(ramp.high);
  }
  SortUnique(edges);
  return edges;
}

// What an input of the network gives to all units of its first layer.
class UnitLine {
 public:
  UnitLine(const NetworkGroup& group, int64_t member_width, int64_t width)
      : group_(group), member_width_(member_width), values_(width), slopes_(width) {}

  // Adds `input` where it has this value and slope. In double: a segment gathers every ramp of its
  // column once, for all predictions.
  void Add(int64_t input, double value, double slope) {
    const int64_t member_parameters = ParameterCount(group_.sizes);
    const int64_t outputs = group_.sizes[1];
    for (int64_t member = 0; member < group_.members; ++member) {
      const float* parameters = group_.parameters.data() + member * member_parameters;
      const double scale = parameters[member_parameters - group_.sizes[0] + input];
      const float* weights = parameters + input * outputs;
      for (int64_t o = 0; o < outputs; ++o) {
        values_[member * member_width_ + o] += value * scale * weights[o];
        slopes_[member * member_width_ + o] += slope * scale * weights[o];
      }
    }
  }

  const std::vector<double>& values() const { return values_; }
  const std::vector<double>& slopes() const { return slopes_; }

 private:
  const NetworkGroup& group_;
  const int64_t member_width_;
  std::vector<double> values_, slopes_;
};

void Append(const std::vector<double>& values, std::vector<float>& to) {
  to.insert(to.end(), values.begin(), values.end());
}

// The column's curve between `low` and `high`, as value and slope at `anchor`.
void AppendSegment(UnitLine line, int64_t column, const std::vector<Ramp>& ramps, double anchor,
                   double low, double high, std::vector<float>& segments) {
  line.Add(column, anchor, 1);
  for (const Ramp& ramp : ramps) {
    if (ramp.high <= low) {
      line.Add(ramp.input, 0.5, 0);
    } else if (ramp.low >= high) {
      line.Add(ramp.input, -0.5, 0);
    } else {
      const double progress = (anchor - ramp.low) * ramp.inverse_width;
      line.Add(ramp.input, progress - 0.5, ramp.inverse_width);
    }
  }
  Append(line.values(), segments);
  Append(line.slopes(), segments);
}

// [items, width] -> [width / kInputBlock, items, kInputBlock].
AlignedFloats InBlocks(const std::vector<float>& items, int64_t width) {
  AlignedFloats blocks;
  blocks.reserve(items.size());
  for (int64_t first = 0; first < width; first += kInputBlock) {
    for (size_t item = first; item < items.size(); item += width) {
      blocks.insert(blocks.end(), items.data() + item, items.data() + item + kInputBlock);
    }
  }
  return blocks;
}

// [curves][their edges] -> [most edges, padded curves], infinite where a curve has fewer.
AlignedFloats TransposedEdges(const std::vector<std::vector<double>>& edges, int64_t most_edges) {
  const int64_t width = PaddedWidth(static_cast<int64_t>(edges.size()));
  AlignedFloats transposed(most_edges * width, std::numeric_limits<float>::infinity());
  for (size_t c = 0; c < edges.size(); ++c) {
    for (size_t e = 0; e < edges[c].size(); ++e) {
      transposed[e * width + c] = static_cast<float>(edges[c][e]);
    }
  }
  return transposed;
}

template <typename Vector>
void GrowTo(int64_t size, Vector& vector) {
  if (static_cast<int64_t>(vector.size()) < size) vector.resize(size);
}

}  // namespace

InputLayer::InputLayer(const NetworkGroup& group)
    : matrix_columns_(group.encoding.input_width), member_width_(PaddedWidth(group.sizes[1])) {
  const int64_t width = PaddedTo(kInputBlock, group.members * member_width_);
  bias_.assign(width, 0.0f);
  const int64_t bias_offset = int64_t{group.sizes[0]} * group.sizes[1];
  for (int64_t member = 0; member < group.members; ++member) {
    const float* parameters = group.parameters.data() + member * ParameterCount(group.sizes);
    std::copy_n(parameters + bias_offset, group.sizes[1], bias_.data() + member * member_width_);
  }
  AddColumns(group);
}

void InputLayer::AddColumns(const NetworkGroup& group) {
  const UnitLine nothing(group, member_width_, width());
  std::vector<float> lines, segments;
  std::vector<std::vector<double>> edges;
  int64_t t = 0;
  for (int64_t column = 0; column < matrix_columns_; ++column) {
    std::vector<Ramp> ramps = RampsOf(group.encoding, column, t);
    if (ramps.empty()) {
      line_columns_.push_back(column);
      UnitLine line = nothing;
      line.Add(column, 0, 1);
      Append(line.slopes(), lines);
      continue;
    }
    curve_columns_.push_back(column);
    first_segments_.push_back(static_cast<int32_t>(anchors_.size()));
    const std::vector<double>& bends = edges.emplace_back(Edges(ramps));
    most_edges_ = std::max(most_edges_, static_cast<int64_t>(bends.size()));
    for (size_t s = 0; s <= bends.size(); ++s) {
      const double low = s == 0 ? -kInfinity : bends[s - 1];
      const double high = s == bends.size() ? kInfinity : bends[s];
      const double anchor = s == 0 ? high : low;
      anchors_.push_back(static_cast<float>(anchor));
      AppendSegment(nothing, column, ramps, anchor, low, high, segments);
    }
  }
  edges_ = TransposedEdges(edges, most_edges_);
  lines_ = InBlocks(lines, width());
  // A segment's value and slope stay together.
  segments_ = InBlocks(segments, width());
}

void InputLayer::Reserve(int64_t rows, InputScratch& scratch) const {
  const int64_t lines = static_cast<int64_t>(line_columns_.size());
  const int64_t curves = static_cast<int64_t>(curve_columns_.size());
  GrowTo(PaddedWidth(curves), scratch.curve_values);
  GrowTo(PaddedWidth(curves), scratch.edge_counts);
  GrowTo(rows * lines, scratch.lines);
  GrowTo(rows * lines, scratch.line_values);
  GrowTo(rows * curves, scratch.segments);
  GrowTo(rows * curves, scratch.offsets);
  GrowTo(rows, scratch.terms);
}

void InputLayer::FindTerms(const Kernels& kernels, int64_t row, const float* features,
                           InputScratch& scratch) const {
  InputTerms& terms = scratch.terms[row];
  const int64_t first_line = row * static_cast<int64_t>(line_columns_.size());
  int64_t line_count = 0;
  for (size_t l = 0; l < line_columns_.size(); ++l) {
    const float value = features[line_columns_[l]];
    // Most columns of a category's levels are 0.
    if (value == 0) continue;
    scratch.lines[first_line + line_count] = static_cast<int32_t>(l);
    scratch.line_values[first_line + line_count++] = value;
  }
  const int64_t curves = static_cast<int64_t>(curve_columns_.size());
  const int64_t first_curve = row * curves;
  for (int64_t c = 0; c < curves; ++c) scratch.curve_values[c] = features[curve_columns_[c]];
  kernels.count_edges(scratch.curve_values.data(), edges_.data(), most_edges_, PaddedWidth(curves),
                      scratch.edge_counts.data());
  for (int64_t c = 0; c < curves; ++c) {
    const int32_t segment = first_segments_[c] + scratch.edge_counts[c];
    scratch.segments[first_curve + c] = segment;
    scratch.offsets[first_curve + c] = scratch.curve_values[c] - anchors_[segment];
  }
  terms = {
      scratch.lines.data() + first_line,     scratch.line_values.data() + first_line, line_count,
      scratch.segments.data() + first_curve, scratch.offsets.data() + first_curve,    curves};
}

void InputLayer::Apply(const Kernels& kernels, int64_t rows, const float* features,
                       InputScratch& scratch, float* out) const {
  Reserve(rows, scratch);
  for (int64_t r = 0; r < rows; ++r) FindTerms(kernels, r, features + r * matrix_columns_, scratch);
  const int64_t lines = static_cast<int64_t>(line_columns_.size());
  const int64_t segments = static_cast<int64_t>(anchors_.size());
  // Block by block for all rows: a block's segments stay in the second-level cache.
  for (int64_t first = 0; first < width(); first += kInputBlock) {
    const bool fetch_next = rows == 1 && first + kInputBlock < width();
    const InputBlock block = {bias_.data() + first, lines_.data() + first * lines,
                              segments_.data() + first * segments * 2,
                              fetch_next ? kInputBlock * segments * 2 : 0};
    for (int64_t r = 0; r < rows; ++r) {
      kernels.input_block(scratch.terms[r], block, out + r * width() + first);
    }
  }
}

}  // namespace counterweight
