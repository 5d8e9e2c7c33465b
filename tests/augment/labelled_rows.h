// Small tables for tests of oversamplers, and what is asked of each of them.
#ifndef COUNTERWEIGHT_TESTS_AUGMENT_LABELLED_ROWS_H_
#define COUNTERWEIGHT_TESTS_AUGMENT_LABELLED_ROWS_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "src/augment/oversampling.h"

namespace counterweight {

// Normal rows in the plane; class c around (c, c), its rows scattered over the table.
LabelledRows RandomLabelledRows(const std::vector<int>& class_rows, uint64_t seed);

// 24 rows of class 0, 8 of class 1, 6 of class 2 in the plane; no two distances that decide
// anything are equal. Made with numpy: RandomState(11), normal(0, 1), normal(1.8, 0.9),
// normal(-1.8, 0.9), rounded to two decimals.
LabelledRows GoldenRows();

// Rows per class, new ones included.
std::vector<int64_t> CountsWith(const LabelledRows& rows, const NewRows& added);

// The columns of a new row as a vector.
std::vector<float> RowOf(const Matrix& matrix, int64_t row);

// Pairs (base, neighbour) of class rows of the new row's class, neighbour among the base's 5
// nearest rows in the class, between which the new row lies in all `columns`; row numbers of
// `rows`.
std::vector<std::pair<int64_t, int64_t>> SegmentsThrough(const LabelledRows& rows,
                                                         const NewRows& added, int64_t new_row);

// A class of one row, two rows, no rows and three; equal input and stream; other streams.
void ExpectCommonProperties(Oversampler oversampler);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_TESTS_AUGMENT_LABELLED_ROWS_H_
