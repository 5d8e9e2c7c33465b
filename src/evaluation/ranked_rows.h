// Rows sorted once, for average precision under many multiplicities.
#ifndef COUNTERWEIGHT_SRC_EVALUATION_RANKED_ROWS_H_
#define COUNTERWEIGHT_SRC_EVALUATION_RANKED_ROWS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace counterweight {

// One class against the rest. Immutable after construction.
class RankedRows {
 public:
  // scores [rows], none NaN, higher means more likely of class `label`; labels [rows]; fewer than
  // 2^32 rows.
  RankedRows(absl::Span<const float> scores, absl::Span<const uint32_t> labels, uint32_t label);

  // ranking.h's AveragePrecision of the rows with row r repeated multiplicities[r] times (0: left
  // out). multiplicities [rows]; at least one row of the class is not left out. Takes O(rows).
  double AveragePrecision(absl::Span<const uint32_t> multiplicities) const;

 private:
  struct RankedRow {
    uint32_t row;
    bool is_positive;
    bool is_last_of_its_score;  // of equal scores: they share one threshold
  };

  std::vector<RankedRow> ranking_;  // by score, highest first
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_EVALUATION_RANKED_ROWS_H_
