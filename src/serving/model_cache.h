// The models that answer right now, loaded once and shared by the requests in flight.
#ifndef COUNTERWEIGHT_SRC_SERVING_MODEL_CACHE_H_
#define COUNTERWEIGHT_SRC_SERVING_MODEL_CACHE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "src/serving/predictor.h"
#include "src/serving/snapshot.h"

namespace counterweight {

// A predictor and what its answers say about themselves.
struct LoadedModel {
  Predictor predictor;
  std::string id;
  int64_t version = 0;
  std::string display_name;
  // Told of every answer how many rows it has; thread-safe. Empty: nobody counts.
  std::function<void(int64_t rows)> count_rows;
};

// Thread-safe; a model that is loaded is found without a lock. Above the capacity the model whose
// last Get is longest ago is let go; requests that hold it keep it until they are done.
class ModelCache {
 public:
  // Compiled models are a few MB each: this many stay well below a gigabyte.
  static constexpr size_t kDefaultCapacity = 64;

  // Called without a lock held, from the thread of the first Get of an id, for different ids at the
  // same time.
  using Loader = std::function<absl::StatusOr<LoadedModel>(const std::string& id)>;

  // capacity: at least 1.
  explicit ModelCache(Loader loader, size_t capacity = kDefaultCapacity);

  // The model of `id`, loaded if need be. Calls for an id that is being loaded wait for that load
  // and share its outcome. The loader's errors are returned and not remembered; what it throws
  // becomes INTERNAL.
  absl::StatusOr<std::shared_ptr<const LoadedModel>> Get(const std::string& id);
  // The model of `id` if it is loaded, else null. Never loads or waits for a load.
  std::shared_ptr<const LoadedModel> GetIfLoaded(absl::string_view id) const;
  // Forgets the model. A load that has begun still answers its own callers, and is forgotten too.
  void Remove(const std::string& id);
  // Models held now; at most the capacity.
  size_t size() const;

 private:
  using ModelPointer = std::shared_ptr<const LoadedModel>;
  struct Entry {
    explicit Entry(ModelPointer loaded) : model(std::move(loaded)) {}
    const ModelPointer model;
    mutable std::atomic<int64_t> last_use{-1};
  };
  using EntryMap = absl::flat_hash_map<std::string, std::shared_ptr<const Entry>>;  // by id
  struct Load;

  // Marks `entry` as the most recently used.
  void Use(const Entry& entry) const;
  // Keeps the outcome of a load unless its id was removed meanwhile.
  void FinishLoad(const std::string& id, const std::shared_ptr<Load>& load)
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<ModelPointer> CallLoader(const std::string& id) const;

  const Loader loader_;
  const size_t capacity_;
  mutable std::atomic<int64_t> last_use_{0};  // of all entries
  Snapshot<EntryMap> loaded_;                 // replaced under the lock
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<Load>> loading_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_SERVING_MODEL_CACHE_H_
