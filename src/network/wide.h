// Vectors of the compiler's own: plain operators work lane by lane, whatever the CPU has.
#ifndef COUNTERWEIGHT_SRC_NETWORK_WIDE_H_
#define COUNTERWEIGHT_SRC_NETWORK_WIDE_H_

#include <cstdint>
#include <cstring>

namespace counterweight {

inline constexpr int64_t kWideBytes = 32;

template <typename T>
struct WideOf;
template <>
struct WideOf<float> {
  using Type = float __attribute__((vector_size(kWideBytes)));
};
template <>
struct WideOf<double> {
  using Type = double __attribute__((vector_size(kWideBytes)));
};
template <typename T>
using Wide = typename WideOf<T>::Type;

// Lanes of a vector.
template <typename T>
inline constexpr int64_t kWideLanes = kWideBytes / static_cast<int64_t>(sizeof(T));

// From and to memory of any alignment.
template <typename T>
inline Wide<T> LoadWide(const T* values) {
  Wide<T> wide;
  std::memcpy(&wide, values, sizeof(wide));
  return wide;
}
template <typename T>
inline void StoreWide(Wide<T> wide, T* values) {
  std::memcpy(values, &wide, sizeof(wide));
}

// sum of a[i] b[i], in as many partial sums as a vector has lanes.
template <typename T>
T DotProduct(const T* a, const T* b, int64_t count) {
  Wide<T> sums{};
  int64_t i = 0;
  for (; i + kWideLanes<T> <= count; i += kWideLanes<T>) sums += LoadWide(a + i) * LoadWide(b + i);
  T sum = 0;
  for (int64_t lane = 0; lane < kWideLanes<T>; ++lane) sum += sums[lane];
  for (; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

// sum of a[i], likewise.
template <typename T>
T SumOf(const T* a, int64_t count) {
  Wide<T> sums{};
  int64_t i = 0;
  for (; i + kWideLanes<T> <= count; i += kWideLanes<T>) sums += LoadWide(a + i);
  T sum = 0;
  for (int64_t lane = 0; lane < kWideLanes<T>; ++lane) sum += sums[lane];
  for (; i < count; ++i) sum += a[i];
  return sum;
}

// Widths that kernels work on: filled up to whole vectors.
template <typename T>
int64_t WholeWides(int64_t width) {
  return (width + kWideLanes<T> - 1) / kWideLanes<T> * kWideLanes<T>;
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_NETWORK_WIDE_H_
