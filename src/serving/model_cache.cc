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
    if (ModelPointer model = Touch(id)) return model;
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

std::shared_ptr<const LoadedModel> ModelCache::GetIfLoaded(const std::string& id) {
  const absl::MutexLock lock(&mutex_);
  return Touch(id);
}

ModelCache::ModelPointer ModelCache::Touch(const std::string& id) {
  const auto found = loaded_.find(id);
  if (found == loaded_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, found->second);
  return found->second->model;
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
  ModelPointer evicted;  // freed after the lock is
  const absl::MutexLock lock(&mutex_);
  const auto running = loading_.find(id);
  // Remove took it out, or even began anew: this outcome is not to be kept.
  if (running == loading_.end() || running->second != load) return;
  loading_.erase(running);
  if (!load->outcome.ok()) return;
  recent_.push_front({id, *load->outcome});
  loaded_[id] = recent_.begin();
  if (recent_.size() > capacity_) {
    evicted = std::move(recent_.back().model);
    loaded_.erase(recent_.back().id);
    recent_.pop_back();
  }
}

void ModelCache::Remove(const std::string& id) {
  ModelPointer removed;  // freed after the lock is
  const absl::MutexLock lock(&mutex_);
  loading_.erase(id);
  const auto found = loaded_.find(id);
  if (found == loaded_.end()) return;
  removed = std::move(found->second->model);
  recent_.erase(found->second);
  loaded_.erase(found);
}

size_t ModelCache::size() const {
  const absl::MutexLock lock(&mutex_);
  return recent_.size();
}

}  // namespace counterweight
