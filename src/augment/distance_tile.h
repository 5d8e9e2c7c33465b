// Squared distances of a few rows to a few others, in registers.
#ifndef COUNTERWEIGHT_SRC_AUGMENT_DISTANCE_TILE_H_
#define COUNTERWEIGHT_SRC_AUGMENT_DISTANCE_TILE_H_

#include <cstdint>
#include <cstring>

namespace counterweight {

// 4 queries by 2 vectors of 8 rows: eight running sums, which with what they are computed from fill
// AVX2's sixteen registers. Each value that is loaded is used 4 or 16 times.
inline constexpr int kTileQueries = 4;
inline constexpr int kTileRows = 16;

// [kTileQueries, kTileRows]
struct DistanceTile {
  float squared[kTileQueries][kTileRows];
};

// Squared distances of the queries to the rows of one tile, in float. Differences are squared, not
// expanded into |a|^2 + |b|^2 - 2ab: nothing cancels, so the relative error stays below
// (columns + 4) units in the last place wherever the rows lie. It costs a subtraction more, for
// which AMD's processors since Zen have units of their own.
//
// queries: kTileQueries rows of `columns` values. tile: [columns, kTileRows], a column's values
// side by side; NaN in a row that is not there, which is near to nothing. Out: whether any distance
// is
// <= its query's or its row's bound; `out` is filled only then.
inline bool AnyWithinBounds(const float* queries, const float* tile, int64_t columns,
                            const float* query_bounds, const float* row_bounds, DistanceTile& out) {
  // The compiler's own vector types (GCC and Clang): plain operators work lane by lane.
  using Lanes = float __attribute__((vector_size(32)));
  using Mask = int32_t __attribute__((vector_size(32)));
  constexpr int kLanes = 8, kVectors = kTileRows / kLanes;
  const auto load = [](const float* values) {
    Lanes lanes;
    std::memcpy(&lanes, values, sizeof(lanes));
    return lanes;
  };
  Lanes sums[kTileQueries][kVectors] = {};
  for (int64_t c = 0; c < columns; ++c) {
    const Lanes rows[kVectors] = {load(tile + c * kTileRows), load(tile + c * kTileRows + kLanes)};
    for (int q = 0; q < kTileQueries; ++q) {
      for (int v = 0; v < kVectors; ++v) {
        const Lanes difference = rows[v] - queries[c * kTileQueries + q];
        sums[q][v] += difference * difference;
      }
    }
  }
  Mask within = {};
  for (int v = 0; v < kVectors; ++v) {
    const Lanes row_bound = load(row_bounds + v * kLanes);
    for (int q = 0; q < kTileQueries; ++q) {
      within |= (sums[q][v] <= query_bounds[q]) | (sums[q][v] <= row_bound);
    }
  }
  int64_t words[4];
  std::memcpy(words, &within, sizeof(words));
  if ((words[0] | words[1] | words[2] | words[3]) == 0) return false;
  std::memcpy(out.squared, sums, sizeof(out.squared));
  return true;
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_AUGMENT_DISTANCE_TILE_H_
