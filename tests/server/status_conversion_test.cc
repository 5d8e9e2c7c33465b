#include "server/status_conversion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "src/base/field_error.h"

namespace counterweight {
namespace {

TEST(StatusConversionTest, KeepsEveryCodeAndMessage) {
  for (int code = 1; code <= 16; ++code) {
    const grpc::Status status =
        ToGrpcStatus(absl::Status(static_cast<absl::StatusCode>(code), "what is wrong"));
    EXPECT_EQ(static_cast<int>(status.error_code()), code);
    EXPECT_EQ(status.error_message(), "what is wrong");
    EXPECT_TRUE(status.error_details().empty());
  }
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
}

TEST(StatusConversionTest, AFieldErrorCarriesABadRequest) {
  const grpc::Status status = ToGrpcStatus(FieldError("spec.label_column", "is required"));
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.code(), 3);
  EXPECT_EQ(details.message(), status.error_message());
  google::rpc::BadRequest bad_request;
  ASSERT_EQ(details.details_size(), 1);
  ASSERT_TRUE(details.details(0).UnpackTo(&bad_request));
  ASSERT_EQ(bad_request.field_violations_size(), 1);
  EXPECT_EQ(bad_request.field_violations(0).field(), "spec.label_column");
}

TEST(StatusConversionTest, ALongMessageIsCutBetweenCharacters) {
  std::string message;
  while (message.size() < 5000) message += "\xC3\xA4";  // one character of two bytes
  const grpc::Status status = ToGrpcStatus(absl::InvalidArgumentError("x" + message));
  EXPECT_LT(status.error_message().size(), 2100u);
  EXPECT_EQ(status.error_message().substr(status.error_message().size() - 5), "\xC3\xA4...");
}

}  // namespace
}  // namespace counterweight
