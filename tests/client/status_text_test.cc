#include "client/status_text.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <gtest/gtest.h>

namespace counterweight::client {
namespace {

grpc::Status WithField(const std::string& message, const std::string& field,
                       const std::string& description) {
  google::rpc::BadRequest bad_request;
  google::rpc::BadRequest::FieldViolation* const violation = bad_request.add_field_violations();
  violation->set_field(field);
  violation->set_description(description);
  google::rpc::Status details;
  details.set_code(3);
  details.set_message(message);
  details.add_details()->PackFrom(bad_request);
  return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, message, details.SerializeAsString());
}

TEST(StatusTextTest, CodeThenMessage) {
  EXPECT_EQ(StatusText(grpc::Status(grpc::StatusCode::NOT_FOUND, "datasets/x is unknown")),
            "NOT_FOUND: datasets/x is unknown");
  EXPECT_EQ(StatusText(grpc::Status(grpc::StatusCode::UNAVAILABLE, "")), "UNAVAILABLE");
}

TEST(StatusTextTest, AFieldThatFollowsAPrefixIsNotRepeated) {
  EXPECT_EQ(StatusText(WithField("request 2: rows[98]: is short", "rows[98]", "is short")),
            "INVALID_ARGUMENT: request 2: rows[98]: is short");
  EXPECT_EQ(StatusText(WithField("display_name: is empty", "name", "is empty")),
            "INVALID_ARGUMENT: display_name: is empty [name]");
}

TEST(StatusTextTest, AFieldThatTheMessageBeginsWithIsNotRepeated) {
  EXPECT_EQ(StatusText(WithField("spec.label_column: no such column", "spec.label_column",
                                 "no such column")),
            "INVALID_ARGUMENT: spec.label_column: no such column");
}

TEST(StatusTextTest, AFieldThatTheMessageLacksIsAdded) {
  EXPECT_EQ(StatusText(WithField("no such column", "spec.label_column", "no such column")),
            "INVALID_ARGUMENT: no such column [spec.label_column]");
  EXPECT_EQ(StatusText(WithField("bad request", "name", "is empty")),
            "INVALID_ARGUMENT: bad request [name: is empty]");
}

TEST(StatusTextTest, TheFieldSurvivesTheConversion) {
  const absl::Status status = FromGrpc(WithField("bad request", "name", "is empty"));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "bad request");
  EXPECT_EQ(StatusText(status), "INVALID_ARGUMENT: bad request [name: is empty]");
}

TEST(StatusTextTest, BrokenDetailsLeaveTheMessage) {
  EXPECT_EQ(StatusText(grpc::Status(grpc::StatusCode::INTERNAL, "oops", "\xff\xff not a message")),
            "INTERNAL: oops");
}

TEST(StatusTextTest, ControlCharactersCannotSteerTheTerminal) {
  EXPECT_EQ(StatusText(absl::InternalError("a\nb\x1b[2J")), "INTERNAL: a\\nb\\x1b[2J");
}

TEST(StatusTextTest, OkStaysOk) { EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok()); }

}  // namespace
}  // namespace counterweight::client
