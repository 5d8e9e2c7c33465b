#include "bench/label_flips.h"

#include <algorithm>

namespace counterweight {
namespace {

std::vector<uint8_t> FlipEveryRow(size_t rows, double rate, RandomStream& stream) {
  std::vector<uint8_t> flips(rows);
  for (uint8_t& flip : flips) flip = stream.Uniform() < rate ? 1 : 0;
  return flips;
}

std::vector<uint8_t> FlipBalanced(absl::Span<const uint32_t> labels, double rate,
                                  RandomStream& stream) {
  const auto positives = std::count(labels.begin(), labels.end(), 1u);
  const auto flipped_rows =
      std::max<int64_t>(1, static_cast<int64_t>(rate * static_cast<double>(positives)));
  int64_t left[] = {flipped_rows, flipped_rows};
  std::vector<uint8_t> flips(labels.size(), 0);
  for (const int64_t row : stream.Permutation(static_cast<int64_t>(labels.size()))) {
    if (left[labels[row]] == 0) continue;
    --left[labels[row]];
    flips[row] = 1;
  }
  return flips;
}

}  // namespace

std::vector<uint8_t> DrawFlips(absl::Span<const uint32_t> labels, FlipKind kind, double rate,
                               RandomStream stream) {
  return kind == FlipKind::kEveryRow ? FlipEveryRow(labels.size(), rate, stream)
                                     : FlipBalanced(labels, rate, stream);
}

}  // namespace counterweight
