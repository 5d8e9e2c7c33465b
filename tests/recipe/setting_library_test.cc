#include "src/recipe/setting_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "src/recipe/training_methods.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> RulesOf(const std::vector<Setting>& settings) {
  std::vector<std::string> rules;
  for (const Setting& setting : settings) rules.push_back(setting.rule);
  return rules;
}

TEST(SettingLibraryTest, AMethodThatIsNoLibraryHasTheOneSettingOfItsOptions) {
  TrainingOptions options;
  options.rate = 0.02;
  const std::vector<Setting> settings = SettingsOf("focal", options);
  ASSERT_EQ(settings.size(), 1u);
  EXPECT_EQ(settings[0].rule, "focal");
  EXPECT_EQ(settings[0].options.rate, 0.02);
}

TEST(SettingLibraryTest, TheSmallLibraryHasOneSettingWithoutAugmentation) {
  EXPECT_THAT(RulesOf(SettingsOf("library", {})),
              ElementsAre("meta", "meta", "meta", "meta", "plain"));
  EXPECT_THAT(RulesOf(SettingsOf("library_fixed", {})),
              ElementsAre("fixed", "fixed", "fixed", "fixed", "plain"));
}

TEST(SettingLibraryTest, TheLargeLibraryRepeatsTheAugmentedOnesWithout) {
  TrainingOptions options;
  options.library = LibraryKind::kL9;
  EXPECT_EQ(SettingsOf("library", options).size(), 9u);
  // Without augmentation the repetition would be the same settings again.
  EXPECT_EQ(SettingsOf("library_plain", options).size(), 5u);
}

TEST(SettingLibraryTest, EverySettingIsValidNamedOnceAndKeepsTheOtherOptions) {
  TrainingOptions options;
  options.library = LibraryKind::kL9;
  options.steps = 123;
  for (const MethodDescription& method : AllMethods()) {
    std::set<std::string> names;
    for (const Setting& setting : SettingsOf(method.name, options)) {
      EXPECT_TRUE(names.insert(setting.name).second) << setting.name;
      EXPECT_EQ(setting.options.steps, 123);
      EXPECT_THAT(ValidateTrainingOptions(setting.options), IsOk());
    }
  }
}

}  // namespace
}  // namespace counterweight
