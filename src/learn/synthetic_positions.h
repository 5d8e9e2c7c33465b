// The outer variables of learn_positions: where each synthetic row lies.
#ifndef COUNTERWEIGHT_SRC_LEARN_SYNTHETIC_POSITIONS_H_
#define COUNTERWEIGHT_SRC_LEARN_SYNTHETIC_POSITIONS_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "src/augment/synthetic_set.h"
#include "src/base/byte_codec.h"
#include "src/features/preprocessing.h"
#include "src/features/ramp_encoding.h"

namespace counterweight {

// [d], 1 where a row may move: columns with a ramp; where the encoding has no ramp at all, columns
// of more than two distinct values. Between the two values of a category or a flag lies nothing.
std::vector<uint8_t> MovableColumns(const RampEncoding& encoding, const Matrix& matrix);

// Rows walk against the outer loss's derivative in their position, never further from their start
// than half the distance between their parents. Borrows the set for what does not move; remembers
// where the rows start, so it is made before they move.
class SyntheticPositions {
 public:
  SyntheticPositions(const SyntheticSet& set, int members, std::vector<uint8_t> movable);

  // derivatives: RowPositionDerivatives, row-major [K, m, d]. counts [K]: 0 for a
  // member whose derivatives are to be left out. progress: share of the run's steps done, [0, 1].
  // Per class: derivatives are scaled to mean norm 1 per member over the rows it may use, averaged
  // over those members, and enter a momentum of 0.9. A row steps 0.03 (1 - progress) |x_q - x_p|
  // along it; one whose momentum is below the class's mean norm, by that much less. Without any
  // derivative the class stays.
  void Update(absl::Span<const float> derivatives, absl::Span<const uint8_t> counts,
              double progress, Matrix& positions);

  // The momentum and where the rows lie.
  void Save(const Matrix& positions, ByteWriter& writer) const;
  // DATA_LOSS if the sizes are not this set's.
  absl::Status Restore(ByteReader& reader, Matrix& positions);

 private:
  // The sum of what members say about each row of a class, and how many do.
  struct Judgement {
    std::vector<double> sums;  // [rows, d]
    std::vector<int> members;  // [rows]
  };

  void Judge(int member, absl::Span<const int64_t> rows, absl::Span<const float> derivatives,
             Judgement& judgement) const;
  // Their mean enters the momenta; false if no member says anything.
  bool MoveMomenta(absl::Span<const int64_t> rows, absl::Span<const float> derivatives,
                   absl::Span<const uint8_t> counts);
  void MoveRows(absl::Span<const int64_t> rows, double step, Matrix& positions) const;
  // Back onto the ball around the row's start.
  void Project(int64_t row, float* position) const;

  const SyntheticSet& set_;
  int members_;
  std::vector<uint8_t> movable_;                     // [d]
  std::vector<std::vector<int64_t>> rows_of_class_;  // of classes that have any
  Matrix start_;                                     // [m, d]
  std::vector<double> momenta_;                      // [m, d]
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_SYNTHETIC_POSITIONS_H_
