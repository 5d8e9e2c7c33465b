// The exponential of many floats at once.
#ifndef COUNTERWEIGHT_SRC_BASE_EXPONENTIAL_H_
#define COUNTERWEIGHT_SRC_BASE_EXPONENTIAL_H_

#include <cstdint>

namespace counterweight {

// Largest magnitude that an argument counts with: within it 2^n is a normal number.
inline constexpr float kLargestExponent = 87.0f;

// exp of every lane. Floats: a vector of floats (GCC's vector_size), any number of lanes. Relative
// error below 1e-6; beyond +-87 the value at +-87; a NaN stays one.
//
// exp(x) = 2^n exp(r), n the nearest integer to x / ln 2, |r| <= ln(2) / 2, where a polynomial of
// degree 7 suffices (coefficients: Cephes expf). No branch and no table. (serving/kernels.inc has
// its own: a template is compiled for the processor of the place that defines it.)
template <typename Floats>
inline Floats Exponential(Floats x) {
  typedef int32_t Integers __attribute__((vector_size(sizeof(Floats))));
  constexpr float kInverseLn2 = 1.44269504f;
  // ln 2 in two parts, so that n ln 2 is exact to well below a unit in the last place of r.
  constexpr float kLn2High = 0.693359375f;
  constexpr float kLn2Low = -2.12194440e-4f;
  // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
  constexpr float kRounder = 12582912.0f;
  const Floats largest = kLargestExponent - Floats{};
  Floats bounded = x < -largest ? -largest : x;
  bounded = bounded > largest ? largest : bounded;
  const Floats shifted = bounded * kInverseLn2 + kRounder;
  const Floats n = shifted - kRounder;
  const Floats r = (bounded - n * kLn2High) - n * kLn2Low;
  Floats polynomial = 1.9875691500e-4f * r + 1.3981999507e-3f;
  polynomial = polynomial * r + 8.3334519073e-3f;
  polynomial = polynomial * r + 4.1665795894e-2f;
  polynomial = polynomial * r + 1.6666665459e-1f;
  polynomial = polynomial * r + 5.0000001201e-1f;
  const Floats mantissa = polynomial * r * r + r + 1.0f;
  // Casts between vectors of one size keep the bits. n added to the exponent multiplies by 2^n.
  const Integers exponent = reinterpret_cast<Integers>(shifted) << 23;
  return reinterpret_cast<Floats>(reinterpret_cast<Integers>(mantissa) + exponent);
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_BASE_EXPONENTIAL_H_
