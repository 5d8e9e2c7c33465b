#include "src/augment/nearest_neighbours.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "src/augment/distance_tile.h"
#include "src/augment/nearest_lists.h"

namespace counterweight {
namespace {

// Bytes of packed rows that all queries pass over before the next ones are packed: half of a small
// second-level cache.
constexpr int64_t kBlockBytes = 128 << 10;

// Writes `source`, [columns], as one row of a packed tile of tile_rows.
void PackRow(const float* source, int64_t columns, int tile_rows, float* packed) {
  for (int64_t c = 0; c < columns; ++c) packed[c * tile_rows] = source[c];
}

// Rows [first, first + rows) of a matrix, tile by tile, a column's values side by side within a
// tile. The last tile is filled up with NaN.
struct PackedBlock {
  int64_t first = 0;
  int64_t rows = 0;
  std::vector<float> values;  // [tiles, columns, kTileRows]
};

void Pack(const Matrix& matrix, int64_t first, int64_t rows, PackedBlock& block) {
  block.first = first;
  block.rows = rows;
  const int64_t tiles = (rows + kTileRows - 1) / kTileRows;
  block.values.assign(tiles * matrix.columns * kTileRows, std::numeric_limits<float>::quiet_NaN());
  for (int64_t r = 0; r < rows; ++r) {
    float* const tile = block.values.data() + r / kTileRows * matrix.columns * kTileRows;
    PackRow(matrix.row(first + r), matrix.columns, kTileRows, tile + r % kTileRows);
  }
}

// Not inlined: among the tile's registers GCC 12 kept the sum in memory.
[[gnu::noinline]] double SquaredDistance(const float* a, const float* b, int64_t columns) {
  double sum = 0;
  for (int64_t c = 0; c < columns; ++c) {
    const double difference = static_cast<double>(a[c]) - b[c];
    sum += difference * difference;
  }
  return sum;
}

constexpr float kNoBounds[kTileRows] = {
    NearestLists::kClosed, NearestLists::kClosed, NearestLists::kClosed, NearestLists::kClosed,
    NearestLists::kClosed, NearestLists::kClosed, NearestLists::kClosed, NearestLists::kClosed,
    NearestLists::kClosed, NearestLists::kClosed, NearestLists::kClosed, NearestLists::kClosed,
    NearestLists::kClosed, NearestLists::kClosed, NearestLists::kClosed, NearestLists::kClosed};

// kTileQueries queries that meet a block's rows.
struct QueryTile {
  int64_t first = 0;  // of the queries
  int64_t count = 0;
  bool is_mirrored = false;   // the block's rows are offered the queries, too
  std::vector<float> values;  // [columns, kTileQueries]; what a query that is not there left is NaN
};

class NeighbourSearch {
 public:
  // queries: row numbers; all rows in their order if `pairs_once`.
  NeighbourSearch(const Matrix& matrix, absl::Span<const int64_t> queries, int k, bool pairs_once)
      : matrix_(matrix),
        queries_(queries),
        pairs_once_(pairs_once),
        lists_(static_cast<int64_t>(queries.size()), k, matrix.columns) {}

  NearestLists Run() && {
    const int64_t tile_bytes =
        std::max<int64_t>(1, matrix_.columns) * kTileRows * static_cast<int64_t>(sizeof(float));
    const int64_t block_rows = std::max<int64_t>(1, kBlockBytes / tile_bytes) * kTileRows;
    PackedBlock block;
    for (int64_t first = 0; first < matrix_.rows; first += block_rows) {
      Pack(matrix_, first, std::min(block_rows, matrix_.rows - first), block);
      VisitBlock(block);
    }
    return std::move(lists_);
  }

 private:
  // Offers the block's rows to the queries. Where every row is a query, the distance of two rows is
  // computed once, for both: a block meets the queries before it, which are offered to its rows as
  // well, and those of its own; every list still gets its rows in ascending order.
  void VisitBlock(const PackedBlock& block) {
    const int64_t end =
        pairs_once_ ? block.first + block.rows : static_cast<int64_t>(queries_.size());
    QueryTile tile;
    for (tile.first = 0; tile.first < end; tile.first += kTileQueries) {
      tile.count = std::min<int64_t>(kTileQueries, end - tile.first);
      tile.is_mirrored = pairs_once_ && tile.first < block.first;
      tile.values.assign(matrix_.columns * kTileQueries, std::numeric_limits<float>::quiet_NaN());
      for (int64_t q = 0; q < tile.count; ++q) {
        PackRow(matrix_.row(queries_[tile.first + q]), matrix_.columns, kTileQueries,
                tile.values.data() + q);
      }
      VisitRows(tile, block);
    }
  }

  void VisitRows(const QueryTile& tile, const PackedBlock& block) {
    if (lists_.AreClosed(tile.first, tile.count) &&
        (!tile.is_mirrored || lists_.AreClosed(block.first, block.rows))) {
      return;
    }
    DistanceTile distances;
    const float* const bounds = lists_.bounds();
    for (int64_t start = 0; start < block.rows; start += kTileRows) {
      const float* const rows = block.values.data() + start * matrix_.columns;
      const float* const row_bounds = tile.is_mirrored ? bounds + block.first + start : kNoBounds;
      if (!AnyWithinBounds(tile.values.data(), rows, matrix_.columns, bounds + tile.first,
                           row_bounds, distances)) {
        continue;
      }
      const int64_t row_count = std::min<int64_t>(kTileRows, block.rows - start);
      for (int64_t q = 0; q < tile.count; ++q) {
        OfferRows(tile.first + q, block.first + start,
                  {distances.squared[q], static_cast<size_t>(row_count)}, tile.is_mirrored);
      }
    }
  }

  void OfferRows(int64_t list, int64_t first_row, absl::Span<const float> distances,
                 bool is_mirrored) {
    const float* const bounds = lists_.bounds();
    const int64_t query = queries_[list];
    for (size_t j = 0; j < distances.size(); ++j) {
      const int64_t row = first_row + static_cast<int64_t>(j);
      const bool for_query = distances[j] <= bounds[list];
      const bool for_row = is_mirrored && distances[j] <= bounds[row];
      if ((!for_query && !for_row) || row == query) continue;
      const double exact = SquaredDistance(matrix_.row(query), matrix_.row(row), matrix_.columns);
      if (for_query) lists_.Offer(list, exact, row);
      if (for_row) lists_.Offer(row, exact, query);
    }
  }

  const Matrix& matrix_;
  const absl::Span<const int64_t> queries_;
  const bool pairs_once_;
  NearestLists lists_;
};

std::vector<int64_t> FirstNumbers(int64_t count) {
  std::vector<int64_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), int64_t{0});
  return numbers;
}

}  // namespace

std::vector<int64_t> NearestNeighboursOf(const Matrix& matrix, absl::Span<const int64_t> queries,
                                         int k) {
  // Half of all pairs are no more than the pairs of half of the rows with all.
  const bool search_all = 2 * static_cast<int64_t>(queries.size()) >= matrix.rows;
  const std::vector<int64_t> numbers =
      FirstNumbers(search_all ? matrix.rows : static_cast<int64_t>(queries.size()));
  const NearestLists lists =
      NeighbourSearch(matrix, search_all ? numbers : queries, k, search_all).Run();
  return lists.Rows(search_all ? queries : numbers);
}

std::vector<int64_t> NearestNeighbours(const Matrix& matrix, int k) {
  return NearestNeighboursOf(matrix, FirstNumbers(matrix.rows), k);
}

}  // namespace counterweight
