// Floats at the start of a cache line.
#ifndef COUNTERWEIGHT_SRC_SERVING_ALIGNED_FLOATS_H_
#define COUNTERWEIGHT_SRC_SERVING_ALIGNED_FLOATS_H_

#include <cstddef>
#include <new>
#include <vector>

namespace counterweight {

// Bytes of a cache line and of the widest register: a load that crosses a line costs two.
inline constexpr std::size_t kCacheLineBytes = 64;

template <typename T>
struct CacheLineAllocator {
  using value_type = T;

  CacheLineAllocator() = default;
  template <typename U>
  explicit CacheLineAllocator(const CacheLineAllocator<U>&) {}

  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{kCacheLineBytes}));
  }
  void deallocate(T* values, std::size_t) {
    ::operator delete (values, std::align_val_t{kCacheLineBytes});
  }
  friend bool operator==(const CacheLineAllocator&, const CacheLineAllocator&) { return true; }
  friend bool operator!=(const CacheLineAllocator&, const CacheLineAllocator&) { return false; }
};

using AlignedFloats = std::vector<float, CacheLineAllocator<float>>;

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_ALIGNED_FLOATS_H_
