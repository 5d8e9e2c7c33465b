// An artefact's sample weights as a sequence of messages of bounded size.
#ifndef COUNTERWEIGHT_SERVER_SAMPLE_WEIGHTS_BATCHES_H_
#define COUNTERWEIGHT_SERVER_SAMPLE_WEIGHTS_BATCHES_H_

#include <cstdint>
#include <memory>

#include "counterweight/v1/model.pb.h"
#include "src/artifact/artifact.h"

namespace counterweight {

// Real rows by row number, then (if asked for) the synthetic rows. Thread safety: one at a time.
class SampleWeightsBatches {
 public:
  SampleWeightsBatches(std::shared_ptr<const Artifact> artifact, bool include_synthetic);

  // Fills `batch` (what it held is dropped) with the next rows: at most 1,000 of one kind, fewer if
  // they are wide. false: there are no more, and `batch` is empty.
  bool Next(v1::SampleWeights* batch);

 private:
  void AddRealRow(int64_t index, v1::SampleWeights* batch) const;
  void AddSyntheticRow(int64_t index, v1::SampleWeights* batch) const;

  const std::shared_ptr<const Artifact> artifact_;
  const int64_t real_count_, synthetic_count_;
  int64_t next_real_ = 0, next_synthetic_ = 0;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_SAMPLE_WEIGHTS_BATCHES_H_
