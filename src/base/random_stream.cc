#include "src/base/random_stream.h"

#include <cmath>
#include <numeric>
#include <utility>

namespace counterweight {
namespace {

constexpr double kPi = 3.14159265358979323846;

__extension__ using Uint128 = unsigned __int128;

uint64_t SplitMix64(uint64_t& state) {
  uint64_t z = (state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// FNV-1a, 64 bits.
uint64_t HashName(absl::string_view name) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const char byte : name) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 0x100000001b3u;
  }
  return hash;
}

}  // namespace

RandomStream::RandomStream(uint64_t root_seed, absl::string_view name, uint64_t index) {
  uint64_t mixer = root_seed;
  mixer = SplitMix64(mixer) ^ HashName(name);
  mixer = SplitMix64(mixer) ^ index;
  for (uint64_t& word : state_) word = SplitMix64(mixer);
}

uint64_t RandomStream::Below(uint64_t bound) {
  const uint64_t threshold = (0 - bound) % bound;
  while (true) {
    const Uint128 product = static_cast<Uint128>((*this)()) * bound;
    if (static_cast<uint64_t>(product) >= threshold) return static_cast<uint64_t>(product >> 64);
  }
}

double RandomStream::Normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - Uniform()));
  return radius * std::cos(2.0 * kPi * Uniform());
}

std::vector<int64_t> RandomStream::Permutation(int64_t count) {
  std::vector<int64_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  for (int64_t i = count - 1; i > 0; --i) std::swap(order[i], order[Below(i + 1)]);
  return order;
}

}  // namespace counterweight
