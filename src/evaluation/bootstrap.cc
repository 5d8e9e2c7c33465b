#include "src/evaluation/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/base/quantile.h"
#include "src/base/status_macros.h"
#include "src/evaluation/ranked_rows.h"

namespace counterweight {
namespace {

constexpr int kMostResamples = 1000;
// Of these the 2.5 % quantile still lies between the fifth and the sixth value.
constexpr int kFewestResamples = 200;
// Rows times rankings that all resamples together go through: a tenth of a second or two.
constexpr int64_t kWork = int64_t{20'000} * kMostResamples;

// Row numbers are of 32 bits: half the memory to go through for each resample.
constexpr size_t kMostRows = std::numeric_limits<uint32_t>::max();

constexpr double kLowQuantile = 0.025, kHighQuantile = 0.975;

absl::Status CheckRanking(const ClassRanking& ranking, absl::Span<const uint32_t> labels) {
  if (ranking.scores.size() != labels.size()) {
    return absl::InvalidArgumentError(absl::StrCat(ranking.scores.size(), " scores of class ",
                                                   ranking.label, " for ", labels.size(),
                                                   " labels"));
  }
  for (size_t row = 0; row < ranking.scores.size(); ++row) {
    if (!std::isnan(ranking.scores[row])) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("the score of row ", row, " for class ", ranking.label, " is NaN"));
  }
  const auto is_of_class = [&](uint32_t label) { return static_cast<int>(label) == ranking.label; };
  if (std::any_of(labels.begin(), labels.end(), is_of_class)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("none of the ", labels.size(), " rows is of class ", ranking.label));
}

// The numbers of each class's rows.
absl::StatusOr<std::vector<std::vector<uint32_t>>> RowsByClass(absl::Span<const uint32_t> labels,
                                                               int class_count) {
  std::vector<std::vector<uint32_t>> rows(std::max(class_count, 0));
  for (uint32_t row = 0; row < labels.size(); ++row) {
    if (labels[row] >= rows.size()) {
      return absl::InvalidArgumentError(
          absl::StrCat("row ", row, ": label ", labels[row], " of ", class_count, " classes"));
    }
    rows[labels[row]].push_back(row);
  }
  return rows;
}

// How often each row is drawn when every class draws as many of its rows as it has.
void DrawMultiplicities(absl::Span<const std::vector<uint32_t>> rows_by_class, RandomStream& stream,
                        std::vector<uint32_t>& multiplicities) {
  std::fill(multiplicities.begin(), multiplicities.end(), 0);
  for (const std::vector<uint32_t>& rows : rows_by_class) {
    for (size_t draw = 0; draw < rows.size(); ++draw) {
      ++multiplicities[rows[stream.Below(rows.size())]];
    }
  }
}

double MeanAveragePrecision(absl::Span<const RankedRows> rankings,
                            absl::Span<const uint32_t> multiplicities) {
  double sum = 0;
  for (const RankedRows& ranking : rankings) sum += ranking.AveragePrecision(multiplicities);
  return sum / static_cast<double>(rankings.size());
}

}  // namespace

int ResampleCount(int64_t rows, int64_t rankings) {
  // Divided, not multiplied: no product of two sizes overflows.
  const int64_t affordable = kWork / rows / rankings;
  return static_cast<int>(std::clamp<int64_t>(affordable, kFewestResamples, kMostResamples));
}

absl::StatusOr<Interval> AveragePrecisionInterval(absl::Span<const ClassRanking> rankings,
                                                  absl::Span<const uint32_t> labels,
                                                  int class_count, RandomStream stream) {
  if (rankings.empty()) return absl::InvalidArgumentError("there is no ranking to judge");
  if (labels.size() > kMostRows) {
    return absl::InvalidArgumentError(
        absl::StrCat(labels.size(), " rows; an interval takes at most ", kMostRows));
  }
  CW_ASSIGN_OR_RETURN(const std::vector<std::vector<uint32_t>> rows_by_class,
                      RowsByClass(labels, class_count));
  std::vector<RankedRows> ranked;
  for (const ClassRanking& ranking : rankings) {
    CW_RETURN_IF_ERROR(CheckRanking(ranking, labels));
    ranked.emplace_back(ranking.scores, labels, static_cast<uint32_t>(ranking.label));
  }

  std::vector<uint32_t> multiplicities(labels.size(), 1);
  const double value = MeanAveragePrecision(ranked, multiplicities);
  std::vector<double> resampled(
      ResampleCount(static_cast<int64_t>(labels.size()), static_cast<int64_t>(rankings.size())));
  for (double& mean : resampled) {
    DrawMultiplicities(rows_by_class, stream, multiplicities);
    mean = MeanAveragePrecision(ranked, multiplicities);
  }
  std::sort(resampled.begin(), resampled.end());
  return Interval{std::min(value, Quantile(resampled, kLowQuantile)),
                  std::max(value, Quantile(resampled, kHighQuantile))};
}

}  // namespace counterweight
