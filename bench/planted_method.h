// A method whose synthetic set was spoilt on purpose: do the learned contributions notice?
#ifndef COUNTERWEIGHT_BENCH_PLANTED_METHOD_H_
#define COUNTERWEIGHT_BENCH_PLANTED_METHOD_H_

#include <cstdint>
#include <vector>

#include "src/base/random_stream.h"
#include "src/learn/synthetic_rows.h"
#include "src/learn/training_problem.h"

namespace counterweight {

// Moves a random `share` of the synthetic rows onto training rows of the majority class, which then
// pose as rows of the minority class. A planted row comes from the fold of the base parent of the
// row it replaces, so no member that may use it validates on it. Each fold of the problem has a
// majority row. Out: [m], 1 where a row was planted.
std::vector<uint8_t> PlantMajorityRows(const TrainingProblem& problem, double share,
                                       RandomStream stream, SyntheticRows& rows);

// Rule: FixedMethod or a subclass, without learn_positions (which takes rows back to where they
// were made). Two rules of the same seed get the same planted rows.
template <typename Rule>
class PlantedMethod : public Rule {
 public:
  PlantedMethod(const TrainingProblem& problem, const NetworkShape& shape,
                const TrainingOptions& options, uint64_t seed, double share)
      : Rule(problem, shape, options, seed),
        planted_(PlantMajorityRows(problem, share, RandomStream(seed, "planted rows"),
                                   this->synthetic_rows())) {}

  const std::vector<uint8_t>& planted() const { return planted_; }  // [m]

 private:
  std::vector<uint8_t> planted_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_PLANTED_METHOD_H_
