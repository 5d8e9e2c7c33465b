#include "src/tabular/csv_positions.h"

#include <immintrin.h>

#include <limits>

namespace counterweight {
namespace {

constexpr size_t kBlockBytes = 64;

// One bit per byte of a block.
struct BlockMasks {
  uint64_t quotes, delimiters, line_feeds, returns, nuls, high;
};

class BlockReader {
 public:
  explicit BlockReader(char delimiter) : delimiter_(_mm256_set1_epi8(delimiter)) {}

  BlockMasks Read(const char* block) const {
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(block));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(block + 32));
    return {Equal(low, high, _mm256_set1_epi8('"')),  Equal(low, high, delimiter_),
            Equal(low, high, _mm256_set1_epi8('\n')), Equal(low, high, _mm256_set1_epi8('\r')),
            Equal(low, high, _mm256_setzero_si256()), SignBits(low, high)};
  }

 private:
  static uint64_t SignBits(__m256i low, __m256i high) {
    return static_cast<uint32_t>(_mm256_movemask_epi8(low)) |
           static_cast<uint64_t>(static_cast<uint32_t>(_mm256_movemask_epi8(high))) << 32;
  }
  static uint64_t Equal(__m256i low, __m256i high, __m256i wanted) {
    return SignBits(_mm256_cmpeq_epi8(low, wanted), _mm256_cmpeq_epi8(high, wanted));
  }

  const __m256i delimiter_;
};

// Bit i is the parity of bits 0 to i.
uint64_t PrefixParity(uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

// Writes the positions of the set bits; may write up to 7 entries more, whose values mean nothing.
// Whole eights keep the branch predictable.
uint32_t* WriteBits(uint64_t bits, uint32_t base, uint32_t* out) {
  uint32_t* const end = out + _mm_popcnt_u64(bits);
  while (bits != 0) {
    for (int i = 0; i < 8; ++i) {
      out[i] = base + static_cast<uint32_t>(_tzcnt_u64(bits));
      bits = _blsr_u64(bits);
    }
    out += 8;
  }
  return end;
}

}  // namespace

void FindCsvPositions(const char* text, size_t size, char delimiter, CsvPositions& positions) {
  // Every byte may be an end, and WriteBits needs room for a whole eight.
  const size_t most = 1 + size + 8;
  if (positions.ends.size() < most) positions.ends.resize(most);
  positions.ends[0] = std::numeric_limits<uint32_t>::max();
  const BlockReader reader(delimiter);
  uint32_t* out = positions.ends.data() + 1;
  uint64_t all_quotes = 0, all_returns = 0, faults = 0, all_high = 0;
  uint64_t inside = 0;        // all ones while the block before ended inside quotes
  uint64_t after_return = 0;  // 1 if it ended with a carriage return outside quotes
  positions.line_count = 0;
  for (size_t offset = 0; offset < size; offset += kBlockBytes) {
    BlockMasks masks = reader.Read(text + offset);
    uint64_t valid = ~uint64_t{0};
    if (size - offset < kBlockBytes) valid >>= kBlockBytes - (size - offset);
    uint64_t quoted = inside;
    if ((masks.quotes & valid) != 0) {
      quoted = PrefixParity(masks.quotes & valid) ^ inside;
      inside = static_cast<uint64_t>(static_cast<int64_t>(quoted) >> 63);
      all_quotes = 1;
    }
    const uint64_t plain = valid & ~quoted;
    const uint64_t returns = masks.returns & plain;
    all_returns |= returns;
    faults |= masks.nuls & valid;
    faults |= (returns << 1 | after_return) & ~masks.line_feeds & valid;
    after_return = returns >> 63;
    all_high |= masks.high & valid;
    const uint64_t line_feeds = masks.line_feeds & plain;
    positions.line_count += static_cast<size_t>(_mm_popcnt_u64(line_feeds));
    out = WriteBits((masks.delimiters & plain) | line_feeds, static_cast<uint32_t>(offset), out);
  }
  positions.count = static_cast<size_t>(out - positions.ends.data()) - 1;
  positions.has_quotes = all_quotes != 0;
  positions.has_returns = all_returns != 0;
  positions.has_fault = faults != 0;
  positions.is_ascii = all_high == 0;
}

}  // namespace counterweight
