// GoogleTest matchers for absl::Status and absl::StatusOr; our Abseil release ships none.
#ifndef COUNTERWEIGHT_TESTS_TESTING_STATUS_MATCHERS_H_
#define COUNTERWEIGHT_TESTS_TESTING_STATUS_MATCHERS_H_

#include <gmock/gmock.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace counterweight {

inline const absl::Status& GetStatus(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& GetStatus(const absl::StatusOr<T>& status_or) {
  return status_or.status();
}

// EXPECT_THAT(expression, IsOk());
MATCHER(IsOk, "is OK") {
  const absl::Status& status = GetStatus(arg);
  if (!status.ok()) *result_listener << "which is " << status.ToString();
  return status.ok();
}

// EXPECT_THAT(expression, StatusIs(absl::StatusCode::kNotFound, HasSubstr("datasets/x")));
MATCHER_P2(StatusIs, code, message_matcher, "is a status of the given code and message") {
  const absl::Status& status = GetStatus(arg);
  *result_listener << "which is " << status.ToString();
  return status.code() == code &&
         ::testing::Matches(message_matcher)(std::string(status.message()));
}

}  // namespace counterweight

#define CW_TEST_CONCAT_INNER_(a, b) a##b
#define CW_TEST_CONCAT_(a, b) CW_TEST_CONCAT_INNER_(a, b)
// ASSERT_OK_AND_ASSIGN(auto value, FunctionThatReturnsStatusOr());
#define ASSERT_OK_AND_ASSIGN(declaration, expression) \
  ASSERT_OK_AND_ASSIGN_IMPL_(CW_TEST_CONCAT_(cw_status_or_, __LINE__), declaration, expression)
#define ASSERT_OK_AND_ASSIGN_IMPL_(status_or, declaration, expression) \
  auto status_or = (expression);                                       \
  ASSERT_THAT(status_or, ::counterweight::IsOk());                     \
  declaration = *std::move(status_or)

#endif  // COUNTERWEIGHT_TESTS_TESTING_STATUS_MATCHERS_H_
