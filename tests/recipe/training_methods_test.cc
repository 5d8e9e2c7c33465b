#include "src/recipe/training_methods.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "src/base/field_error.h"
#include "src/recipe/training_options.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

TEST(TrainingMethodsTest, EveryMethodIsValidNamedOnceAndDescribed) {
  std::set<std::string> names;
  for (const MethodDescription& method : AllMethods()) {
    EXPECT_THAT(ValidateMethod(method.name), IsOk());
    EXPECT_TRUE(names.insert(method.name).second) << method.name;
    EXPECT_FALSE(method.meaning.empty());
    EXPECT_EQ(&DescribeMethod(method.name), &method);
  }
  EXPECT_EQ(names.count(std::string(kDefaultMethod)), 1u);
}

TEST(TrainingMethodsTest, AnUnknownMethodIsQuotedBesideTheKnownOnes) {
  EXPECT_THAT(ValidateMethod("Meta"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("spec.method: \"Meta\" is no method; there are library, ")));
  EXPECT_EQ(ValidateMethod("").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_LT(ValidateMethod(std::string(1 << 20, 'x')).message().size(), 600u);
  EXPECT_EQ(ErrorField(ValidateMethod("best")), "spec.method");
}

TEST(TrainingMethodsTest, ALibraryRefusesWhatItsSettingsDecide) {
  EXPECT_THAT(ValidateMethodOptions("meta", {{"rate", "0.01"}}), IsOk());
  EXPECT_THAT(ValidateMethodOptions("library", {{"steps", "200"}}), IsOk());
  const absl::Status status = ValidateMethodOptions("library", {{"rate", "0.01"}});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("method meta")));
  EXPECT_EQ(ErrorField(status), "spec.options[rate]");
}

}  // namespace
}  // namespace counterweight
