#include "src/augment/synthetic_set.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "src/augment/gather_rows.h"
#include "src/augment/nearest_neighbours.h"
#include "src/base/class_counts.h"

namespace counterweight {
namespace {

// So that every augmented class has a batch's worth of rows however many classes share the total.
constexpr int kMinimumRowsPerClass = 16;
// Radii divide step lengths; duplicates would make them 0.
constexpr double kMinimumRadius = 1e-3;

// A synthetic row before it is placed: rows of the training matrix and the share of the way.
struct Placement {
  int64_t parent = 0;
  int64_t neighbour = 0;
  float lambda = 0;
};

// `total` shared out evenly over the classes that are augmented; 0 for the others.
std::vector<int> RowsPerClass(absl::Span<const int64_t> class_counts, int total) {
  std::vector<int> classes;
  const int largest = LargestClass(class_counts);
  for (int c = 0; c < static_cast<int>(class_counts.size()); ++c) {
    if (c != largest && class_counts[c] > 0) classes.push_back(c);
  }
  std::vector<int> rows(class_counts.size(), 0);
  const int count = static_cast<int>(classes.size());
  for (int i = 0; i < count; ++i) {
    const int share = total / count + (i < total % count ? 1 : 0);
    rows[classes[i]] = std::max(kMinimumRowsPerClass, share);
  }
  return rows;
}

double MeanDistance(const Matrix& matrix, int64_t from, absl::Span<const int64_t> to) {
  double sum = 0;
  for (const int64_t other : to) {
    double squares = 0;
    for (int64_t c = 0; c < matrix.columns; ++c) {
      const double difference = static_cast<double>(matrix.row(other)[c]) - matrix.row(from)[c];
      squares += difference * difference;
    }
    sum += std::sqrt(squares);
  }
  return sum / static_cast<double>(to.size());
}

// Positions of a class's rows that may be base parents. rows: the class's, at least two.
std::vector<int64_t> EligibleParents(const Matrix& rows, int count, int k, double share,
                                     RandomStream& stream) {
  std::vector<int64_t> candidates(rows.rows);
  std::iota(candidates.begin(), candidates.end(), int64_t{0});
  if (share >= 1) return candidates;
  // More candidates than these would cost a search among all pairs of rows for nothing.
  const double enough = std::ceil(count / share);
  if (static_cast<double>(rows.rows) > enough) {
    candidates = stream.Permutation(rows.rows);
    candidates.resize(static_cast<size_t>(enough));
  }
  const std::vector<int64_t> nearest = NearestNeighboursOf(rows, candidates, k);
  std::vector<std::pair<double, int64_t>> by_density;  // thinnest first
  for (size_t i = 0; i < candidates.size(); ++i) {
    const auto neighbours = absl::MakeConstSpan(nearest).subspan(i * k, k);
    by_density.emplace_back(-MeanDistance(rows, candidates[i], neighbours), candidates[i]);
  }
  std::sort(by_density.begin(), by_density.end());
  const auto kept = static_cast<int64_t>(share * static_cast<double>(candidates.size()));
  by_density.resize(std::max<int64_t>(kept, 1));
  std::vector<int64_t> eligible;
  eligible.reserve(by_density.size());
  for (const auto& [density, position] : by_density) eligible.push_back(position);
  return eligible;
}

// `count` of the eligible positions, one random permutation of them after the other.
std::vector<int64_t> DrawBaseParents(absl::Span<const int64_t> eligible, int count,
                                     RandomStream& stream) {
  const auto size = static_cast<int64_t>(eligible.size());
  std::vector<int64_t> bases;
  bases.reserve(count);
  while (static_cast<int>(bases.size()) < count) {
    const std::vector<int64_t> order = stream.Permutation(size);
    const int64_t taken = std::min<int64_t>(size, count - static_cast<int>(bases.size()));
    for (int64_t i = 0; i < taken; ++i) bases.push_back(eligible[order[i]]);
  }
  return bases;
}

// members: the rows of one class, at least one.
std::vector<Placement> PlaceClass(const Matrix& matrix, absl::Span<const int64_t> members,
                                  int count, const SyntheticSetOptions& options,
                                  RandomStream& stream) {
  const int64_t class_rows = static_cast<int64_t>(members.size());
  if (class_rows == 1) return std::vector<Placement>(count, {members[0], members[0], 0.0f});
  const Matrix rows = GatherRows(matrix, members);
  const int k = static_cast<int>(std::min<int64_t>(options.neighbours, class_rows - 1));
  const std::vector<int64_t> eligible =
      EligibleParents(rows, count, k, options.low_density_share, stream);
  const std::vector<int64_t> bases = DrawBaseParents(eligible, count, stream);
  // The first permutation names every row that is a parent at all: the rest need no search.
  const int64_t distinct = std::min<int64_t>(static_cast<int64_t>(eligible.size()), count);
  std::vector<int64_t> query_of(class_rows, -1);
  for (int64_t i = 0; i < distinct; ++i) query_of[bases[i]] = i;

  const std::vector<int64_t> nearest =
      NearestNeighboursOf(rows, absl::MakeConstSpan(bases).subspan(0, distinct), k);
  std::vector<Placement> placements;
  placements.reserve(count);
  for (const int64_t base : bases) {
    const int64_t neighbour = nearest[query_of[base] * k + static_cast<int64_t>(stream.Below(k))];
    const float lambda = static_cast<float>(stream.Uniform() * options.lambda_max);
    placements.push_back({members[base], members[neighbour], lambda});
  }
  return placements;
}

void Append(const Matrix& matrix, const Placement& placement, uint32_t class_index,
            SyntheticSet& set) {
  const float* parent = matrix.row(placement.parent);
  const float* neighbour = matrix.row(placement.neighbour);
  double squared_distance = 0;
  for (int64_t c = 0; c < matrix.columns; ++c) {
    // In double, so that rounding to float cannot leave the segment between the parents.
    const double difference = static_cast<double>(neighbour[c]) - parent[c];
    squared_distance += difference * difference;
    set.features.values.push_back(static_cast<float>(parent[c] + placement.lambda * difference));
  }
  ++set.features.rows;
  set.classes.push_back(class_index);
  set.parents.push_back(placement.parent);
  set.neighbours.push_back(placement.neighbour);
  set.lambdas.push_back(placement.lambda);
  set.radii.push_back(static_cast<float>(std::max(kMinimumRadius, std::sqrt(squared_distance))));
}

std::vector<uint8_t> UsableByMember(const SyntheticSet& set, absl::Span<const int> folds,
                                    int members) {
  std::vector<uint8_t> usable;
  usable.reserve(members * set.size());
  for (int member = 0; member < members; ++member) {
    for (int64_t j = 0; j < set.size(); ++j) {
      usable.push_back(folds[set.parents[j]] != member && folds[set.neighbours[j]] != member);
    }
  }
  return usable;
}

}  // namespace

SyntheticSet MakeSyntheticSet(const Matrix& matrix, absl::Span<const uint32_t> labels,
                              int class_count, absl::Span<const int> folds, int members,
                              const SyntheticSetOptions& options, RandomStream stream) {
  const std::vector<int64_t> class_counts = CountClasses(labels, class_count);
  const std::vector<int> rows_per_class = RowsPerClass(class_counts, options.rows);
  SyntheticSet set;
  set.features.columns = matrix.columns;
  for (int c = 0; c < class_count; ++c) {
    if (rows_per_class[c] == 0) continue;
    std::vector<int64_t> class_rows;
    class_rows.reserve(class_counts[c]);
    for (size_t row = 0; row < labels.size(); ++row) {
      if (labels[row] == static_cast<uint32_t>(c)) class_rows.push_back(static_cast<int64_t>(row));
    }
    for (const Placement& placement :
         PlaceClass(matrix, class_rows, rows_per_class[c], options, stream)) {
      Append(matrix, placement, static_cast<uint32_t>(c), set);
    }
  }
  set.usable = UsableByMember(set, folds, members);
  return set;
}

}  // namespace counterweight
