// What row weights that are made anew in every step come to over a run.
#ifndef COUNTERWEIGHT_SRC_LEARN_MEAN_ROW_WEIGHTS_H_
#define COUNTERWEIGHT_SRC_LEARN_MEAN_ROW_WEIGHTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "src/base/byte_codec.h"
#include "src/learn/row_encoder.h"

namespace counterweight {

// Averages a row's weight over the draws of it, all members'.
class MeanRowWeights {
 public:
  explicit MeanRowWeights(int64_t rows) : sums_(rows, 0.0), draws_(rows, 0) {}

  // rows: of a batch, [K] of B; weights [K * B].
  void Add(const MemberRows& rows, absl::Span<const float> weights);

  // [n]; 1 for a row that was never drawn.
  std::vector<float> Means() const;

  void Save(ByteWriter& writer) const;
  absl::Status Restore(ByteReader& reader);  // DATA_LOSS if the sizes are not these rows'

 private:
  std::vector<double> sums_;    // [n]
  std::vector<int64_t> draws_;  // [n]
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_MEAN_ROW_WEIGHTS_H_
