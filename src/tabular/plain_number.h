// Decimal numbers as tables have them, without a branch per digit.
#ifndef COUNTERWEIGHT_SRC_TABULAR_PLAIN_NUMBER_H_
#define COUNTERWEIGHT_SRC_TABULAR_PLAIN_NUMBER_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace counterweight {

// An optional minus sign and at most 15 digits, a point among, before or behind them: such a number
// is a whole number below 2^53 over a power of ten up to 10^22, both exact doubles, so that one
// division rounds it as the standard asks (Clinger 1990) and the value is ParseNumber's to the bit.
// False, and no value, for anything else, numbers too: those are ParseNumber's.
// text: 17 bytes must be readable, whatever `size` is.
inline bool ParsePlainNumber(const char* text, size_t size, double* value) {
  static constexpr double kPowersOfTen[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                            1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  // Loaded at 16 - k, these move 16 bytes up by k places and bring zeros in.
  alignas(16) static constexpr int8_t kMoveUp[] = {-1, -1, -1, -1, -1, -1, -1, -1,  //
                                                   -1, -1, -1, -1, -1, -1, -1, -1,  //
                                                   0,  1,  2,  3,  4,  5,  6,  7,   //
                                                   8,  9,  10, 11, 12, 13, 14, 15};
  const auto sign = static_cast<size_t>(*text == '-');  // of nothing: then refused below
  const size_t length = size - sign;
  if (length - 1 > 15 || size == 0) return false;  // none, or more than 16
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + sign));
  const uint32_t present = (uint32_t{1} << length) - 1;
  const uint32_t points =
      static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.')))) & present;
  const __m128i digits = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
  const __m128i nine = _mm_set1_epi8(9);
  const uint32_t are_digits =
      static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(digits, nine), nine)));
  // Everything is a digit but at most one point, and at most 15 are digits, at least one.
  const size_t point_count = points != 0 ? 1 : 0;
  if ((present & ~are_digits) != points || (points & (points - 1)) != 0) return false;
  const size_t digit_count = length - point_count;
  if (digit_count - 1 > 14) return false;
  // The digits at the upper end, zeros before them; then those before the point over it.
  const __m128i upper =
      _mm_shuffle_epi8(digits, _mm_loadu_si128(reinterpret_cast<const __m128i*>(kMoveUp + length)));
  const size_t point = points != 0 ? 16 - length + static_cast<size_t>(_tzcnt_u32(points)) : 16;
  const size_t decimals = points != 0 ? 15 - point : 0;
  const __m128i places = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m128i before_point =
      _mm_cmpgt_epi8(_mm_set1_epi8(static_cast<char>(points != 0 ? point + 1 : 0)), places);
  // Place i takes byte i, or i - 1 up to the point; -1 becomes zero.
  const __m128i packed = _mm_shuffle_epi8(upper, _mm_add_epi8(places, before_point));
  const __m128i pairs = _mm_maddubs_epi16(
      packed, _mm_setr_epi8(10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1));
  const __m128i fours = _mm_madd_epi16(pairs, _mm_setr_epi16(100, 1, 100, 1, 100, 1, 100, 1));
  const __m128i eights = _mm_madd_epi16(_mm_packus_epi32(fours, fours),
                                        _mm_setr_epi16(10000, 1, 10000, 1, 10000, 1, 10000, 1));
  const auto halves = static_cast<uint64_t>(_mm_cvtsi128_si64(eights));
  const uint64_t whole = (halves & 0xFFFFFFFF) * 100'000'000 + (halves >> 32);
  const double magnitude =
      static_cast<double>(static_cast<int64_t>(whole)) / kPowersOfTen[decimals];
  uint64_t bits;
  std::memcpy(&bits, &magnitude, sizeof(bits));
  bits |= static_cast<uint64_t>(sign) << 63;
  std::memcpy(value, &bits, sizeof(bits));
  return true;
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_PLAIN_NUMBER_H_
