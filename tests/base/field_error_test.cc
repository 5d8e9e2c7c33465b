#include "src/base/field_error.h"

#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

TEST(FieldErrorTest, CarriesTheFieldInMessageAndPayload) {
  const absl::Status status = FieldError("spec.label_column", "no column of that name");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               "spec.label_column: no column of that name"));
  EXPECT_EQ(ErrorField(status), "spec.label_column");
}

TEST(FieldErrorTest, OtherErrorsHaveNoField) {
  EXPECT_EQ(ErrorField(absl::NotFoundError("x")), std::nullopt);
  EXPECT_EQ(ErrorField(absl::OkStatus()), std::nullopt);
}

TEST(FieldErrorTest, AnnotateKeepsCodeAndField) {
  const absl::Status status = Annotate(FieldError("name", "empty"), "upload");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, "upload: name: empty"));
  EXPECT_EQ(ErrorField(status), "name");
  EXPECT_THAT(Annotate(absl::OkStatus(), "upload"), IsOk());
}

}  // namespace
}  // namespace counterweight
