#include "src/evaluation/score_order.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>

namespace counterweight {
namespace {

// Fewer are sorted by comparison: counting digits costs a table whatever the number.
constexpr size_t kFewValues = 256;

// Digits of the keys, the lowest first. Of eight bits: with eleven there is a pass less, but twice
// as many places to write to as the first-level cache has lines, which takes longer.
constexpr int kDigitBits = 8;
constexpr int kDigits = 32 / kDigitBits;
constexpr size_t kDigitValues = size_t{1} << kDigitBits;
using DigitTable = std::array<uint32_t, kDigitValues>;

uint32_t KeyOf(uint32_t key) { return key; }
uint32_t KeyOf(uint64_t keyed) { return static_cast<uint32_t>(keyed >> 32); }

template <typename Value>
size_t DigitOf(Value value, int digit) {
  return KeyOf(value) >> (digit * kDigitBits) & (kDigitValues - 1);
}

// How many keys have each value of each digit.
template <typename Value>
std::array<DigitTable, kDigits> CountDigits(const std::vector<Value>& values) {
  std::array<DigitTable, kDigits> counts = {};
  for (const Value value : values) {
    for (int digit = 0; digit < kDigits; ++digit) ++counts[digit][DigitOf(value, digit)];
  }
  return counts;
}

// The place of the first value of each digit.
DigitTable FirstPlaces(const DigitTable& counts) {
  DigitTable places;
  std::partial_sum(counts.begin(), counts.end() - 1, places.begin() + 1);
  places[0] = 0;
  return places;
}

// From the lowest digit up, each pass stable.
template <typename Value>
void RadixSort(std::vector<Value>& values) {
  const std::array<DigitTable, kDigits> counts = CountDigits(values);
  std::vector<Value> sorted(values.size());
  for (int digit = 0; digit < kDigits; ++digit) {
    // Scores of one sign and size share their high digits.
    if (counts[digit][DigitOf(values.front(), digit)] == values.size()) continue;
    DigitTable places = FirstPlaces(counts[digit]);
    Value* const out = sorted.data();
    for (const Value value : values) out[places[DigitOf(value, digit)]++] = value;
    values.swap(sorted);
  }
}

template <typename Value>
void Sort(std::vector<Value>& values) {
  if (values.size() >= kFewValues) return RadixSort(values);
  std::stable_sort(values.begin(), values.end(),
                   [](Value a, Value b) { return KeyOf(a) < KeyOf(b); });
}

}  // namespace

void SortKeys(std::vector<uint32_t>& keys) { Sort(keys); }

void SortByKey(std::vector<uint64_t>& keyed) { Sort(keyed); }

}  // namespace counterweight
