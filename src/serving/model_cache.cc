#include "src/serving/model_cache.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"

namespace counterweight {

// Written by the thread that loads, read by the others after `done`.
struct ModelCache::Load {
  absl::Notification done;
  absl::StatusOr<ModelPointer> outcome = absl::UnknownError("still loading");
};

ModelCache::ModelCache(Loader loader, size_t capacity)
    : loader_(std::move(loader)), capacity_(std::max<size_t>(1, capacity)) {}

absl::StatusOr<std::shared_ptr<const LoadedModel>> ModelCache::Get(const std::string& id) {
  std::shared_ptr<Load> load;
  bool is_mine = false;
  {
    const absl::MutexLock lock(&mutex_);
    if (ModelPointer model = GetIfLoaded(id)) return model;
    std::shared_ptr<Load>& running = loading_[id];
    if (running == nullptr) {
      running = std::make_shared<Load>();
      is_mine = true;
    }
    load = running;
  }
  if (is_mine) {
    load->outcome = CallLoader(id);
    FinishLoad(id, load);
    load->done.Notify();
  } else {
    load->done.WaitForNotification();
  }
  return load->outcome;
}

std::shared_ptr<const LoadedModel> ModelCache::GetIfLoaded(absl::string_view id) const {
  const auto loaded = loaded_.Read();
  const auto found = loaded->find(id);
  if (found == loaded->end()) return nullptr;
  Use(*found->second);
  return found->second->model;
}

void ModelCache::Use(const Entry& entry) const {
  // Mostly it is the last one used already, and nothing is written that other threads read.
  if (entry.last_use.load(std::memory_order_relaxed) != last_use_.load(std::memory_order_relaxed)) {
    entry.last_use.store(last_use_.fetch_add(1) + 1, std::memory_order_relaxed);
  }
}

absl::StatusOr<ModelCache::ModelPointer> ModelCache::CallLoader(const std::string& id) const {
  try {
    absl::StatusOr<LoadedModel> model = loader_(id);
    if (!model.ok()) return model.status();
    return std::make_shared<const LoadedModel>(*std::move(model));
  } catch (const std::exception& error) {
    // Most of all std::bad_alloc. Those who wait for this load must hear of its end.
    return absl::InternalError(absl::StrCat("loading model ", id, ": ", error.what()));
  }
}

void ModelCache::FinishLoad(const std::string& id, const std::shared_ptr<Load>& load) {
  const absl::MutexLock lock(&mutex_);
  const auto running = loading_.find(id);
  // Remove took it out, or even began anew: this outcome is not to be kept.
  if (running == loading_.end() || running->second != load) return;
  loading_.erase(running);
  if (!load->outcome.ok()) return;
  EntryMap loaded = *loaded_.Read();
  const auto entry = std::make_shared<const Entry>(*load->outcome);
  Use(*entry);
  loaded[id] = entry;
  if (loaded.size() > capacity_) {
    loaded.erase(std::min_element(loaded.begin(), loaded.end(), [](const auto& a, const auto& b) {
      return a.second->last_use.load() < b.second->last_use.load();
    }));
  }
  loaded_.Replace(std::move(loaded));
}

void ModelCache::Remove(const std::string& id) {
  const absl::MutexLock lock(&mutex_);
  loading_.erase(id);
  EntryMap loaded = *loaded_.Read();
  if (loaded.erase(id) > 0) loaded_.Replace(std::move(loaded));
}

size_t ModelCache::size() const { return loaded_.Read()->size(); }

}  // namespace counterweight
