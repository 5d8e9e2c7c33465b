// Use cases of models: publish, look at, name, evaluate, explain, predict.
#ifndef COUNTERWEIGHT_SRC_APPLICATION_MODELS_H_
#define COUNTERWEIGHT_SRC_APPLICATION_MODELS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "src/application/data_directory.h"
#include "src/artifact/artifact.h"
#include "src/artifact/model_summary.h"
#include "src/base/clock.h"
#include "src/evaluation/figures.h"
#include "src/serving/model_cache.h"
#include "src/serving/snapshot.h"
#include "src/store/job_store.h"
#include "src/store/model_store.h"

namespace counterweight {

struct ModelView {
  ModelRecord record;
  ModelSummary summary;
};

struct Evaluation {
  ModelRecord model;
  std::vector<std::string> classes;  // of the model
  Figures figures;
};

// Stores the artefact's bytes and fills the record that JobStore::Publish takes. The worker's half
// of publishing: until Publish commits, nothing is visible.
absl::StatusOr<ModelRecord> StoreArtifact(DataDirectory& directory, const Artifact& artifact,
                                          const JobRecord& job, absl::Time now);

// What counts the rows that a model's answers have; called once per load.
using RowCounterOf = std::function<std::function<void(int64_t rows)>(const ModelRecord& model)>;

// Thread-safe.
class Models {
 public:
  // row_counter: of the models that are loaded for predictions; empty: nobody counts.
  Models(DataDirectory* directory, const Clock* clock, size_t loaded_models,
         RowCounterOf row_counter = nullptr);

  // name: "models/{id or alias}" throughout; FieldError with `field` as the path of the name.
  absl::StatusOr<ModelView> Get(const std::string& name);
  absl::StatusOr<Page<ModelView>> List(const PageRequest& page);
  absl::Status Delete(const std::string& name);

  struct AliasResult {
    std::string alias;
    std::string model_id, previous_model_id;
  };
  // model: "models/{id or alias}", or empty to remove. FieldError "alias", "model".
  absl::StatusOr<AliasResult> SetAlias(const std::string& alias, const std::string& model);

  // Scores every row of `dataset` ("datasets/{id}"). INVALID_ARGUMENT naming the column that the
  // model needs and the dataset lacks, or a type that differs, or a class that the model does not
  // know.
  absl::StatusOr<Evaluation> Evaluate(const std::string& model, const std::string& dataset);

  // The whole artefact, from disk.
  absl::StatusOr<std::shared_ptr<const Artifact>> LoadArtifact(const std::string& name);

  // What answers predictions under `name` now: loads it if need be. An alias is looked up in
  // memory; SetAlias switches it for every Resolve that begins after it returns. field: the path of
  // the name in the request, for errors.
  absl::StatusOr<std::shared_ptr<const LoadedModel>> Resolve(const std::string& name,
                                                             const std::string& field);
  // The same without a disk or a lock: null if the model is not loaded or the alias not known in
  // memory. What a prediction tries first.
  std::shared_ptr<const LoadedModel> ResolveIfLoaded(absl::string_view name) const;
  size_t loaded_models() const;

 private:
  absl::StatusOr<LoadedModel> Load(const std::string& id);
  // The id behind an id or alias; remembers aliases.
  absl::StatusOr<std::string> ResolveId(const std::string& id_or_alias);

  using AliasMap = absl::flat_hash_map<std::string, std::string>;  // alias -> id

  // Changes the aliases in memory.
  void StoreAlias(const std::string& alias, const std::string& id)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(alias_mutex_);

  DataDirectory* directory_;
  const Clock* clock_;
  const RowCounterOf row_counter_;
  ModelCache cache_;
  Snapshot<AliasMap> alias_to_id_;  // replaced under the lock
  absl::Mutex alias_mutex_;
  // Counts SetAlias calls, so that a look-up that began before one does not store what was true
  // then.
  int64_t alias_changes_ ABSL_GUARDED_BY(alias_mutex_) = 0;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_APPLICATION_MODELS_H_
