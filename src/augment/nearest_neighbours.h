// Nearest rows by Euclidean distance.
#ifndef COUNTERWEIGHT_SRC_AUGMENT_NEAREST_NEIGHBOURS_H_
#define COUNTERWEIGHT_SRC_AUGMENT_NEAREST_NEIGHBOURS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/features/preprocessing.h"

namespace counterweight {

// For each row of `matrix` its k nearest other rows, nearest first: row-major [rows, k], row
// numbers. 1 <= k <= rows - 1; values are finite. Ties: the lower row number. A row equal to
// another is at distance 0 of it and a valid neighbour; no row is its own. The order is that of
// distances computed in double from the float values: a float pass (distance_tile.h) only passes
// over rows that cannot be among the k. Cost: O(rows^2 * columns), each pair of rows once; memory
// O(rows * k), and some 128 KiB of rows packed at a time.
std::vector<int64_t> NearestNeighbours(const Matrix& matrix, int k);

// The same for the rows `queries` of `matrix` alone: row-major [queries.size(), k].
// Cost: O(queries * rows * columns), never more than that of all rows.
std::vector<int64_t> NearestNeighboursOf(const Matrix& matrix, absl::Span<const int64_t> queries,
                                         int k);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_AUGMENT_NEAREST_NEIGHBOURS_H_
