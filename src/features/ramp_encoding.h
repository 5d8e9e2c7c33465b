// Piecewise-linear encoding of numeric columns (Gorishniy, Rubachev, Babenko 2022) with edges where
// the minority is, or where a decision tree cuts.
#ifndef COUNTERWEIGHT_SRC_FEATURES_RAMP_ENCODING_H_
#define COUNTERWEIGHT_SRC_FEATURES_RAMP_ENCODING_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "src/base/byte_codec.h"
#include "src/features/preprocessing.h"

namespace counterweight {

// e(x) = [x, ramps]; ramp t of column c: clamp((x_c - low_t) * inverse_width_t, 0, 1) - 1/2.
struct RampEncoding {
  int64_t input_width = 0;       // d
  std::vector<int32_t> columns;  // [ramps], ascending; a matrix column each
  std::vector<float> lows;       // [ramps]
  std::vector<float> inverse_widths;

  int64_t ramp_count() const { return static_cast<int64_t>(columns.size()); }
  // D = d + ramps.
  int64_t width() const { return input_width + ramp_count(); }

  // input [input_width] -> output [width()].
  void EncodeRow(const float* input, float* output) const;

  void Encode(ByteWriter& writer) const;
  static RampEncoding Decode(ByteReader& reader);
  absl::Status Validate() const;  // DATA_LOSS
};

// matrix: the training rows, preprocessed. labels: their classes, [matrix.rows]; class_count >= 2.
// Columns: numeric features with more than two distinct values.
// Edges (kMinorityQuantile): the union of T/2 + 1 equally spaced quantiles of all rows and T - T/2
// mid-quantiles ((i + 1/2) / count) of the minority rows. Several classes: those are shared out
// over all classes but the largest, rarest first, at least one each (more classes than
// mid-quantiles: the rarest get one each). kQuantile: T + 1 equally spaced quantiles of all rows.
// kTree: the minimum, the maximum and the thresholds of a decision tree on the column with at most
// min(16, T) leaves of at least 8 rows each (threshold_tree.h), so at most that many ramps.
// Quantiles interpolate linearly (Hyndman & Fan 1996, type 7). An edge less than 1e-6 above the one
// before is dropped. T = ramps, lowered so that columns x T <= 256; below 4 there are no ramps.
RampEncoding FitRampEncoding(const Matrix& matrix, absl::Span<const uint32_t> labels,
                             int class_count, const Preprocessing& preprocessing, int ramps,
                             RampEdgesKind edges);

// All rows: [matrix.rows, width()].
Matrix EncodeRamps(const RampEncoding& encoding, const Matrix& matrix);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_FEATURES_RAMP_ENCODING_H_
