#include <algorithm>
#include <cmath>

#include "src/evaluation/calibration.h"

namespace counterweight {
namespace {

// Rows whose scores follow each other and that share one probability.
struct Block {
  double first_score, last_score;
  double positives, rows;

  double Rate() const { return positives / rows; }
};

// Rows by score; a row whose score is not finite has no place.
std::vector<int64_t> AscendingOrder(absl::Span<const float> scores) {
  std::vector<int64_t> order;
  order.reserve(scores.size());
  for (size_t i = 0; i < scores.size(); ++i) {
    if (std::isfinite(scores[i])) order.push_back(static_cast<int64_t>(i));
  }
  std::sort(order.begin(), order.end(),
            [&](int64_t a, int64_t b) { return scores[a] < scores[b]; });
  return order;
}

void MergeLastTwo(std::vector<Block>& blocks) {
  const Block last = blocks.back();
  blocks.pop_back();
  blocks.back().last_score = last.last_score;
  blocks.back().positives += last.positives;
  blocks.back().rows += last.rows;
}

// Pools adjacent violators: blocks in score order whose rates rise strictly.
std::vector<Block> PoolViolators(absl::Span<const float> scores, absl::Span<const uint8_t> labels) {
  std::vector<Block> blocks;
  const std::vector<int64_t> order = AscendingOrder(scores);
  for (size_t i = 0; i < order.size();) {
    const float score = scores[order[i]];
    Block block = {score, score, 0, 0};
    for (; i < order.size() && scores[order[i]] == score; ++i) {
      block.positives += labels[order[i]] != 0 ? 1 : 0;
      block.rows += 1;
    }
    blocks.push_back(block);
    while (blocks.size() > 1 && blocks[blocks.size() - 2].Rate() >= blocks.back().Rate()) {
      MergeLastTwo(blocks);
    }
  }
  return blocks;
}

}  // namespace

ClassCalibration FitIsotonic(absl::Span<const float> scores, absl::Span<const uint8_t> labels) {
  ClassCalibration fit;
  for (const Block& block : PoolViolators(scores, labels)) {
    fit.knot_scores.push_back(block.first_score);
    fit.knot_probabilities.push_back(block.Rate());
    if (block.last_score == block.first_score) continue;
    fit.knot_scores.push_back(block.last_score);
    fit.knot_probabilities.push_back(block.Rate());
  }
  return fit;
}

}  // namespace counterweight
