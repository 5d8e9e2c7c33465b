// The synthetic rows of a job: where they lie, whose they are, which member may use them.
#ifndef COUNTERWEIGHT_SRC_AUGMENT_SYNTHETIC_SET_H_
#define COUNTERWEIGHT_SRC_AUGMENT_SYNTHETIC_SET_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/base/random_stream.h"
#include "src/features/preprocessing.h"

namespace counterweight {

// m rows between neighbouring rows of one class: x = x_p + lambda (x_q - x_p) (Chawla et al. 2002).
// Rows of a class are contiguous, classes ascending; the largest class has none.
struct SyntheticSet {
  Matrix features;                  // [m, d], preprocessed columns without ramps
  std::vector<uint32_t> classes;    // [m]
  std::vector<int64_t> parents;     // [m], p: indices of training rows
  std::vector<int64_t> neighbours;  // [m], q
  std::vector<float> lambdas;       // [m]
  std::vector<float> radii;         // [m], |x_q - x_p|, at least 1e-3
  // [members, m] row-major: 1 if both parents lie in the training part of the member, that is in no
  // fold of its own. Without it a synthetic row would carry a validation row into training.
  std::vector<uint8_t> usable;

  int64_t size() const { return features.rows; }
};

struct SyntheticSetOptions {
  int rows = 512;      // in all, shared out evenly over the augmented classes, at least 16 each
  int neighbours = 5;  // k, lowered to the class's rows - 1
  double lambda_max = 1.0;  // lambda ~ U(0, lambda_max)
  // (0, 1]: below 1 only this share of a class's rows may be base parents, at least one: those
  // where the class is thinnest (largest mean distance to the k nearest rows of the class). In a
  // class of more than rows / low_density_share rows, of that many drawn ones.
  double low_density_share = 1.0;
};

// matrix [n, d], labels [n], folds [n] (member k < members validates on fold k): the training rows.
// Every class but the largest is augmented: its base parents run through random permutations of its
// rows, the other parent is drawn from the k nearest rows of the base within the class. A class of
// one row gets copies (lambda 0); a class without rows gets none.
SyntheticSet MakeSyntheticSet(const Matrix& matrix, absl::Span<const uint32_t> labels,
                              int class_count, absl::Span<const int> folds, int members,
                              const SyntheticSetOptions& options, RandomStream stream);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_AUGMENT_SYNTHETIC_SET_H_
