// One setting of a job: F cross-fitted members trained side by side by one method.
#ifndef COUNTERWEIGHT_SRC_LEARN_TRAIN_MEMBERS_H_
#define COUNTERWEIGHT_SRC_LEARN_TRAIN_MEMBERS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/augment/synthetic_set.h"
#include "src/features/preprocessing.h"
#include "src/features/ramp_encoding.h"
#include "src/learn/training_observer.h"
#include "src/recipe/training_options.h"

namespace counterweight {

// The training rows of a job. Member k trains on the rows of every fold but k and is judged on fold
// k.
struct TrainingSet {
  Matrix features;               // [n, d], preprocessed
  std::vector<uint32_t> labels;  // [n], each < class_count
  int class_count = 2;
  int positive_class = 1;  // two classes: the network's one output is its log-odds
  // [d]; -1: numeric, else the categorical column (0, 1, ...) that the 0/1 column is a level of;
  // empty: all numeric.
  std::vector<int32_t> column_groups;
  RampEncoding encoding;   // d -> D
  std::vector<int> folds;  // [n], each < fold_count
  int fold_count = 5;      // F
  // kCrossFit: F members. kSingle: member 0 alone.
  NetworksKind networks = NetworksKind::kCrossFit;
};

struct SyntheticOutcome {
  SyntheticSet set;  // features: where the rows lie at the end, if a method moves them
  // [m], w_j, mean 1 within a class; 0 for a row that no member may use (possible with two folds
  // only), which counts in that mean as if it were used.
  std::vector<float> contributions;
  std::vector<float> class_mass;  // [class_count], rho; 0 for a class without synthetic rows
};

struct TrainedMembers {
  std::vector<int32_t> sizes;  // D, hidden..., outputs
  int members = 0;
  // [members, P] in the layout of artifact/artifact.h's NetworkGroup: the averaged parameters of
  // the best checkpoint.
  std::vector<float> parameters;
  // Row-major [n, ScoreColumns(class_count)]: the network's outputs for each row, by the member
  // that did not train on it; NaN where there is no such member (kSingle).
  std::vector<float> out_of_fold_outputs;
  double best_validation_average_precision = 0;
  int64_t best_step = 0;
  // [n], what multiplied the row's loss: as last learned, or the mean over the row's draws where a
  // method weighs every batch anew (1 for a row never drawn).
  std::vector<float> row_weights;
  std::vector<float> row_contributions;  // [n]; NaN: never in a sample
  std::optional<SyntheticOutcome> synthetic;
};

// method: a training rule (method_table.h). checkpoint: the bytes of an earlier OnCheckpoint, or
// empty. Errors: INVALID_ARGUMENT (no row, no class but the largest, unknown method),
// RESOURCE_EXHAUSTED (method_table.h), DATA_LOSS (a checkpoint that is damaged or of other data,
// options, method or seed), INTERNAL naming step and member (a loss or gradient that is not
// finite), else what the observer returned. The same arguments give the same result, bit for bit,
// on the same machine, interrupted or not.
absl::StatusOr<TrainedMembers> TrainMembers(const TrainingSet& training, absl::string_view method,
                                            const TrainingOptions& options, uint64_t seed,
                                            absl::string_view checkpoint,
                                            TrainingObserver& observer);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_TRAIN_MEMBERS_H_
