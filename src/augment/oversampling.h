// What every oversampler takes, gives and does alike.
//
// An oversampler fills up the classes of a training part until each has as many rows as the
// largest. There is one per file: random_oversampling.h, smote.h, borderline_smote.h, adasyn.h,
// smote_nc.h. Each follows imbalanced-learn 0.10 and its defaults, but for
//  - the random generator;
//  - k, lowered to the class's rows - 1 where imbalanced-learn gives up;
//  - a class of one row, or in which a sampler finds nowhere to start: its rows are copied at
//  random
//    (imbalanced-learn raises an error, or leaves the class as it is).
#ifndef COUNTERWEIGHT_SRC_AUGMENT_OVERSAMPLING_H_
#define COUNTERWEIGHT_SRC_AUGMENT_OVERSAMPLING_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "src/base/random_stream.h"
#include "src/features/preprocessing.h"

namespace counterweight {

// The rows of a training part; no other row is known to a sampler.
struct LabelledRows {
  Matrix features;               // [n, d], preprocessed, finite
  std::vector<uint32_t> labels;  // [n], each < class_count
  int class_count = 2;
  // [d]: -1 for a numeric column, else the categorical column that the 0/1 column is a level of;
  // empty: all numeric. Only SMOTE-NC looks at it.
  std::vector<int32_t> column_groups;
};

// The rows that are added. Rows of a class are contiguous, classes ascending.
struct NewRows {
  Matrix features;               // [m, d]
  std::vector<uint32_t> labels;  // [m]
};

// The same input and stream give the same rows.
using Oversampler = NewRows (*)(const LabelledRows& rows, RandomStream stream);

// A class that has fewer rows than the largest.
struct ShortClass {
  uint32_t label = 0;
  std::vector<int64_t> members;  // its rows, ascending: at least one
  int64_t missing = 0;           // how many more the largest class has
};

// Ascending by label. A class without rows is not among them: there is nothing to start from.
std::vector<ShortClass> ShortClasses(const LabelledRows& rows);

// Draws the bases of `count` new rows from `candidates` (not empty), uniformly with replacement.
std::vector<int64_t> DrawBases(absl::Span<const int64_t> candidates, int64_t count,
                               RandomStream& stream);

// Adds one row of the class.
void AppendRow(absl::Span<const float> values, uint32_t label, NewRows& out);

// Adds short_class.missing copies of the class's rows, drawn uniformly with replacement.
void AppendCopies(const LabelledRows& rows, const ShortClass& short_class, RandomStream& stream,
                  NewRows& out);

// For each base the row on a uniformly drawn point of the way to a uniformly drawn one of its k
// nearest neighbours in the class: x_b + lambda (x_q - x_b), lambda ~ U(0, 1) (Chawla et al. 2002).
// bases: positions in short_class.members, which are at least two.
void AppendBetweenNeighbours(const LabelledRows& rows, const ShortClass& short_class,
                             absl::Span<const int64_t> bases, RandomStream& stream, NewRows& out);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_AUGMENT_OVERSAMPLING_H_
