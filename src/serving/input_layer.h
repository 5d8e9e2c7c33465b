// The first layer of a group's networks, taken together with the ramp encoding and the input
// scales.
#ifndef COUNTERWEIGHT_SRC_SERVING_INPUT_LAYER_H_
#define COUNTERWEIGHT_SRC_SERVING_INPUT_LAYER_H_

#include <cstdint>
#include <vector>

#include "src/artifact/artifact.h"
#include "src/serving/aligned_floats.h"
#include "src/serving/kernels.h"

namespace counterweight {

// What InputLayer::Apply works in; grows to what is asked of it and stays. One thread at a time.
struct InputScratch {
  AlignedFloats curve_values;        // [padded curves]
  std::vector<int32_t> edge_counts;  // [padded curves]
  // Per row of a batch, room for all lines and all curves.
  std::vector<int32_t> lines, segments;
  std::vector<float> line_values, offsets;
  std::vector<InputTerms> terms;  // views of the above
};

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
  // Of all members, padded to whole blocks.
  int64_t width() const { return static_cast<int64_t>(bias_.size()); }

  // features: [rows, matrix columns], row-major, finite. out: row-major [rows, width()].
  void Apply(const Kernels& kernels, int64_t rows, const float* features, InputScratch& scratch,
             float* out) const;

 private:
  void AddColumns(const NetworkGroup& group);
  void Reserve(int64_t rows, InputScratch& scratch) const;
  // The terms of row `row` of a batch, in scratch.
  void FindTerms(const Kernels& kernels, int64_t row, const float* features,
                 InputScratch& scratch) const;

  int64_t matrix_columns_ = 0;
  int64_t member_width_ = 0;
  AlignedFloats bias_;  // [width()]

  // Matrix columns without ramps: lines through the origin.
  std::vector<int64_t> line_columns_;
  AlignedFloats lines_;  // [blocks, lines, kInputBlock] slopes

  // Matrix columns with ramps: edge_count + 1 segments each.
  std::vector<int64_t> curve_columns_;
  std::vector<int32_t> first_segments_;  // [curves]
  int64_t most_edges_ = 0;               // of a curve
  AlignedFloats edges_;                  // [most_edges, padded curves]
  std::vector<float> anchors_;           // of all segments
  AlignedFloats segments_;               // [blocks, segments, {value, slope}, kInputBlock]
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_INPUT_LAYER_H_
