#include "src/tabular/crc32.h"

#include <immintrin.h>
#include <zlib.h>

#include <cstddef>

namespace counterweight {
namespace {

constexpr size_t kLaneBytes = sizeof(__m128i);
constexpr size_t kBlockBytes = 4 * kLaneBytes;

uint32_t ByZlib(uint32_t checksum, const char* bytes, size_t size) {
  return static_cast<uint32_t>(crc32_z(checksum, reinterpret_cast<const Bytef*>(bytes), size));
}

__m128i LoadLane(const char* bytes) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
}

// `lane` moved on by the distance that `factors` stand for, plus `next`.
__attribute__((target("pclmul,sse4.1"))) inline __m128i Fold(__m128i lane, __m128i factors,
                                                             __m128i next) {
  const __m128i low = _mm_clmulepi64_si128(lane, factors, 0x00);
  const __m128i high = _mm_clmulepi64_si128(lane, factors, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

// 128 bits to 32: to 96, to 64, then Barrett's reduction by the polynomial.
__attribute__((target("pclmul,sse4.1"))) uint32_t Reduce(__m128i lane) {
  const __m128i low_words = _mm_setr_epi32(-1, 0, -1, 0);
  const __m128i by_128 = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
  const __m128i by_64 = _mm_set_epi64x(0, 0x0163cd6124);
  const __m128i polynomial = _mm_set_epi64x(0x01f7011641, 0x01db710641);
  lane = _mm_xor_si128(_mm_srli_si128(lane, 8), _mm_clmulepi64_si128(lane, by_128, 0x10));
  lane = _mm_xor_si128(_mm_srli_si128(lane, 4),
                       _mm_clmulepi64_si128(_mm_and_si128(lane, low_words), by_64, 0x00));
  __m128i quotient = _mm_clmulepi64_si128(_mm_and_si128(lane, low_words), polynomial, 0x10);
  quotient = _mm_clmulepi64_si128(_mm_and_si128(quotient, low_words), polynomial, 0x00);
  return static_cast<uint32_t>(_mm_extract_epi32(_mm_xor_si128(lane, quotient), 1));
}

// size: a multiple of 16, at least 64.
__attribute__((target("pclmul,sse4.1"))) uint32_t ByFolding(uint32_t checksum, const char* bytes,
                                                            size_t size) {
  const __m128i by_512 = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
  const __m128i by_128 = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
  __m128i lanes[4];
  for (size_t i = 0; i < 4; ++i) lanes[i] = LoadLane(bytes + i * kLaneBytes);
  lanes[0] = _mm_xor_si128(lanes[0], _mm_cvtsi32_si128(static_cast<int>(~checksum)));
  for (bytes += kBlockBytes, size -= kBlockBytes; size >= kBlockBytes;
       bytes += kBlockBytes, size -= kBlockBytes) {
    for (size_t i = 0; i < 4; ++i) {
      lanes[i] = Fold(lanes[i], by_512, LoadLane(bytes + i * kLaneBytes));
    }
  }
  __m128i lane = lanes[0];
  for (size_t i = 1; i < 4; ++i) lane = Fold(lane, by_128, lanes[i]);
  for (; size >= kLaneBytes; bytes += kLaneBytes, size -= kLaneBytes) {
    lane = Fold(lane, by_128, LoadLane(bytes));
  }
  return ~Reduce(lane);
}

bool CanFold() {
  static const bool can = __builtin_cpu_supports("pclmul") != 0;
  return can;
}

}  // namespace

uint32_t ExtendCrc32(uint32_t checksum, absl::string_view bytes) {
  // zlib answers the initial value, not `checksum`, for a null pointer.
  if (bytes.empty()) return checksum;
  if (bytes.size() < kBlockBytes || !CanFold()) return ByZlib(checksum, bytes.data(), bytes.size());
  const size_t folded = bytes.size() / kLaneBytes * kLaneBytes;
  checksum = ByFolding(checksum, bytes.data(), folded);
  return ByZlib(checksum, bytes.data() + folded, bytes.size() - folded);
}

}  // namespace counterweight
