// Bounds on one upload.
#ifndef COUNTERWEIGHT_SRC_TABULAR_INTAKE_LIMITS_H_
#define COUNTERWEIGHT_SRC_TABULAR_INTAKE_LIMITS_H_

#include <cstdint>

namespace counterweight {

// Bounds on one upload, so that a hostile or mistaken file costs a bounded amount. Above one of
// them the error is RESOURCE_EXHAUSTED and names the limit (a too large field or header:
// INVALID_ARGUMENT).
struct IntakeLimits {
  int64_t uploaded_bytes = int64_t{8} << 30;
  int64_t inflated_bytes = int64_t{32} << 30;  // after gzip
  int64_t inflation_ratio = 1000;              // inflated / uploaded, past the first MiB
  int64_t rows = 100'000'000;
  int64_t columns = 10'000;
  int64_t field_bytes = 1 << 20;
  int64_t categories = 65'536;          // distinct values of one categorical column
  int64_t dictionary_bytes = 32 << 20;  // all categories of all columns, and the classes
  int64_t classes = 1'000;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_INTAKE_LIMITS_H_
