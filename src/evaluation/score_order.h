// Scores as whole numbers, and a sort for many of them.
#ifndef COUNTERWEIGHT_SRC_EVALUATION_SCORE_ORDER_H_
#define COUNTERWEIGHT_SRC_EVALUATION_SCORE_ORDER_H_

#include <cstdint>
#include <cstring>
#include <vector>

namespace counterweight {

// Smaller for a higher score, equal for equal scores (0 and -0 are). score: not NaN.
inline uint32_t DescendingKey(float score) {
  const float positive_zero = score + 0.0f;
  uint32_t bits;
  std::memcpy(&bits, &positive_zero, sizeof(bits));
  // A negative number's bits grow as it falls; a positive one's, below them, as it rises.
  return (bits & 0x80000000u) != 0 ? bits : bits ^ 0x7fffffffu;
}

// The score of a key.
inline float ScoreOfKey(uint32_t key) {
  const uint32_t bits = (key & 0x80000000u) != 0 ? key : key ^ 0x7fffffffu;
  float score;
  std::memcpy(&score, &bits, sizeof(score));
  return score;
}

// Sorts ascending. A radix sort (Knuth 1998, section 5.2.5, algorithm R) in O(size), which takes as
// much memory again; few values are sorted by comparison.
void SortKeys(std::vector<uint32_t>& keys);

// A key in the upper half, anything in the lower.
inline uint64_t KeyedValue(uint32_t key, uint32_t value) {
  return static_cast<uint64_t>(key) << 32 | value;
}
// The same by the upper halves alone; equal ones stay in their order.
void SortByKey(std::vector<uint64_t>& keyed);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_EVALUATION_SCORE_ORDER_H_
