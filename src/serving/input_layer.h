// The first layer of a group's networks, taken together with the ramp encoding and the input
// scales.
#ifndef COUNTERWEIGHT_SRC_SERVING_INPUT_LAYER_H_
#define COUNTERWEIGHT_SRC_SERVING_INPUT_LAYER_H_

#include <cstdint>
#include <vector>

#include "src/artifact/artifact.h"

namespace counterweight {

// (gamma * e(x)) W_1 + b_1 of every member, without forming e(x).
//
// What one column gives to the layer is a piecewise-linear curve of its value: between two edges of
// its ramps every lower ramp stands at +1/2, every higher one at -1/2 and the ones between are
// linear. So a curve is a list of segments, each with the value at its anchor and a slope, and a
// row costs one lookup and one multiply-add per column, O(columns * hidden), instead of a product
// over all ramps. Anchors lie at the segments' ends, so steep narrow ramps cancel nothing.
//
// The members' layers lie side by side: a column is looked up once for all of them. Immutable.
class InputLayer {
 public:
  explicit InputLayer(const NetworkGroup& group);

  // Floats of one member's pre-activations: the first hidden width, padded.
  int64_t member_width() const { return member_width_; }
  // Of all members.
  int64_t width() const { return static_cast<int64_t>(bias_.size()); }

  // features: one row of the preprocessed matrix, finite. out [width()].
  void Apply(const float* features, float* out) const;

 private:
  // Of one matrix column. Without edges it is a line through the origin: one slope. Else there are
  // edge_count + 1 segments.
  struct Curve {
    int64_t edge_count = 0;
    int64_t first_edge = 0;
    int64_t first_anchor = 0;
    int64_t coefficients = 0;  // where its coefficients begin
  };
  struct Ramp;

  void AddCurve(const NetworkGroup& group, int64_t column, std::vector<Ramp> ramps);
  void AddLine(const NetworkGroup& group, int64_t column);
  void AddSegment(const NetworkGroup& group, int64_t column, const std::vector<Ramp>& ramps,
                  double anchor, double low, double high);
  void AddTerm(const NetworkGroup& group, int64_t input, double value, double slope,
               std::vector<double>& values, std::vector<double>& slopes) const;

  int64_t member_width_ = 0;
  std::vector<float> bias_;     // [members * member_width]
  std::vector<Curve> curves_;   // one per matrix column
  std::vector<float> edges_;    // of all curves, ascending within one
  std::vector<float> anchors_;  // of all segments
  // Per line: slope [width]. Per segment: value at the anchor [width], slope [width].
  std::vector<float> coefficients_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_INPUT_LAYER_H_
