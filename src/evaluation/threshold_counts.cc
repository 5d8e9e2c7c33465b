#include "src/evaluation/threshold_counts.h"

#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/evaluation/score_order.h"

namespace counterweight {
namespace {

// The keys (score_order.h) of a set's rows, by label.
struct KeysByLabel {
  std::vector<uint32_t> negative, positive;
};

// Of a set that is not fit: what is wrong with its first bad row.
absl::Status FirstBadRow(absl::Span<const float> scores, absl::Span<const uint8_t> labels) {
  for (size_t i = 0; i < scores.size(); ++i) {
    if (std::isnan(scores[i])) {
      return absl::InvalidArgumentError(absl::StrCat("the score of row ", i, " is NaN"));
    }
    if (labels[i] > 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("the label of row ", i, " is ", labels[i], ", neither 0 nor 1"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRows(absl::Span<const float> scores, absl::Span<const uint8_t> labels) {
  if (scores.size() != labels.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat(scores.size(), " scores for ", labels.size(), " labels"));
  }
  // Two loops without a way out, which are computed many rows at once.
  uint32_t bad = 0;
  for (const float score : scores) bad |= static_cast<uint32_t>(std::isnan(score));
  for (const uint8_t label : labels) bad |= label & ~1u;
  return bad == 0 ? absl::OkStatus() : FirstBadRow(scores, labels);
}

KeysByLabel SplitKeys(absl::Span<const float> scores, absl::Span<const uint8_t> labels) {
  size_t positives = 0;
  for (const uint8_t label : labels) positives += label;
  // A place more in each: every key is written to both ends, of which one moves on. A branch would
  // be guessed wrong at every positive row.
  KeysByLabel keys{std::vector<uint32_t>(scores.size() - positives + 1),
                   std::vector<uint32_t>(positives + 1)};
  uint32_t* negative = keys.negative.data();
  uint32_t* positive = keys.positive.data();
  for (size_t i = 0; i < scores.size(); ++i) {
    *negative = *positive = DescendingKey(scores[i]);
    negative += 1 - labels[i];
    positive += labels[i];
  }
  keys.negative.pop_back();
  keys.positive.pop_back();
  return keys;
}

// How far the sorted negative keys reach that are less than `key`, from `next` on.
size_t SkipLess(absl::Span<const uint32_t> keys, size_t next, uint32_t key) {
  while (next < keys.size() && keys[next] < key) ++next;
  return next;
}

// One count per distinct key of the positive rows. Both sorted ascending, positive not empty.
std::vector<ThresholdCount> CountSorted(absl::Span<const uint32_t> negative,
                                        absl::Span<const uint32_t> positive) {
  std::vector<ThresholdCount> counts;
  counts.reserve(positive.size());
  size_t above = 0;  // negatives called
  for (size_t i = 0; i < positive.size();) {
    const uint32_t key = positive[i];
    while (i < positive.size() && positive[i] == key) ++i;
    const size_t first_tied = SkipLess(negative, above, key);
    above = SkipLess(negative, first_tied, key + 1);
    uint32_t below = i < positive.size() ? positive[i] : key;
    if (above < negative.size() && (below == key || negative[above] < below)) {
      below = negative[above];
    }
    counts.push_back({ScoreOfKey(key), ScoreOfKey(below), static_cast<int64_t>(i + above),
                      static_cast<int64_t>(i), static_cast<int64_t>(above - first_tied)});
  }
  return counts;
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
  CW_RETURN_IF_ERROR(CheckRows(scores, labels));
  KeysByLabel keys = SplitKeys(scores, labels);
  if (keys.positive.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("none of the ", scores.size(), " rows is positive"));
  }
  SortKeys(keys.negative);
  SortKeys(keys.positive);
  return ThresholdCounts{CountSorted(keys.negative, keys.positive),
                         static_cast<int64_t>(scores.size())};
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
  const auto add = [&twice_correct](int64_t negatives, int64_t twice_positives) {
    twice_correct += static_cast<double>(negatives) * static_cast<double>(twice_positives);
  };
  ThresholdCount above;
  for (const ThresholdCount& count : thresholds.counts) {
    const int64_t untied_above = count.called - count.true_positives - count.tied_negatives -
                                 (above.called - above.true_positives);
    add(untied_above, 2 * above.true_positives);
    add(count.tied_negatives, above.true_positives + count.true_positives);
    above = count;
  }
  const int64_t all_positives = thresholds.positives();
  add(thresholds.rows - above.called, 2 * all_positives);
  const double positives = static_cast<double>(all_positives);
  const double negatives = static_cast<double>(thresholds.rows - all_positives);
  return twice_correct / (2 * positives * negatives);
}

BestThreshold BestF1Of(const ThresholdCounts& thresholds) {
  BestThreshold best;
  const ThresholdCount* best_count = &thresholds.counts.front();
  for (const ThresholdCount& count : thresholds.counts) {
    const double f1 = F1(count.true_positives, count.called, thresholds.positives());
    if (f1 > best.f1) {
      best.f1 = f1;
      best_count = &count;
    }
  }
  const bool calls_all = best_count->called == thresholds.rows;
  best.threshold = calls_all ? best_count->score : Between(best_count->score, best_count->below);
  return best;
}

}  // namespace counterweight
