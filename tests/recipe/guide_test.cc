// The guide's tables of methods and options are the ones that the service reads requests by.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "src/recipe/training_methods.h"
#include "src/recipe/training_options.h"

namespace counterweight {
namespace {

std::string Guide() {
  const char* source = std::getenv("COUNTERWEIGHT_SOURCE_DIR");
  std::ifstream file(absl::StrCat(source == nullptr ? "." : source, "/docs/guide.md"));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(GuideTest, ListsEveryOptionWithDefaultRangeAndMeaning) {
  const std::string guide = Guide();
  for (const OptionDescription& option : AllOptions()) {
    const std::string row = absl::StrCat("| `", option.name, "` | ", option.default_value, " | ",
                                         option.range, " | ", option.meaning, " |\n");
    EXPECT_NE(guide.find(row), std::string::npos) << "docs/guide.md lacks the row\n" << row;
  }
}

TEST(GuideTest, ListsEveryMethod) {
  const std::string guide = Guide();
  for (const MethodDescription& method : AllMethods()) {
    const std::string row = absl::StrCat("| `", method.name, "` | ", method.meaning, " |\n");
    EXPECT_NE(guide.find(row), std::string::npos) << "docs/guide.md lacks the row\n" << row;
  }
}

}  // namespace
}  // namespace counterweight
