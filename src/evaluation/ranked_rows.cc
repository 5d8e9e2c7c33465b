#include "src/evaluation/ranked_rows.h"

#include "src/evaluation/score_order.h"

namespace counterweight {

RankedRows::RankedRows(absl::Span<const float> scores, absl::Span<const uint32_t> labels,
                       uint32_t label) {
  std::vector<uint64_t> keyed_rows;
  keyed_rows.reserve(scores.size());
  for (uint32_t row = 0; row < scores.size(); ++row) {
    keyed_rows.push_back(KeyedValue(DescendingKey(scores[row]), row));
  }
  SortByKey(keyed_rows);
  ranking_.reserve(scores.size());
  for (const uint64_t keyed : keyed_rows) {
    const auto row = static_cast<uint32_t>(keyed);
    ranking_.push_back({row, labels[row] == label, true});
  }
  for (size_t i = 0; i + 1 < ranking_.size(); ++i) {
    ranking_[i].is_last_of_its_score = scores[ranking_[i + 1].row] < scores[ranking_[i].row];
  }
}

double RankedRows::AveragePrecision(absl::Span<const uint32_t> multiplicities) const {
  double sum = 0;
  int64_t called = 0, true_positives = 0, positives_above = 0;
  for (const RankedRow& ranked : ranking_) {
    called += multiplicities[ranked.row];
    if (ranked.is_positive) true_positives += multiplicities[ranked.row];
    // Few scores have a positive row: the division is for them alone.
    if (!ranked.is_last_of_its_score || true_positives == positives_above) continue;
    const double precision = static_cast<double>(true_positives) / static_cast<double>(called);
    sum += static_cast<double>(true_positives - positives_above) * precision;
    positives_above = true_positives;
  }
  return sum / static_cast<double>(true_positives);
}

}  // namespace counterweight
