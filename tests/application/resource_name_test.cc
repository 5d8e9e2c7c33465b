#include "src/application/resource_name.h"

#include <gtest/gtest.h>

#include <set>

#include "src/base/field_error.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

TEST(ResourceNameTest, RoundTrips) {
  ASSERT_OK_AND_ASSIGN(const std::string id,
                       ParseResourceName(ResourceName("jobs", "job-x1"), "jobs", "name"));
  EXPECT_EQ(id, "job-x1");
}

TEST(ResourceNameTest, RefusesEverythingElseAndNamesTheField) {
  for (const std::string& name :
       {std::string(), std::string("jobs"), std::string("jobs/"), std::string("models/x"),
        std::string("jobs/a/b"), std::string("jobs/a b"), std::string("jobs/../x"),
        std::string("jobs/\xff"), "jobs/" + std::string(200, 'a')}) {
    const auto parsed = ParseResourceName(name, "jobs", "spec.job");
    EXPECT_THAT(parsed, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("spec.job")))
        << name;
    EXPECT_EQ(ErrorField(parsed.status()), "spec.job");
  }
}

TEST(ResourceNameTest, NewIdsDiffer) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(NewId("m-"));
  EXPECT_EQ(ids.size(), 1000u);
  EXPECT_EQ(ids.begin()->size(), 18u);
}

}  // namespace
}  // namespace counterweight
