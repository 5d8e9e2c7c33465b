#include "src/evaluation/threshold_counts.h"

#include <algorithm>
#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

struct ScoredRow {
  float score;
  uint8_t label;
};

absl::StatusOr<std::vector<ScoredRow>> CheckedRows(absl::Span<const float> scores,
                                                   absl::Span<const uint8_t> labels) {
  if (scores.size() != labels.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat(scores.size(), " scores for ", labels.size(), " labels"));
  }
  std::vector<ScoredRow> rows(scores.size());
  for (size_t i = 0; i < scores.size(); ++i) {
    if (std::isnan(scores[i])) {
      return absl::InvalidArgumentError(absl::StrCat("the score of row ", i, " is NaN"));
    }
    if (labels[i] > 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("the label of row ", i, " is ", labels[i], ", neither 0 nor 1"));
    }
    rows[i] = {scores[i], labels[i]};
  }
  return rows;
}

// The highest score not above `called` that tells it from the scores below; both may be infinite.
double Between(float called, float below) {
  const double middle = (static_cast<double>(called) + below) / 2;
  return std::isfinite(middle) ? middle : called;
}

double F1(int64_t true_positives, int64_t called, int64_t positives) {
  return 2.0 * static_cast<double>(true_positives) / static_cast<double>(called + positives);
}

}  // namespace

absl::StatusOr<ThresholdCounts> CountByThreshold(absl::Span<const float> scores,
                                                 absl::Span<const uint8_t> labels) {
  CW_ASSIGN_OR_RETURN(std::vector<ScoredRow> rows, CheckedRows(scores, labels));
  std::sort(rows.begin(), rows.end(),
            [](const ScoredRow& a, const ScoredRow& b) { return a.score > b.score; });
  ThresholdCounts thresholds;
  ThresholdCount count;
  for (size_t i = 0; i < rows.size(); ++i) {
    count.score = rows[i].score;
    count.true_positives += rows[i].label;
    ++count.called;
    const bool is_last_of_its_score = i + 1 == rows.size() || rows[i + 1].score < rows[i].score;
    if (is_last_of_its_score) thresholds.counts.push_back(count);
  }
  if (count.true_positives == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("none of the ", rows.size(), " rows is positive"));
  }
  return thresholds;
}

double AveragePrecisionOf(const ThresholdCounts& thresholds) {
  double sum = 0;
  int64_t positives_above = 0;
  for (const ThresholdCount& count : thresholds.counts) {
    const double precision =
        static_cast<double>(count.true_positives) / static_cast<double>(count.called);
    sum += static_cast<double>(count.true_positives - positives_above) * precision;
    positives_above = count.true_positives;
  }
  return sum / static_cast<double>(thresholds.positives());
}

double RocAucOf(const ThresholdCounts& thresholds) {
  // Twice the number of correct pairs: a whole number, exact in a double up to 9 * 10^15.
  double twice_correct = 0;
  ThresholdCount above;
  for (const ThresholdCount& count : thresholds.counts) {
    const int64_t positives = count.true_positives - above.true_positives;
    const int64_t negatives = count.called - above.called - positives;
    twice_correct +=
        static_cast<double>(negatives) * static_cast<double>(2 * above.true_positives + positives);
    above = count;
  }
  const double positives = static_cast<double>(thresholds.positives());
  const double negatives = static_cast<double>(thresholds.rows() - thresholds.positives());
  return twice_correct / (2 * positives * negatives);
}

BestThreshold BestF1Of(const ThresholdCounts& thresholds) {
  const std::vector<ThresholdCount>& counts = thresholds.counts;
  BestThreshold best;
  size_t best_index = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    const double f1 = F1(counts[i].true_positives, counts[i].called, thresholds.positives());
    if (f1 > best.f1) {
      best.f1 = f1;
      best_index = i;
    }
  }
  const bool calls_all = best_index + 1 == counts.size();
  best.threshold = calls_all ? counts[best_index].score
                             : Between(counts[best_index].score, counts[best_index + 1].score);
  return best;
}

}  // namespace counterweight
