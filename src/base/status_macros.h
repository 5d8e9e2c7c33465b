// Early returns for absl::Status and absl::StatusOr; our Abseil release ships none.
#ifndef COUNTERWEIGHT_SRC_BASE_STATUS_MACROS_H_
#define COUNTERWEIGHT_SRC_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns from the enclosing function if `expression` is not OK.
#define CW_RETURN_IF_ERROR(expression)        \
  do {                                        \
    ::absl::Status cw_status_ = (expression); \
    if (!cw_status_.ok()) return cw_status_;  \
  } while (false)

#define CW_MACRO_CONCAT_INNER_(a, b) a##b
#define CW_MACRO_CONCAT_(a, b) CW_MACRO_CONCAT_INNER_(a, b)

// CW_ASSIGN_OR_RETURN(auto value, FunctionThatReturnsStatusOr());
#define CW_ASSIGN_OR_RETURN(declaration, expression) \
  CW_ASSIGN_OR_RETURN_IMPL_(CW_MACRO_CONCAT_(cw_status_or_, __LINE__), declaration, expression)
#define CW_ASSIGN_OR_RETURN_IMPL_(status_or, declaration, expression) \
  auto status_or = (expression);                                      \
  if (!status_or.ok()) return std::move(status_or).status();          \
  declaration = *std::move(status_or)

#endif  // COUNTERWEIGHT_SRC_BASE_STATUS_MACROS_H_
