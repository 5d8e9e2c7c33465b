// Small training sets and a recording observer for tests of learning.
#ifndef COUNTERWEIGHT_TESTS_LEARN_TRAINING_SETS_H_
#define COUNTERWEIGHT_TESTS_LEARN_TRAINING_SETS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "src/learn/row_encoder.h"
#include "src/learn/train_members.h"
#include "src/learn/training_observer.h"
#include "src/recipe/training_options.h"

namespace counterweight {

// Rows of one value per column each, with folds dealt out in turn within a class and ramps fitted.
TrainingSet MakeTrainingSet(Matrix features, std::vector<uint32_t> labels, int class_count,
                            int fold_count);

// Two interleaved half circles, class 1 the rarer; a column of noise. `rare` rows of class 1.
TrainingSet Moons(int64_t majority, int64_t rare, int fold_count, uint64_t seed);

// Three normal clouds of the given sizes in the plane.
TrainingSet ThreeClouds(const std::vector<int64_t>& rows, int fold_count, uint64_t seed);

// A run of 100 steps with a network of one small layer.
TrainingOptions QuickOptions();

// Remembers what it is told.
class RecordingObserver : public TrainingObserver {
 public:
  absl::Status OnProgress(const TrainingProgress& progress) override {
    reports.push_back(progress);
    return absl::OkStatus();
  }
  bool WantsCheckpoint() override { return keep_checkpoints; }
  absl::Status OnCheckpoint(absl::string_view state) override {
    checkpoints.emplace_back(state);
    return absl::OkStatus();
  }
  absl::Status Continue() override {
    ++steps;
    return continue_answer(steps);
  }

  bool keep_checkpoints = false;
  std::function<absl::Status(int64_t)> continue_answer = [](int64_t) { return absl::OkStatus(); };
  std::vector<TrainingProgress> reports;
  std::vector<std::string> checkpoints;
  int64_t steps = 0;
};

// The encoded inputs [K, n, D] float of rows of a matrix, by RampEncoding::EncodeRow. Every member
// has as many rows.
at::Tensor DenseMemberRows(const RampEncoding& encoding, const Matrix& matrix,
                           const MemberRows& rows);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_TESTS_LEARN_TRAINING_SETS_H_
