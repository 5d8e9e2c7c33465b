#include "src/learn/synthetic_positions.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <utility>

namespace counterweight {
namespace {

constexpr double kMomentum = 0.9;
constexpr double kStep = 0.03;            // of the distance between the parents
constexpr double kLargestDistance = 0.5;  // from the start, of that distance
constexpr double kSmallestNorm = 1e-12;

bool HasMoreThanTwoValues(const Matrix& matrix, int64_t column) {
  std::unordered_set<float> values;
  for (int64_t row = 0; row < matrix.rows && values.size() <= 2; ++row) {
    values.insert(matrix.row(row)[column]);
  }
  return values.size() > 2;
}

template <typename T>
double Norm(const T* values, int64_t count) {
  double squares = 0;
  for (int64_t c = 0; c < count; ++c) squares += static_cast<double>(values[c]) * values[c];
  return std::sqrt(squares);
}

}  // namespace

std::vector<uint8_t> MovableColumns(const RampEncoding& encoding, const Matrix& matrix) {
  std::vector<uint8_t> movable(matrix.columns, 0);
  for (const int32_t column : encoding.columns) movable[column] = 1;
  if (encoding.ramp_count() > 0) return movable;
  for (int64_t column = 0; column < matrix.columns; ++column) {
    movable[column] = HasMoreThanTwoValues(matrix, column);
  }
  return movable;
}

SyntheticPositions::SyntheticPositions(const SyntheticSet& set, int members,
                                       std::vector<uint8_t> movable)
    : set_(set),
      members_(members),
      movable_(std::move(movable)),
      start_(set.features),
      momenta_(set.features.values.size(), 0.0) {
  for (int64_t row = 0; row < set.size(); ++row) {
    // Rows of a class are contiguous.
    const bool first_of_class = row == 0 || set.classes[row] != set.classes[row - 1];
    if (first_of_class) rows_of_class_.emplace_back();
    rows_of_class_.back().push_back(row);
  }
}

void SyntheticPositions::Judge(int member, absl::Span<const int64_t> rows,
                               absl::Span<const float> derivatives, Judgement& judgement) const {
  const int64_t columns = start_.columns;
  const uint8_t* usable = set_.usable.data() + member * set_.size();
  std::vector<double> moves;  // of the rows the member may use
  double norm_sum = 0;
  for (const int64_t row : rows) {
    if (!usable[row]) continue;
    const float* derivative = derivatives.data() + (member * set_.size() + row) * columns;
    for (int64_t c = 0; c < columns; ++c) moves.push_back(movable_[c] ? derivative[c] : 0.0);
    norm_sum += Norm(moves.data() + moves.size() - columns, columns);
  }
  const double count = static_cast<double>(moves.size()) / static_cast<double>(columns);
  const double scale = count / std::max(norm_sum, kSmallestNorm);
  const double* move = moves.data();
  for (size_t i = 0; i < rows.size(); ++i) {
    if (!usable[rows[i]]) continue;
    for (int64_t c = 0; c < columns; ++c) judgement.sums[i * columns + c] += scale * *move++;
    ++judgement.members[i];
  }
}

bool SyntheticPositions::MoveMomenta(absl::Span<const int64_t> rows,
                                     absl::Span<const float> derivatives,
                                     absl::Span<const uint8_t> counts) {
  const int64_t columns = start_.columns;
  Judgement judgement;
  judgement.sums.assign(rows.size() * columns, 0.0);
  judgement.members.assign(rows.size(), 0);
  for (int member = 0; member < members_; ++member) {
    if (counts[member]) Judge(member, rows, derivatives, judgement);
  }
  if (*std::max_element(judgement.members.begin(), judgement.members.end()) == 0) return false;
  for (size_t i = 0; i < rows.size(); ++i) {
    const double share = (1 - kMomentum) / std::max(1, judgement.members[i]);
    double* momentum = momenta_.data() + rows[i] * columns;
    for (int64_t c = 0; c < columns; ++c) {
      momentum[c] = kMomentum * momentum[c] + share * judgement.sums[i * columns + c];
    }
  }
  return true;
}

void SyntheticPositions::MoveRows(absl::Span<const int64_t> rows, double step,
                                  Matrix& positions) const {
  const int64_t columns = start_.columns;
  double mean_norm = 0;
  for (const int64_t row : rows) mean_norm += Norm(momenta_.data() + row * columns, columns);
  mean_norm = std::max(mean_norm / static_cast<double>(rows.size()), kSmallestNorm);
  for (const int64_t row : rows) {
    const double* momentum = momenta_.data() + row * columns;
    const double length = step * set_.radii[row] / std::max(Norm(momentum, columns), mean_norm);
    float* position = positions.row(row);
    for (int64_t c = 0; c < columns; ++c) {
      // A column that may not move keeps its very bits.
      if (movable_[c]) position[c] = static_cast<float>(position[c] - length * momentum[c]);
    }
    Project(row, position);
  }
}

void SyntheticPositions::Project(int64_t row, float* position) const {
  const float* start = start_.row(row);
  std::vector<double> offset(start_.columns);
  for (int64_t c = 0; c < start_.columns; ++c) {
    offset[c] = static_cast<double>(position[c]) - start[c];
  }
  const double distance = Norm(offset.data(), start_.columns);
  const double largest = kLargestDistance * set_.radii[row];
  if (distance <= largest) return;
  for (int64_t c = 0; c < start_.columns; ++c) {
    if (movable_[c]) position[c] = static_cast<float>(start[c] + offset[c] * largest / distance);
  }
}

void SyntheticPositions::Update(absl::Span<const float> derivatives,
                                absl::Span<const uint8_t> counts, double progress,
                                Matrix& positions) {
  for (const std::vector<int64_t>& rows : rows_of_class_) {
    // Without any derivative, momentum alone would go on moving the class.
    if (!MoveMomenta(rows, derivatives, counts)) continue;
    MoveRows(rows, kStep * (1 - progress), positions);
  }
}

void SyntheticPositions::Save(const Matrix& positions, ByteWriter& writer) const {
  writer.PutVector(momenta_);
  writer.PutVector(positions.values);
}

absl::Status SyntheticPositions::Restore(ByteReader& reader, Matrix& positions) {
  std::vector<double> momenta = reader.GetVector<double>();
  std::vector<float> values = reader.GetVector<float>();
  if (momenta.size() != momenta_.size() || values.size() != positions.values.size()) {
    return absl::DataLossError("the checkpoint's positions are of another synthetic set");
  }
  momenta_ = std::move(momenta);
  positions.values = std::move(values);
  return absl::OkStatus();
}

}  // namespace counterweight
