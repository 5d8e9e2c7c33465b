#include "src/evaluation/significance.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

// Above, the normal approximation is near and 2^pairs sign patterns are many.
constexpr size_t kMostExactPairs = 25;

// Positions of `values`, ascending by value.
std::vector<size_t> AscendingOrder(absl::Span<const double> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return values[a] < values[b]; });
  return order;
}

struct Ranks {
  std::vector<double> ranks;  // from 1, ascending; ties share the mean of theirs
  double tie_term = 0;        // sum over groups of t equal values of t^3 - t; 0 without ties
};

Ranks RankAscending(absl::Span<const double> values) {
  const std::vector<size_t> order = AscendingOrder(values);
  Ranks result{std::vector<double>(values.size())};
  for (size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double tied = static_cast<double>(end - begin);
    result.tie_term += tied * tied * tied - tied;
    for (size_t i = begin; i < end; ++i) {
      result.ranks[order[i]] = static_cast<double>(begin + 1 + end) / 2;
    }
  }
  return result;
}

// first - second without zeros.
absl::StatusOr<std::vector<double>> Differences(absl::Span<const double> first,
                                                absl::Span<const double> second) {
  if (first.size() != second.size() || first.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(first.size(), " and ", second.size(), " figures make no pairs"));
  }
  std::vector<double> differences;
  for (size_t i = 0; i < first.size(); ++i) {
    const double difference = first[i] - second[i];
    // Infinite or NaN figures give no finite difference either.
    if (!std::isfinite(difference)) {
      return absl::InvalidArgumentError(absl::StrCat("the figures of pair ", i, ", ", first[i],
                                                     " and ", second[i],
                                                     ", have no finite difference"));
    }
    if (difference != 0) differences.push_back(difference);
  }
  return differences;
}

// The smaller of the rank sums of positive and of negative differences.
double SmallerRankSum(absl::Span<const double> differences, absl::Span<const double> ranks) {
  double positive = 0, negative = 0;
  for (size_t i = 0; i < differences.size(); ++i) {
    (differences[i] > 0 ? positive : negative) += ranks[i];
  }
  return std::min(positive, negative);
}

// Twice the share of the 2^pairs subsets of the ranks 1 .. pairs with a sum of at most `statistic`.
double ExactPValue(size_t pairs, double statistic) {
  const size_t largest_sum = pairs * (pairs + 1) / 2;
  std::vector<double> subsets(largest_sum + 1, 0);  // by their sum; whole numbers below 2^25
  subsets[0] = 1;
  for (size_t rank = 1; rank <= pairs; ++rank) {
    for (size_t sum = largest_sum; sum >= rank; --sum) subsets[sum] += subsets[sum - rank];
  }
  double as_small = 0;
  for (size_t sum = 0; static_cast<double>(sum) <= statistic; ++sum) as_small += subsets[sum];
  return std::min(1.0, 2 * std::ldexp(as_small, -static_cast<int>(pairs)));
}

double NormalPValue(double pairs, double statistic, double tie_term) {
  const double mean = pairs * (pairs + 1) / 4;
  const double variance = (pairs * (pairs + 1) * (2 * pairs + 1) - tie_term / 2) / 24;
  // erfc(z / sqrt 2) is twice the normal tail beyond z.
  return std::erfc(std::abs(statistic - mean) / std::sqrt(2 * variance));
}

absl::Status CheckMeans(absl::Span<const std::vector<double>> means) {
  if (means.empty() || means[0].empty()) {
    return absl::InvalidArgumentError("there are no means to rank");
  }
  for (size_t d = 0; d < means.size(); ++d) {
    if (means[d].size() != means[0].size()) {
      return absl::InvalidArgumentError(absl::StrCat("dataset ", d, " has ", means[d].size(),
                                                     " methods, dataset 0 has ", means[0].size()));
    }
    for (size_t m = 0; m < means[d].size(); ++m) {
      if (std::isfinite(means[d][m])) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("the mean of method ", m, " on dataset ", d, " is ", means[d][m]));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SignedRankTest> WilcoxonSignedRank(absl::Span<const double> first,
                                                  absl::Span<const double> second) {
  CW_ASSIGN_OR_RETURN(const std::vector<double> differences, Differences(first, second));
  SignedRankTest test;
  if (differences.empty()) return test;
  std::vector<double> sizes;
  sizes.reserve(differences.size());
  for (const double difference : differences) sizes.push_back(std::abs(difference));
  const Ranks ranked = RankAscending(sizes);

  test.pairs = static_cast<int64_t>(differences.size());
  test.statistic = SmallerRankSum(differences, ranked.ranks);
  test.exact = differences.size() <= kMostExactPairs && ranked.tie_term == 0;
  test.p_value =
      test.exact ? ExactPValue(differences.size(), test.statistic)
                 : NormalPValue(static_cast<double>(test.pairs), test.statistic, ranked.tie_term);
  return test;
}

absl::StatusOr<std::vector<double>> HolmAdjusted(absl::Span<const double> p_values) {
  for (size_t i = 0; i < p_values.size(); ++i) {
    // Written so that NaN is outside too.
    if (p_values[i] >= 0 && p_values[i] <= 1) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("p-value ", i, " is ", p_values[i], ", outside [0, 1]"));
  }
  std::vector<double> adjusted(p_values.size());
  double largest = 0;
  size_t remaining = p_values.size();
  for (const size_t i : AscendingOrder(p_values)) {
    largest = std::max(largest, static_cast<double>(remaining--) * p_values[i]);
    adjusted[i] = std::min(1.0, largest);
  }
  return adjusted;
}

absl::StatusOr<std::vector<double>> AverageRanks(absl::Span<const std::vector<double>> means) {
  CW_RETURN_IF_ERROR(CheckMeans(means));
  std::vector<double> average(means[0].size(), 0);
  for (const std::vector<double>& dataset : means) {
    std::vector<double> negated;
    negated.reserve(dataset.size());
    for (const double mean : dataset) negated.push_back(-mean);
    const std::vector<double> ranks = RankAscending(negated).ranks;
    for (size_t m = 0; m < ranks.size(); ++m) average[m] += ranks[m];
  }
  for (double& rank : average) rank /= static_cast<double>(means.size());
  return average;
}

}  // namespace counterweight
