// The way of the data, from a dataset to an artefact.
#ifndef COUNTERWEIGHT_SRC_PIPELINE_TRAIN_MODEL_H_
#define COUNTERWEIGHT_SRC_PIPELINE_TRAIN_MODEL_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/artifact/artifact.h"
#include "src/learn/training_observer.h"
#include "src/tabular/table.h"

namespace counterweight {

struct TrainingRequest {
  std::string dataset_name;  // recorded in the artefact
  std::string method;
  std::map<std::string, std::string> options;
  uint64_t seed = 0;
};

// Split, features, augmentation, bilevel training, calibration, figures.
// checkpoint: the bytes of an earlier OnCheckpoint of the same request, or empty. A checkpoint that
// is damaged or of another request gives DATA_LOSS (the caller starts afresh). The same table,
// request and thread count give the same artefact, bit for bit, on the same machine, interrupted or
// not. INVALID_ARGUMENT: request or data that cannot be trained on. Else what the observer
// returned.
absl::StatusOr<Artifact> TrainModel(const LabelledTable& dataset, const TrainingRequest& request,
                                    absl::string_view checkpoint, TrainingObserver& observer);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_PIPELINE_TRAIN_MODEL_H_
