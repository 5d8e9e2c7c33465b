// +, -, *, / and comparisons of tensors, without the declarations of every LibTorch function: those
// would add ten seconds to the compilation of each file.
#ifndef COUNTERWEIGHT_SRC_TENSOR_OPERATORS_H_
#define COUNTERWEIGHT_SRC_TENSOR_OPERATORS_H_

#ifndef AT_PER_OPERATOR_HEADERS
#define AT_PER_OPERATOR_HEADERS
#endif
#include <ATen/TensorOperators.h>

#endif  // COUNTERWEIGHT_SRC_TENSOR_OPERATORS_H_
