#include "src/augment/nearest_neighbours.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "src/base/random_stream.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

Matrix RandomMatrix(int64_t rows, int64_t columns, RandomStream& stream) {
  Matrix matrix{rows, columns, {}};
  for (int64_t i = 0; i < rows * columns; ++i) {
    matrix.values.push_back(static_cast<float>(stream.Normal()));
  }
  return matrix;
}

// Every other row sorted by (distance in double, row number).
std::vector<int64_t> SortedNeighbours(const Matrix& matrix, int64_t query, int k) {
  std::vector<std::pair<double, int64_t>> others;
  for (int64_t row = 0; row < matrix.rows; ++row) {
    if (row == query) continue;
    double sum = 0;
    for (int64_t c = 0; c < matrix.columns; ++c) {
      const double difference = static_cast<double>(matrix.row(query)[c]) - matrix.row(row)[c];
      sum += difference * difference;
    }
    others.emplace_back(sum, row);
  }
  std::sort(others.begin(), others.end());
  std::vector<int64_t> nearest;
  for (int i = 0; i < k; ++i) nearest.push_back(others[i].second);
  return nearest;
}

void ExpectSameAsSorting(const Matrix& matrix, int k) {
  const std::vector<int64_t> found = NearestNeighbours(matrix, k);
  ASSERT_EQ(static_cast<int64_t>(found.size()), matrix.rows * k);
  for (int64_t row = 0; row < matrix.rows; ++row) {
    const std::vector<int64_t> of_row(found.begin() + row * k, found.begin() + (row + 1) * k);
    EXPECT_EQ(of_row, SortedNeighbours(matrix, row, k)) << "row " << row << ", k " << k;
  }
}

TEST(NearestNeighboursTest, OrdersRowsOnALine) {
  const Matrix matrix{4, 1, {0, 10, 1, 3}};
  EXPECT_THAT(NearestNeighbours(matrix, 2), ElementsAre(2, 3, 3, 2, 0, 3, 2, 0));
}

TEST(NearestNeighboursTest, TiesGoToTheLowerRow) {
  const Matrix matrix{4, 2, {0, 0, 0, 1, 1, 0, 0, -1}};
  const std::vector<int64_t> found = NearestNeighboursOf(matrix, {0}, 2);
  EXPECT_THAT(found, ElementsAre(1, 2));
}

TEST(NearestNeighboursTest, DuplicatesAreNeighboursAndNoRowIsItsOwn) {
  const Matrix matrix{4, 1, {5, 5, 5, 5}};
  EXPECT_THAT(NearestNeighbours(matrix, 2), ElementsAre(1, 2, 0, 2, 0, 1, 0, 1));
}

TEST(NearestNeighboursTest, TwoRowsAreEachOthers) {
  EXPECT_THAT(NearestNeighbours({2, 1, {1, 2}}, 1), ElementsAre(1, 0));
}

TEST(NearestNeighboursTest, AgreesWithSortingOnRandomRows) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    RandomStream stream(seed, "neighbours");
    const int64_t rows = 2 + static_cast<int64_t>(stream.Below(150));
    const Matrix matrix = RandomMatrix(rows, 1 + static_cast<int64_t>(stream.Below(12)), stream);
    const int k = 1 + static_cast<int>(stream.Below(std::min<int64_t>(rows - 1, 20)));
    ExpectSameAsSorting(matrix, k);
  }
}

TEST(NearestNeighboursTest, AgreesWithSortingOnAGridFullOfTies) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    RandomStream stream(seed, "grid");
    Matrix matrix{100, 3, {}};
    for (int i = 0; i < 300; ++i) matrix.values.push_back(static_cast<float>(stream.Below(3)));
    ExpectSameAsSorting(matrix, 7);
  }
}

