// The fitted preprocessing as one pass over a row's cells.
#ifndef COUNTERWEIGHT_SRC_SERVING_ROW_FEATURES_H_
#define COUNTERWEIGHT_SRC_SERVING_ROW_FEATURES_H_

#include <cstdint>
#include <vector>

#include "src/features/preprocessing.h"

namespace counterweight {

// A row's cells: one double per schema column, in schema order; numbers as in Column (a missing one
// is NaN), of a categorical column its code, which a double holds exactly. Immutable.
class RowFeatures {
 public:
  explicit RowFeatures(const Preprocessing& preprocessing);

  // Of the result.
  int64_t width() const { return width_; }

  // cells [schema columns] -> features [width()], to the bit what Transform makes of a table.
  void Apply(const double* cells, float* features) const;

 private:
  struct Levels {
    int32_t source = 0;
    std::vector<int32_t> places;  // of a code among the levels' columns; -1: none
    int32_t missing_place = -1;
    int32_t width = 0;
  };

  void ScaleNumbers(const double* cells, float* features) const;

  int64_t width_ = 0;
  // Of the numeric features, one array each so that a register takes several: (x - centre) / scale.
  std::vector<int32_t> sources_;
  std::vector<double> medians_, centres_, scales_;
  // Those that are scaled by rank: (index, feature).
  std::vector<std::pair<int32_t, NumericFeature>> by_rank_;
  std::vector<int32_t> indicator_sources_;
  std::vector<Levels> levels_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_ROW_FEATURES_H_
