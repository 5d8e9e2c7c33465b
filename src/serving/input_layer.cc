#include "src/serving/input_layer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "src/serving/dense_layer.h"

namespace counterweight {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// A ramp's stored end is low + 1 / inverse_width, rounded; within this share of its width of
// another ramp's start it is that start.
constexpr double kSameEdgeTolerance = 1e-3;

// out += scale * slope. width: a multiple of kLaneCount.
void AddScaled(const float* slope, float scale, int64_t width, float* out) {
  const Lanes scales = Broadcast(scale);
  for (int64_t o = 0; o < width; o += kLaneCount) {
    StoreLanes(LoadLanes(out + o) + scales * LoadLanes(slope + o), out + o);
  }
}

// out += value + offset * slope, the two one after the other in `coefficients`.
void AddAffine(const float* coefficients, float offset, int64_t width, float* out) {
  const float* slope = coefficients + width;
  const Lanes offsets = Broadcast(offset);
  for (int64_t o = 0; o < width; o += kLaneCount) {
    const Lanes line = LoadLanes(coefficients + o) + offsets * LoadLanes(slope + o);
    StoreLanes(LoadLanes(out + o) + line, out + o);
  }
}

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

}  // namespace

struct InputLayer::Ramp {
  int64_t input = 0;  // of the network
  double low = 0, high = 0, inverse_width = 0;
};

InputLayer::InputLayer(const NetworkGroup& group) : member_width_(PaddedWidth(group.sizes[1])) {
  bias_.assign(group.members * member_width_, 0.0f);
  const int64_t member_parameters = ParameterCount(group.sizes);
  const int64_t bias_offset = int64_t{group.sizes[0]} * group.sizes[1];
  for (int64_t member = 0; member < group.members; ++member) {
    std::copy_n(group.parameters.data() + member * member_parameters + bias_offset, group.sizes[1],
                bias_.data() + member * member_width_);
  }
  const RampEncoding& encoding = group.encoding;
  int64_t t = 0;
  for (int64_t column = 0; column < encoding.input_width; ++column) {
    std::vector<Ramp> ramps;
    for (; t < encoding.ramp_count() && encoding.columns[t] == column; ++t) {
      const double low = encoding.lows[t];
      const double inverse_width = encoding.inverse_widths[t];
      ramps.push_back({encoding.input_width + t, low, low + 1 / inverse_width, inverse_width});
    }
    if (ramps.empty()) {
      AddLine(group, column);
    } else {
      AddCurve(group, column, std::move(ramps));
    }
  }
}

void InputLayer::AddLine(const NetworkGroup& group, int64_t column) {
  std::vector<double> values(width(), 0.0), slopes(width(), 0.0);
  AddTerm(group, column, 0, 1, values, slopes);
  curves_.push_back({0, 0, 0, static_cast<int64_t>(coefficients_.size())});
  coefficients_.insert(coefficients_.end(), slopes.begin(), slopes.end());
}

void InputLayer::AddCurve(const NetworkGroup& group, int64_t column, std::vector<Ramp> ramps) {
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

  curves_.push_back({static_cast<int64_t>(edges.size()), static_cast<int64_t>(edges_.size()),
                     static_cast<int64_t>(anchors_.size()),
                     static_cast<int64_t>(coefficients_.size())});
  edges_.insert(edges_.end(), edges.begin(), edges.end());
  AddSegment(group, column, ramps, edges.front(), -kInfinity, edges.front());
  for (size_t s = 0; s < edges.size(); ++s) {
    const double high = s + 1 < edges.size() ? edges[s + 1] : kInfinity;
    AddSegment(group, column, ramps, edges[s], edges[s], high);
  }
}

void InputLayer::AddSegment(const NetworkGroup& group, int64_t column,
                            const std::vector<Ramp>& ramps, double anchor, double low,
                            double high) {
  // Sums in double: a segment gathers every ramp of its column once, for all predictions.
  std::vector<double> values(width(), 0.0), slopes(width(), 0.0);
  AddTerm(group, column, anchor, 1, values, slopes);
  for (const Ramp& ramp : ramps) {
    if (ramp.high <= low) {
      AddTerm(group, ramp.input, 0.5, 0, values, slopes);
    } else if (ramp.low >= high) {
      AddTerm(group, ramp.input, -0.5, 0, values, slopes);
    } else {
      const double progress = (anchor - ramp.low) * ramp.inverse_width;
      AddTerm(group, ramp.input, progress - 0.5, ramp.inverse_width, values, slopes);
    }
  }
  anchors_.push_back(static_cast<float>(anchor));
  coefficients_.insert(coefficients_.end(), values.begin(), values.end());
  coefficients_.insert(coefficients_.end(), slopes.begin(), slopes.end());
}

// Adds what `input` of every member's network gives where it has this value and slope.
void InputLayer::AddTerm(const NetworkGroup& group, int64_t input, double value, double slope,
                         std::vector<double>& values, std::vector<double>& slopes) const {
  const int64_t member_parameters = ParameterCount(group.sizes);
  const int64_t outputs = group.sizes[1];
  for (int64_t member = 0; member < group.members; ++member) {
    const float* parameters = group.parameters.data() + member * member_parameters;
    const double scale = parameters[member_parameters - group.sizes[0] + input];
    const float* weights = parameters + input * outputs;
    for (int64_t o = 0; o < outputs; ++o) {
      values[member * member_width_ + o] += value * scale * weights[o];
      slopes[member * member_width_ + o] += slope * scale * weights[o];
    }
  }
}

void InputLayer::Apply(const float* features, float* out) const {
  const int64_t layer_width = width();
  std::copy(bias_.begin(), bias_.end(), out);
  for (size_t c = 0; c < curves_.size(); ++c) {
    const Curve& curve = curves_[c];
    const float value = features[c];
    const float* coefficients = coefficients_.data() + curve.coefficients;
    if (curve.edge_count == 0) {
      // Most columns of a category's levels are 0.
      if (value != 0) AddScaled(coefficients, value, layer_width, out);
      continue;
    }
    const float* edges = edges_.data() + curve.first_edge;
    int64_t segment = 0;
    for (int64_t e = 0; e < curve.edge_count; ++e) segment += value >= edges[e] ? 1 : 0;
    const float offset = value - anchors_[curve.first_anchor + segment];
    AddAffine(coefficients + segment * 2 * layer_width, offset, layer_width, out);
  }
}

}  // namespace counterweight
