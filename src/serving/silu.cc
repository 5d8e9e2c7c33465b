#include "src/serving/silu.h"

#include "src/serving/lanes.h"

namespace counterweight {
namespace {

// Of the exponential, to either side: within it 2^n is a normal number.
constexpr float kLargestArgument = 87.0f;

// exp(x) = 2^n exp(r), n the nearest integer to x / ln 2, |r| <= ln(2) / 2, where a polynomial of
// degree 7 suffices (coefficients: Cephes expf). No branch and no table.
inline Lanes Exponential(Lanes x) {
  constexpr float kInverseLn2 = 1.44269504f;
  // ln 2 in two parts, so that n ln 2 is exact to well below a unit in the last place of r.
  constexpr float kLn2High = 0.693359375f;
  constexpr float kLn2Low = -2.12194440e-4f;
  // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
  constexpr float kRounder = 12582912.0f;
  const Lanes bounded =
      LowerOf(HigherOf(x, Broadcast(-kLargestArgument)), Broadcast(kLargestArgument));
  const Lanes shifted = bounded * kInverseLn2 + kRounder;
  const Lanes n = shifted - kRounder;
  const Lanes r = (bounded - n * kLn2High) - n * kLn2Low;
  Lanes polynomial = Broadcast(1.9875691500e-4f);
  polynomial = polynomial * r + 1.3981999507e-3f;
  polynomial = polynomial * r + 8.3334519073e-3f;
  polynomial = polynomial * r + 4.1665795894e-2f;
  polynomial = polynomial * r + 1.6666665459e-1f;
  polynomial = polynomial * r + 5.0000001201e-1f;
  const Lanes mantissa = polynomial * r * r + r + 1.0f;
  // Casts between vectors of one size keep the bits. n added to the exponent multiplies by 2^n.
  const IntegerLanes exponent = reinterpret_cast<IntegerLanes>(shifted) << 23;
  return reinterpret_cast<Lanes>(reinterpret_cast<IntegerLanes>(mantissa) + exponent);
}

}  // namespace

void Silu(float* values, int64_t count) {
  for (int64_t i = 0; i < count; i += kLaneCount) {
    // Below the bound the result is 0; unbounded, the quotient would leave it again.
    const Lanes z = HigherOf(LoadLanes(values + i), Broadcast(-kLargestArgument));
    StoreLanes(z / (1.0f + Exponential(-z)), values + i);
  }
}

}  // namespace counterweight
