// Labels spoilt on purpose, to be found again.
#ifndef COUNTERWEIGHT_BENCH_LABEL_FLIPS_H_
#define COUNTERWEIGHT_BENCH_LABEL_FLIPS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/base/random_stream.h"

namespace counterweight {

enum class FlipKind {
  // Each label on its own, with probability `rate`: at a high imbalance most rows labelled positive
  // are then wrong.
  kEveryRow,
  // The same number of rows of either class, `rate` of the positive rows (at least one): class
  // counts stay.
  kBalanced,
};

// labels [n]: 1 positive, 0 not; the positive class is the rarer one. rate in (0, 1). Out: [n], 1
// where a label is to be flipped.
std::vector<uint8_t> DrawFlips(absl::Span<const uint32_t> labels, FlipKind kind, double rate,
                               RandomStream stream);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_LABEL_FLIPS_H_
