// A value that many threads read all the time and one replaces now and then.
#ifndef COUNTERWEIGHT_SRC_SERVING_SNAPSHOT_H_
#define COUNTERWEIGHT_SRC_SERVING_SNAPSHOT_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <utility>

namespace counterweight {

// Readers take no lock and wait for nobody: each counts itself in a place that few other threads
// use, and takes the pointer. Replace publishes the new value first and then waits until nobody who
// came before can still read the old one. All operations are in one order, so a place that is found
// empty after the pointer was replaced has no reader of the old value.
//
// So that readers who keep coming cannot hold Replace up, a place has two counts and the epoch says
// which one is in use: Replace turns to the other one and waits for the first, then back and waits
// for the other (as sleepable read-copy-update does: McKenney 2006). Both, because a reader may
// read the epoch and be late to count itself.
template <typename T>
class Snapshot {
 public:
  // Read access, for the shortest time. One thread.
  class Reader {
   public:
    ~Reader() { place_->fetch_sub(1); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    const T& operator*() const { return *value_; }
    const T* operator->() const { return value_; }

   private:
    friend class Snapshot;
    explicit Reader(const Snapshot& snapshot)
        : place_(&snapshot.PlaceOfThread().readers[snapshot.epoch_.load() % 2]) {
      place_->fetch_add(1);
      value_ = snapshot.value_.load();
    }

    std::atomic<int64_t>* const place_;
    const T* value_ = nullptr;
  };

  Snapshot() : value_(new T()) {}
  ~Snapshot() { delete value_.load(); }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  Reader Read() const { return Reader(*this); }

  // Callers take turns by themselves, and read nothing meanwhile. The old value is destroyed when
  // this returns.
  void Replace(T value) {
    const std::unique_ptr<const T> old(value_.exchange(new T(std::move(value))));
    WaitForReaders(epoch_.fetch_add(1) % 2);
    WaitForReaders(epoch_.fetch_add(1) % 2);
  }

 private:
  // More than there are threads that predict; sharing one costs time, nothing else.
  static constexpr size_t kPlaces = 64;
  struct alignas(64) Place {
    mutable std::array<std::atomic<int64_t>, 2> readers{};
  };

  const Place& PlaceOfThread() const {
    static std::atomic<size_t> threads{0};
    thread_local const size_t place = threads.fetch_add(1) % kPlaces;
    return places_[place];
  }
  void WaitForReaders(size_t count) const {
    for (const Place& place : places_) {
      while (place.readers[count].load() != 0) std::this_thread::yield();
    }
  }

  std::atomic<const T*> value_;
  std::atomic<size_t> epoch_{0};
  std::array<Place, kPlaces> places_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_SNAPSHOT_H_