// |a|^2 + |b|^2 - 2ab in float would lose these distances altogether.
TEST(NearestNeighboursTest, OrdersNearDuplicatesFarFromTheOrigin) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    RandomStream stream(seed, "near duplicates");
    Matrix matrix{64, 8, {}};
    for (int i = 0; i < 64 * 8; ++i) {
      matrix.values.push_back(static_cast<float>(6.0 + 1e-5 * stream.Uniform()));
    }
    ExpectSameAsSorting(matrix, 5);
  }
}

// On a sphere all distances to the centre agree in float but for rounding, which must not decide.
TEST(NearestNeighboursTest, OrdersDistancesThatFloatCannotTellApart) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    RandomStream stream(seed, "sphere");
    Matrix matrix = RandomMatrix(200, 30, stream);
    std::fill_n(matrix.row(0), 30, 0.0f);
    for (int64_t row = 1; row < 200; ++row) {
      double norm = 0;
      for (int c = 0; c < 30; ++c) norm += std::pow(matrix.row(row)[c], 2);
      for (int c = 0; c < 30; ++c) matrix.row(row)[c] /= static_cast<float>(std::sqrt(norm));
    }
    EXPECT_EQ(NearestNeighboursOf(matrix, {0}, 20), SortedNeighbours(matrix, 0, 20));
  }
}

TEST(NearestNeighboursTest, RowsOfSeveralBlocksAreAllSeen) {
  RandomStream stream(1, "blocks");
  // 1,000 columns: 128 KiB hold 32 rows.
  const Matrix matrix = RandomMatrix(100, 1000, stream);
  ExpectSameAsSorting(matrix, 99);
}

// Several blocks in which each pair is computed once: rows reach a list from both sides.
TEST(NearestNeighboursTest, TiesAcrossBlocksGoToTheLowerRow) {
  RandomStream stream(3, "tied blocks");
  // 500 columns: 128 KiB hold 64 rows. Few distinct rows, so that most distances are tied.
  Matrix matrix{300, 500, std::vector<float>(300 * 500, 0.0f)};
  for (int64_t row = 0; row < matrix.rows; ++row) {
    for (int c = 0; c < 6; ++c) matrix.row(row)[c] = static_cast<float>(stream.Below(2));
  }
  ExpectSameAsSorting(matrix, 9);
}

TEST(NearestNeighboursTest, FewQueriesOfManyRowsAgreeWithSorting) {
  RandomStream stream(4, "few queries");
  const Matrix matrix = RandomMatrix(333, 7, stream);
  const std::vector<int64_t> queries = {332, 0, 17, 17, 100, 5, 331};
  const std::vector<int64_t> found = NearestNeighboursOf(matrix, queries, 4);
  for (size_t i = 0; i < queries.size(); ++i) {
    const std::vector<int64_t> of_query(found.begin() + i * 4, found.begin() + (i + 1) * 4);
    EXPECT_EQ(of_query, SortedNeighbours(matrix, queries[i], 4)) << "query " << i;
  }
}

TEST(NearestNeighboursTest, DuplicatesInFrontCloseTheListsOfLaterRowsToo) {
  Matrix matrix{100, 2, std::vector<float>(200, 1.0f)};
  ExpectSameAsSorting(matrix, 5);
  *matrix.row(99) = 2;  // stays open to the end
  ExpectSameAsSorting(matrix, 5);
}

TEST(NearestNeighboursTest, RowsWithoutColumnsAreAllAlike) {
  EXPECT_THAT(NearestNeighbours({3, 0, {}}, 1), ElementsAre(1, 0, 0));
}

TEST(NearestNeighboursTest, SomeQueriesGetWhatAllQueriesGet) {
  RandomStream stream(2, "queries");
  const Matrix matrix = RandomMatrix(80, 4, stream);
  const std::vector<int64_t> all = NearestNeighbours(matrix, 3);
  const std::vector<int64_t> some = NearestNeighboursOf(matrix, {79, 3, 3}, 3);
  EXPECT_THAT(some, ElementsAre(all[237], all[238], all[239], all[9], all[10], all[11], all[9],
                                all[10], all[11]));
}

}  // namespace
}  // namespace counterweight
