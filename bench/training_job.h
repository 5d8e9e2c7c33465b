// Tables of any size for the training jobs of the speed programs.
#ifndef COUNTERWEIGHT_BENCH_TRAINING_JOB_H_
#define COUNTERWEIGHT_BENCH_TRAINING_JOB_H_

#include <cstdint>

#include "src/tabular/table.h"

namespace counterweight {

// Numeric columns, normally distributed; a row is of class "1" (one in twenty or so) where the sum
// of its first columns and some noise is high.
LabelledTable RandomLabelledTable(int64_t rows, int64_t columns);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_TRAINING_JOB_H_
