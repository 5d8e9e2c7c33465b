#include "src/learn/method_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/learn/trainer.h"
#include "src/recipe/training_methods.h"
#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

TEST(MethodTableTest, EveryMethodThatIsOfferedIsImplemented) {
  const TrainingSet set = Moons(40, 8, 2, 1);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  const TrainingOptions options = QuickOptions();
  for (const MethodDescription& method : AllMethods()) {
    EXPECT_THAT(MakeTrainingMethod(method.rule, problem, MemberShape(problem, options), options, 1),
                IsOk())
        << method.name;
  }
}

TEST(MethodTableTest, AnUnknownMethodIsNamed) {
  const TrainingSet set = Moons(40, 8, 2, 1);
  ASSERT_OK_AND_ASSIGN(const TrainingProblem problem, MakeTrainingProblem(set));
  EXPECT_THAT(MakeTrainingMethod("alchemy", problem, {}, QuickOptions(), 1),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("alchemy")));
}

}  // namespace
}  // namespace counterweight
