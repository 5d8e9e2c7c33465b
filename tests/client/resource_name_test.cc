#include "client/resource_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace counterweight::client {
namespace {

using ::testing::HasSubstr;

TEST(ResourceNameTest, ThePrefixMayBeLeftOut) {
  EXPECT_EQ(ResourceName("datasets", "ds-abc").value(), "datasets/ds-abc");
  EXPECT_EQ(ResourceName("datasets", "datasets/ds-abc").value(), "datasets/ds-abc");
}

TEST(ResourceNameTest, NamesOfOtherCollectionsAndEmptyOnesAreRefused) {
  for (const char* typed : {"", "models/m-1", "datasets/", "datasets/a/b"}) {
    EXPECT_THAT(ResourceName("datasets", typed),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("datasets/ID")))
        << typed;
  }
}

TEST(ResourceNameTest, TheIdIsTheLastPart) {
  EXPECT_EQ(ResourceId("models/m-1"), "m-1");
  EXPECT_EQ(ResourceId("m-1"), "m-1");
}

}  // namespace
}  // namespace counterweight::client
