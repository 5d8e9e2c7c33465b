#include "src/features/ramp_encoding.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"

namespace counterweight {
namespace {

// 0 below the ramp, 1 above it.
float Progress(float value, float low, float inverse_width) {
  return std::min(std::max((value - low) * inverse_width, 0.0f), 1.0f);
}

}  // namespace

void RampEncoding::EncodeRow(const float* input, float* output) const {
  std::copy(input, input + input_width, output);
  for (int64_t t = 0; t < ramp_count(); ++t) {
    output[input_width + t] = Progress(input[columns[t]], lows[t], inverse_widths[t]) - 0.5f;
  }
}

void RampEncoding::Encode(ByteWriter& writer) const {
  writer.Put(input_width);
  writer.PutVector(columns);
  writer.PutVector(lows);
  writer.PutVector(inverse_widths);
}

RampEncoding RampEncoding::Decode(ByteReader& reader) {
  RampEncoding encoding;
  encoding.input_width = reader.Get<int64_t>();
  encoding.columns = reader.GetVector<int32_t>();
  encoding.lows = reader.GetVector<float>();
  encoding.inverse_widths = reader.GetVector<float>();
  return encoding;
}

absl::Status RampEncoding::Validate() const {
  if (input_width < 1 || input_width > std::numeric_limits<int32_t>::max()) {
    return absl::DataLossError(absl::StrCat("ramp encoding of ", input_width, " columns"));
  }
  if (lows.size() != columns.size() || inverse_widths.size() != columns.size()) {
    return absl::DataLossError(absl::StrCat("ramp encoding of ", columns.size(), " columns, ",
                                            lows.size(), " lows and ", inverse_widths.size(),
                                            " widths"));
  }
  for (size_t t = 0; t < columns.size(); ++t) {
    const int32_t previous = t == 0 ? 0 : columns[t - 1];
    const bool has_column = columns[t] >= previous && columns[t] < input_width;
    const bool is_finite = std::isfinite(lows[t]) && std::isfinite(inverse_widths[t]);
    if (!has_column || !is_finite || inverse_widths[t] <= 0) {
      return absl::DataLossError(absl::StrCat("ramp ", t, " of ", columns.size(), " (column ",
                                              columns[t], ") is not consistent"));
    }
  }
  return absl::OkStatus();
}

Matrix EncodeRamps(const RampEncoding& encoding, const Matrix& matrix) {
  Matrix encoded;
  encoded.rows = matrix.rows;
  encoded.columns = encoding.width();
  encoded.values.resize(encoded.rows * encoded.columns);
  for (int64_t r = 0; r < matrix.rows; ++r) encoding.EncodeRow(matrix.row(r), encoded.row(r));
  return encoded;
}

}  // namespace counterweight
