// What follows from a training set: who trains on which row, and what is ranked.
#ifndef COUNTERWEIGHT_SRC_LEARN_TRAINING_PROBLEM_H_
#define COUNTERWEIGHT_SRC_LEARN_TRAINING_PROBLEM_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "src/learn/row_encoder.h"
#include "src/learn/train_members.h"

namespace counterweight {

// A class whose score is to rank its rows above the others'.
struct RankedClass {
  uint32_t label = 0;
  int64_t column = 0;  // of the scores
};

// Immutable. Borrows the training set.
struct TrainingProblem {
  const TrainingSet* set = nullptr;
  std::shared_ptr<const RowEncoder> encoder;  // of the set's encoding
  int members = 0;                            // K
  int outputs = 0;                            // C: of the network, columns of a score matrix
  uint32_t majority_class = 0;
  // Two classes: the positive class. More: every class but the majority class.
  std::vector<RankedClass> ranked_classes;
  MemberRows training_rows;  // [K], ascending: the rows of every fold but the member's
  // [K], ascending: the rows of the member's fold. With a single member most rows are nobody's.
  MemberRows validation_rows;
  std::vector<uint32_t> targets;  // [n], as TargetOf

  int64_t rows() const { return set->features.rows; }
  // What the network's output is compared with. One output: 1 for the positive class, else 0.
  // Several: the label.
  uint32_t TargetOf(uint32_t label) const;
};

// INVALID_ARGUMENT: no row, sizes that do not agree, a label or fold out of range, a value that is
// not finite, rows of one class only, a member without training rows. ramps that do not join.
// DATA_LOSS: the encoding's own.
absl::StatusOr<TrainingProblem> MakeTrainingProblem(const TrainingSet& set);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_TRAINING_PROBLEM_H_
