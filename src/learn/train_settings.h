// All settings of a job, one after the other, on the same folds and draws.
#ifndef COUNTERWEIGHT_SRC_LEARN_TRAIN_SETTINGS_H_
#define COUNTERWEIGHT_SRC_LEARN_TRAIN_SETTINGS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/features/preprocessing.h"
#include "src/learn/train_members.h"
#include "src/learn/training_observer.h"
#include "src/recipe/setting_library.h"
#include "src/recipe/training_options.h"

namespace counterweight {

struct TrainedSetting {
  Setting setting;
  RampEncoding encoding;
  TrainedMembers members;
  double weight = 1;  // in the mean of the settings' outputs; the weights sum to 1
};

struct TrainedSettings {
  std::vector<TrainedSetting> settings;  // in the order they were trained
  // Row-major [n, ScoreColumns(class_count)], of the weighted mean; NaN where no member scores the
  // row.
  std::vector<float> out_of_fold_scores;
};

// set: without an encoding; each setting fits its own (preprocessing: what the features come
// from). By value: a caller that needs the features no longer moves them in. method: valid
// (recipe/training_methods.h). checkpoint, observer, errors and repeatability: as TrainMembers.
absl::StatusOr<TrainedSettings> TrainSettings(TrainingSet set, const Preprocessing& preprocessing,
                                              absl::string_view method,
                                              const TrainingOptions& options, uint64_t seed,
                                              absl::string_view checkpoint,
                                              TrainingObserver& observer);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_TRAIN_SETTINGS_H_
