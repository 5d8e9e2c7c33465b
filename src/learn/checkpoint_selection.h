// Which step's parameters a run keeps, and when it stops early.
#ifndef COUNTERWEIGHT_SRC_LEARN_CHECKPOINT_SELECTION_H_
#define COUNTERWEIGHT_SRC_LEARN_CHECKPOINT_SELECTION_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "src/base/byte_codec.h"

namespace counterweight {

// Judges evaluations by their mean over the last three, since one fold's average precision over a
// few positives jumps. The first of equally good ones wins.
class CheckpointSelection {
 public:
  // patience: evaluations in a row without a better one after which the run is over, >= 1.
  explicit CheckpointSelection(int patience) : patience_(patience) {}

  // value: validation figure of the parameters after `step` steps, higher is better. True: they are
  // the best so far.
  bool Add(int64_t step, double value);

  bool exhausted() const { return since_best_ >= patience_; }
  int64_t best_step() const { return best_step_; }
  // The figure of the best step itself, not the mean that chose it; nullopt before the first.
  std::optional<double> best_value() const;

  void Save(ByteWriter& writer) const;
  void Restore(ByteReader& reader);  // the caller checks reader.ok()

 private:
  int patience_;
  std::vector<double> recent_;  // up to three, oldest first
  int64_t best_step_ = 0;       // 0: none yet
  double best_mean_ = 0, best_value_ = 0;
  int64_t since_best_ = 0;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_CHECKPOINT_SELECTION_H_
