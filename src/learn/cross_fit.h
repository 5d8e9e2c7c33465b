// One copy of the outer variables per member, each learned from the other members' folds.
#ifndef COUNTERWEIGHT_SRC_LEARN_CROSS_FIT_H_
#define COUNTERWEIGHT_SRC_LEARN_CROSS_FIT_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "src/base/byte_codec.h"
#include "src/base/status_macros.h"

namespace counterweight {

// If a member trained on what its own validation rows had shaped, its out-of-fold scores, and every
// choice made by them, would be flattered (docs/decisions/0009). A single member has no other: it
// learns from its own fold, and its validation figures are optimistic.
// Variables: copyable, with Save(ByteWriter&) and Restore(ByteReader&).
template <typename Variables>
class CrossFit {
 public:
  // members copies of `start`, at least one.
  CrossFit(int members, const Variables& start) : copies_(members, start) {}

  const Variables& of(int member) const { return copies_[member]; }
  int members() const { return static_cast<int>(copies_.size()); }

  // counts [K]: 0 for a member that says nothing. Calls move(variables, counts of the others) for
  // every member's copy.
  template <typename Move>
  void Update(absl::Span<const uint8_t> counts, Move&& move) {
    std::vector<uint8_t> others(counts.begin(), counts.end());
    for (int member = 0; member < members(); ++member) {
      if (members() > 1) others[member] = 0;
      move(copies_[member], absl::MakeConstSpan(others));
      others[member] = counts[member];
    }
  }

  void Save(ByteWriter& writer) const {
    for (const Variables& copy : copies_) copy.Save(writer);
  }
  absl::Status Restore(ByteReader& reader) {
    for (Variables& copy : copies_) CW_RETURN_IF_ERROR(copy.Restore(reader));
    return absl::OkStatus();
  }

 private:
  std::vector<Variables> copies_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_CROSS_FIT_H_
