#include "src/augment/nearest_neighbours.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace counterweight {
namespace {

// Rows whose distances are computed together: four AVX2 registers of running sums.
constexpr int kTileRows = 32;
// Bytes of packed rows that all queries pass over before the next ones are packed: half of a small
// second-level cache.
constexpr int64_t kBlockBytes = 128 << 10;

struct Neighbour {
  double squared_distance = std::numeric_limits<double>::infinity();
  int64_t row = -1;
};

// Rows [first, first + rows) of a matrix, tile by tile, column-major within a tile, so that one
// column of a tile is one run of floats. The last tile is filled up with zeros.
struct PackedBlock {
  int64_t first = 0;
  int64_t rows = 0;
  std::vector<float> values;  // [tiles, columns, kTileRows]
};

void Pack(const Matrix& matrix, int64_t first, int64_t rows, PackedBlock& block) {
  block.first = first;
  block.rows = rows;
  const int64_t tiles = (rows + kTileRows - 1) / kTileRows;
  block.values.assign(tiles * matrix.columns * kTileRows, 0.0f);
  for (int64_t r = 0; r < rows; ++r) {
    const float* source = matrix.row(first + r);
    float* tile = block.values.data() + r / kTileRows * matrix.columns * kTileRows;
    for (int64_t c = 0; c < matrix.columns; ++c) tile[c * kTileRows + r % kTileRows] = source[c];
  }
}

// Squared distances of `query` to the rows of one tile. Differences are squared, not expanded into
// |a|^2 + |b|^2 - 2ab: nothing cancels, so the relative error stays a few units in the last place.
void TileDistances(const float* query, int64_t columns, const float* tile, float* distances) {
  float sums[kTileRows] = {};
  for (int64_t c = 0; c < columns; ++c) {
    const float value = query[c];
    const float* column = tile + c * kTileRows;
    for (int j = 0; j < kTileRows; ++j) {
      const float difference = column[j] - value;
      sums[j] += difference * difference;
    }
  }
  std::copy_n(sums, kTileRows, distances);
}

double SquaredDistance(const float* a, const float* b, int64_t columns) {
  double sum = 0;
  for (int64_t c = 0; c < columns; ++c) {
    const double difference = static_cast<double>(a[c]) - b[c];
    sum += difference * difference;
  }
  return sum;
}

// The k nearest rows of one query so far, nearest first, kept in the caller's array.
class NearestList {
 public:
  NearestList(Neighbour* entries, int k) : entries_(entries), k_(k) {}

  double worst() const { return entries_[k_ - 1].squared_distance; }

  // Rows arrive in ascending order, so that of equal distances the lower row stays in front.
  void Offer(double squared_distance, int64_t row) {
    if (squared_distance >= worst()) return;
    int place = k_ - 1;
    for (; place > 0 && entries_[place - 1].squared_distance > squared_distance; --place) {
      entries_[place] = entries_[place - 1];
    }
    entries_[place] = {squared_distance, row};
  }

 private:
  Neighbour* entries_;
  int k_;
};

class NeighbourSearch {
 public:
  NeighbourSearch(const Matrix& matrix, int k)
      : matrix_(matrix),
        k_(k),
        // Rounding of one float sum of `columns` squares, doubled: what the float pass must allow.
        slack_(1 + 2 * (matrix.columns + 4.0) * std::numeric_limits<float>::epsilon()) {}

  // Offers every row of the block to the query's list.
  void Visit(int64_t query, const PackedBlock& block, Neighbour* entries) const {
    NearestList list(entries, k_);
    const float* values = matrix_.row(query);
    for (int64_t start = 0; start < block.rows; start += kTileRows) {
      // Nothing is nearer than distance 0: tables full of duplicates end here.
      if (list.worst() == 0) return;
      float distances[kTileRows];
      TileDistances(values, matrix_.columns, block.values.data() + start * matrix_.columns,
                    distances);
      const int64_t rows = std::min<int64_t>(kTileRows, block.rows - start);
      VisitTile(query, block.first + start, {distances, static_cast<size_t>(rows)}, list);
    }
  }

 private:
  void VisitTile(int64_t query, int64_t first, absl::Span<const float> distances,
                 NearestList& list) const {
    const float bound = static_cast<float>(list.worst() * slack_ + kSmallest);
    if (std::none_of(distances.begin(), distances.end(), [bound](float d) { return d <= bound; })) {
      return;
    }
    for (size_t j = 0; j < distances.size(); ++j) {
      const int64_t row = first + static_cast<int64_t>(j);
      if (distances[j] > bound || row == query) continue;
      list.Offer(SquaredDistance(matrix_.row(query), matrix_.row(row), matrix_.columns), row);
    }
  }

  // Squares below it are not exact in float.
  static constexpr double kSmallest = 1e-30;

  const Matrix& matrix_;
  const int k_;
  const double slack_;
};

}  // namespace

std::vector<int64_t> NearestNeighboursOf(const Matrix& matrix, absl::Span<const int64_t> queries,
                                         int k) {
  const NeighbourSearch search(matrix, k);
  std::vector<Neighbour> nearest(queries.size() * k);
  const int64_t row_bytes = std::max<int64_t>(1, matrix.columns) * sizeof(float);
  const int64_t block_rows =
      std::max<int64_t>(1, kBlockBytes / (kTileRows * row_bytes)) * kTileRows;
  PackedBlock block;
  for (int64_t first = 0; first < matrix.rows; first += block_rows) {
    Pack(matrix, first, std::min(block_rows, matrix.rows - first), block);
    for (size_t i = 0; i < queries.size(); ++i) {
      search.Visit(queries[i], block, nearest.data() + i * k);
    }
  }
  std::vector<int64_t> rows(nearest.size());
  std::transform(nearest.begin(), nearest.end(), rows.begin(),
                 [](const Neighbour& neighbour) { return neighbour.row; });
  return rows;
}

std::vector<int64_t> NearestNeighbours(const Matrix& matrix, int k) {
  std::vector<int64_t> all(matrix.rows);
  std::iota(all.begin(), all.end(), 0);
  return NearestNeighboursOf(matrix, all, k);
}

}  // namespace counterweight
