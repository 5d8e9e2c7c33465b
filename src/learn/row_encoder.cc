#include "src/learn/row_encoder.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/tensor/conversion.h"

namespace counterweight {
namespace {

// Edges that are compared with a value at once.
constexpr int64_t kEdgesAtOnce = 8;
// A ramp's end is stored as 1 / (end - low), rounded; within this share of its width of the next
// ramp's low it is that low.
constexpr double kJoinTolerance = 1e-3;

// The edges of the ramps [first, last) of one column.
absl::StatusOr<std::vector<double>> EdgesOf(const RampEncoding& encoding, int64_t first,
                                            int64_t last) {
  std::vector<double> edges;
  for (int64_t t = first; t < last; ++t) {
    const double low = encoding.lows[t];
    const double width = 1 / static_cast<double>(encoding.inverse_widths[t]);
    if (t > first && std::abs(edges.back() - low) > kJoinTolerance * width) {
      return absl::InvalidArgumentError(
          absl::StrCat("the ramps of column ", encoding.columns[t], " do not join"));
    }
    if (t > first) edges.back() = low;
    if (t == first) edges.push_back(low);
    edges.push_back(low + width);
  }
  return edges;
}

// How many of the edges, so many groups of kEdgesAtOnce, are at most `value`.
int32_t CountEdges(const float* edges, int32_t groups, float value) {
  int32_t passed = 0;
  for (int32_t group = 0; group < groups; ++group, edges += kEdgesAtOnce) {
    for (int64_t i = 0; i < kEdgesAtOnce; ++i) passed += value >= edges[i] ? 1 : 0;
  }
  return passed;
}

// Rows of a batch lie anywhere in a matrix that no cache holds.
void PrefetchRow(const float* row, int64_t columns) {
  constexpr int64_t kLine = 16;
  for (int64_t c = 0; c < columns; c += kLine) __builtin_prefetch(row + c);
}
constexpr size_t kRowsAhead = 8;

}  // namespace

int64_t LongestCount(const MemberRows& rows) {
  size_t longest = 0;
  for (const std::vector<int64_t>& member : rows) longest = std::max(longest, member.size());
  return static_cast<int64_t>(longest);
}

absl::StatusOr<RowEncoder> RowEncoder::Create(const RampEncoding& encoding) {
  RowEncoder encoder(encoding.input_width);
  for (int64_t first = 0; first < encoding.ramp_count();) {
    int64_t last = first;
    while (last < encoding.ramp_count() && encoding.columns[last] == encoding.columns[first]) {
      ++last;
    }
    CW_ASSIGN_OR_RETURN(const std::vector<double> edges, EdgesOf(encoding, first, last));
    encoder.layout_.AddCurve(encoding.columns[first], edges);
    encoder.AddSearch(edges);
    first = last;
  }
  const absl::Span<const double> knots = encoder.layout_.knots();
  for (size_t k = 0; k < knots.size(); ++k) {
    // Between the last knot of a curve and the first of the next there is nothing.
    const double width = k + 1 < knots.size() ? knots[k + 1] - knots[k] : 0;
    encoder.knots_.push_back(static_cast<float>(knots[k]));
    encoder.inverse_widths_.push_back(width > 0 ? static_cast<float>(1 / width) : 0.0f);
  }
  return encoder;
}

void RowEncoder::AddSearch(absl::Span<const double> edges) {
  const InputCurve& curve = layout_.curves().back();
  CurveSearch search;
  search.column = static_cast<int32_t>(curve.column);
  search.first_knot = static_cast<int32_t>(curve.first_knot);
  search.first_edge = static_cast<int32_t>(edges_.size());
  for (const double edge : edges) edges_.push_back(static_cast<float>(edge));
  while (edges_.size() % kEdgesAtOnce != 0) {
    edges_.push_back(std::numeric_limits<float>::infinity());
  }
  search.edge_groups = (static_cast<int32_t>(edges_.size()) - search.first_edge) / kEdgesAtOnce;
  searches_.push_back(search);
}

void RowEncoder::Prepare(int64_t members, int64_t count, EncodedRows& encoded) const {
  encoded.layout = &layout_;
  encoded.members = members;
  encoded.count = count;
  const auto curves = static_cast<int64_t>(layout_.curves().size());
  const auto lines = static_cast<int64_t>(layout_.lines().size());
  encoded.knots.resize(members * count * curves);
  EnsureShape(encoded.line_values, {members, count, lines}, at::kFloat);
  EnsureShape(encoded.shares, {members, count, curves}, at::kFloat);
}

void RowEncoder::EncodeRow(const float* row, int64_t index, EncodedRows& encoded) const {
  const auto curves = static_cast<int64_t>(searches_.size());
  int32_t* knots = encoded.knots.data() + index * curves;
  float* shares = encoded.shares.data_ptr<float>() + index * curves;
  for (const CurveSearch& search : searches_) {
    const float value = row[search.column];
    const int32_t knot = search.first_knot +
                         CountEdges(edges_.data() + search.first_edge, search.edge_groups, value);
    *knots++ = knot;
    *shares++ = (value - knots_.data()[knot]) * inverse_widths_.data()[knot];
  }
  const auto lines = static_cast<int64_t>(layout_.lines().size());
  float* values = encoded.line_values.data_ptr<float>() + index * lines;
  for (const int64_t column : layout_.lines()) *values++ = row[column];
}

void RowEncoder::FillUp(int64_t index, EncodedRows& encoded) const {
  const auto curves = static_cast<int64_t>(searches_.size());
  for (int64_t c = 0; c < curves; ++c) {
    encoded.knots[index * curves + c] = searches_[c].first_knot;
    encoded.shares.data_ptr<float>()[index * curves + c] = 0;
  }
  const auto lines = static_cast<int64_t>(layout_.lines().size());
  std::fill_n(encoded.line_values.data_ptr<float>() + index * lines, lines, 0.0f);
}

void RowEncoder::EncodeMemberRows(const Matrix& matrix, const MemberRows& rows,
                                  EncodedRows& encoded) const {
  const int64_t count = LongestCount(rows);
  Prepare(static_cast<int64_t>(rows.size()), count, encoded);
  int64_t index = 0;
  for (const std::vector<int64_t>& member : rows) {
    for (size_t i = 0; i < member.size(); ++i) {
      if (i + kRowsAhead < member.size()) {
        PrefetchRow(matrix.row(member[i + kRowsAhead]), matrix.columns);
      }
      EncodeRow(matrix.row(member[i]), index++, encoded);
    }
    for (auto i = static_cast<int64_t>(member.size()); i < count; ++i) {
      FillUp(index++, encoded);
    }
  }
  encoded.IndexLines();
}

MemberRows PartOfRows(const MemberRows& rows, int64_t first, int64_t count) {
  MemberRows part;
  part.reserve(rows.size());
  for (const std::vector<int64_t>& member : rows) {
    const auto size = static_cast<int64_t>(member.size());
    part.emplace_back(member.begin() + std::min(first, size),
                      member.begin() + std::min(first + count, size));
  }
  return part;
}

std::vector<float> SpreadMemberRows(absl::Span<const float> values, const MemberRows& rows,
                                    int64_t width, int64_t matrix_rows) {
  const int64_t count = LongestCount(rows);
  std::vector<float> spread(static_cast<int64_t>(rows.size()) * matrix_rows * width, 0.0f);
  for (size_t member = 0; member < rows.size(); ++member) {
    const float* from = values.data() + static_cast<int64_t>(member) * count * width;
    float* to = spread.data() + static_cast<int64_t>(member) * matrix_rows * width;
    for (const int64_t row : rows[member]) {
      std::copy_n(from, width, to + row * width);
      from += width;
    }
  }
  return spread;
}

std::vector<uint32_t> GatherMemberValues(absl::Span<const uint32_t> values,
                                         const MemberRows& rows) {
  const int64_t count = LongestCount(rows);
  std::vector<uint32_t> gathered(rows.size() * count, 0);
  for (size_t member = 0; member < rows.size(); ++member) {
    for (size_t i = 0; i < rows[member].size(); ++i) {
      gathered[member * count + i] = values[rows[member][i]];
    }
  }
  return gathered;
}

}  // namespace counterweight
