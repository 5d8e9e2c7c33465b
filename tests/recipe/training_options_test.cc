#include "src/recipe/training_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <limits>
#include <set>

#include "src/base/field_error.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

using Settings = std::map<std::string, std::string>;

// The message of the error that `settings` gives, or "OK".
std::string ErrorOf(const Settings& settings) {
  const absl::StatusOr<TrainingOptions> options = ParseTrainingOptions(settings);
  if (options.ok()) return "OK";
  EXPECT_EQ(options.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(options.status().message());
}

const OptionDescription& Describe(absl::string_view name) {
  for (const OptionDescription& option : AllOptions()) {
    if (option.name == name) return option;
  }
  ADD_FAILURE() << "no option " << name;
  return AllOptions().front();
}

TEST(TrainingOptionsTest, NoSettingsGiveTheDefaults) {
  ASSERT_OK_AND_ASSIGN(const TrainingOptions options, ParseTrainingOptions({}));
  EXPECT_EQ(options.folds, 5);
  EXPECT_EQ(options.rate, 3e-2);
  EXPECT_THAT(options.hidden, ElementsAre(64, 64));
  EXPECT_EQ(options.calibration, CalibrationKind::kPlatt);
}

TEST(TrainingOptionsTest, SettingsReachTheirFields) {
  ASSERT_OK_AND_ASSIGN(const TrainingOptions options,
                       ParseTrainingOptions({{"test_fraction", "0"},
                                             {"hidden", "128, 32,8"},
                                             {"rate", " 1e-3 "},
                                             {"batch", "1e3"},
                                             {"scaling", "quantile"},
                                             {"ramp_edges", "quantile"},
                                             {"calibration", "automatic"},
                                             {"threads", "4"}}));
  EXPECT_EQ(options.test_fraction, 0);
  EXPECT_THAT(options.hidden, ElementsAre(128, 32, 8));
  EXPECT_EQ(options.rate, 1e-3);
  EXPECT_EQ(options.batch, 1000);
  EXPECT_EQ(options.scaling, ScalingKind::kQuantile);
  EXPECT_EQ(options.ramp_edges, RampEdgesKind::kQuantile);
  EXPECT_EQ(options.calibration, CalibrationKind::kAutomatic);
  EXPECT_EQ(options.threads, 4);
}

TEST(TrainingOptionsTest, OutOfRangeNamesTheValueAndTheRange) {
  EXPECT_EQ(ErrorOf({{"rate", "7"}}), "spec.options[rate]: 7 is out of range [0.0001, 0.1]");
  EXPECT_EQ(ErrorOf({{"steps", "99"}}), "spec.options[steps]: 99 is out of range [100, 20000]");
  EXPECT_EQ(ErrorOf({{"folds", "-1"}}), "spec.options[folds]: -1 is out of range [2, 10]");
  EXPECT_THAT(ErrorOf({{"batch", "1e300"}}), HasSubstr("1e+300 is out of range [32, 4096]"));
  EXPECT_THAT(ErrorOf({{"decay", "nan"}}), HasSubstr("nan is out of range [0, 3]"));
  EXPECT_THAT(ErrorOf({{"decay", "inf"}}), HasSubstr("inf is out of range [0, 3]"));
  EXPECT_THAT(ErrorOf({{"folds", "nan"}}), HasSubstr("nan is out of range [2, 10]"));
}

TEST(TrainingOptionsTest, BothEndsOfEveryNumericRangeAreAllowed) {
  int checked = 0;
  for (const OptionDescription& option : AllOptions()) {
    double minimum = 0, maximum = 0;
    if (std::sscanf(option.range.c_str(), "[%lf, %lf]", &minimum, &maximum) != 2) continue;
    ++checked;
    const size_t comma = option.range.find(", ");
    const std::string low = option.range.substr(1, comma - 1);
    const std::string high = option.range.substr(comma + 2, option.range.size() - comma - 3);
    EXPECT_EQ(ErrorOf({{option.name, low}}), "OK") << option.name;
    EXPECT_EQ(ErrorOf({{option.name, high}}), "OK") << option.name;
    EXPECT_THAT(ErrorOf({{option.name, std::to_string(minimum - 1)}}), HasSubstr("out of range"));
    EXPECT_THAT(ErrorOf({{option.name, std::to_string(maximum + 1)}}), HasSubstr("out of range"));
  }
  EXPECT_GE(checked, 20);
}

TEST(TrainingOptionsTest, TextThatDoesNotParseIsQuoted) {
  EXPECT_EQ(ErrorOf({{"rate", "fast"}}), "spec.options[rate]: \"fast\" is not a number");
  EXPECT_EQ(ErrorOf({{"rate", ""}}), "spec.options[rate]: \"\" is not a number");
  EXPECT_EQ(ErrorOf({{"steps", "400.5"}}), "spec.options[steps]: \"400.5\" is not a whole number");
  EXPECT_EQ(ErrorOf({{"scaling", "Standard"}}),
            "spec.options[scaling]: \"Standard\" is none of standard, robust, quantile");
}

TEST(TrainingOptionsTest, HiddenTakesOneToFourLayers) {
  EXPECT_EQ(ErrorOf({{"hidden", "8"}}), "OK");
  EXPECT_EQ(ErrorOf({{"hidden", "512,512,512,512"}}), "OK");
  EXPECT_THAT(ErrorOf({{"hidden", "64,64,64,64,64"}}), HasSubstr("more than 4 layers"));
  EXPECT_THAT(ErrorOf({{"hidden", "64,"}}), HasSubstr("\"\" is not a number"));
  EXPECT_THAT(ErrorOf({{"hidden", ""}}), HasSubstr("\"\" is not a number"));
  EXPECT_THAT(ErrorOf({{"hidden", "64,7"}}), HasSubstr("7 is out of range [8, 512]"));
  EXPECT_THAT(ErrorOf({{"hidden", "64,513"}}), HasSubstr("513 is out of range [8, 512]"));
}

TEST(TrainingOptionsTest, UnknownNamesSuggestTheNearest) {
  EXPECT_EQ(ErrorOf({{"synthetic_row", "5"}}),
            "spec.options[synthetic_row]: unknown option; did you mean \"synthetic_rows\"?");
  EXPECT_THAT(ErrorOf({{"neighbors", "5"}}), HasSubstr("\"neighbours\""));
  EXPECT_THAT(ErrorOf({{"evalevery", "5"}}), HasSubstr("\"eval_every\""));
}

TEST(TrainingOptionsTest, ErrorsCarryTheField) {
  EXPECT_EQ(ErrorField(ParseTrainingOptions({{"rate", "7"}}).status()), "spec.options[rate]");
  EXPECT_EQ(ErrorField(ParseTrainingOptions({{"rte", "7"}}).status()), "spec.options[rte]");
}

TEST(TrainingOptionsTest, HostileTextIsCutAndEscaped) {
  const std::string huge(1 << 20, 'x');
  EXPECT_LT(ErrorOf({{"rate", huge}}).size(), 200u);
  EXPECT_LT(ErrorOf({{huge, "1"}}).size(), 300u);
  EXPECT_LT(ErrorOf({{"hidden", std::string(1 << 20, ',')}}).size(), 200u);
  EXPECT_THAT(ErrorOf({{"rate", "a\nb"}}), AllOf(HasSubstr("a\\nb"), Not(HasSubstr("\n"))));
}

TEST(TrainingOptionsTest, FormattedOptionsReadBackTheSame) {
  TrainingOptions options;
  options.test_fraction = 1.0 / 3;
  options.rate = 0.1 * 0.3;  // no short decimal
  options.decay = std::nextafter(1.0, 2.0);
  options.hidden = {512, 8, 77};
  options.scaling = ScalingKind::kRobust;
  options.ramp_edges = RampEdgesKind::kQuantile;
  options.calibration = CalibrationKind::kIsotonic;
  options.synthetic_rows = 20000;
  const Settings settings = FormatTrainingOptions(options);
  EXPECT_EQ(settings.size(), AllOptions().size());
  ASSERT_OK_AND_ASSIGN(const TrainingOptions again, ParseTrainingOptions(settings));
  EXPECT_EQ(again.test_fraction, options.test_fraction);
  EXPECT_EQ(again.rate, options.rate);
  EXPECT_EQ(again.decay, options.decay);
  EXPECT_EQ(again.hidden, options.hidden);
  EXPECT_EQ(again.scaling, options.scaling);
  EXPECT_EQ(again.ramp_edges, options.ramp_edges);
  EXPECT_EQ(again.calibration, options.calibration);
  EXPECT_EQ(FormatTrainingOptions(again), settings);
}

TEST(TrainingOptionsTest, EveryOptionIsDescribedByItsDefault) {
  const Settings defaults = FormatTrainingOptions(TrainingOptions());
  std::set<std::string> names;
  for (const OptionDescription& option : AllOptions()) {
    EXPECT_TRUE(names.insert(option.name).second) << option.name << " is listed twice";
    EXPECT_EQ(option.default_value, defaults.at(option.name));
    EXPECT_EQ(ErrorOf({{option.name, option.default_value}}), "OK") << option.name;
    EXPECT_FALSE(option.meaning.empty()) << option.name;
  }
  EXPECT_EQ(Describe("rate").default_value, "0.03");
  EXPECT_EQ(Describe("rate").range, "[0.0001, 0.1]");
  EXPECT_EQ(Describe("hidden").default_value, "64,64");
  EXPECT_EQ(Describe("scaling").range, "standard, robust, quantile");
}

// An option that is in the struct but not in the table could be neither set nor recorded.
TEST(TrainingOptionsTest, EveryFieldHasItsOption) {
  const std::vector<std::string> fields = {
      "test_fraction", "folds",          "scaling",     "ramps",
      "ramp_edges",    "hidden",         "rate",        "decay",
      "dropout",       "batch",          "steps",       "eval_every",
      "patience",      "synthetic_rows", "neighbours",  "synthetic_batch",
      "lambda_max",    "mass",           "synth_start", "meta_every",
      "mass_rate",     "temperature",    "calibration", "contribution_rate",
      "threads",       "networks",       "learn_real",  "learn_positions",
      "focal_gamma",   "library",        "search_runs", "search"};
  std::vector<std::string> names;
  for (const OptionDescription& option : AllOptions()) names.push_back(option.name);
  EXPECT_THAT(names, ::testing::UnorderedElementsAreArray(fields));
}

TEST(TrainingOptionsTest, ValidationFindsWhatParsingWouldRefuse) {
  TrainingOptions options;
  EXPECT_THAT(ValidateTrainingOptions(options), IsOk());
  options.mass = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(ValidateTrainingOptions(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("spec.options[mass]: nan")));
  options = TrainingOptions();
  options.hidden = {};
  EXPECT_THAT(ValidateTrainingOptions(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("spec.options[hidden]")));
  options = TrainingOptions();
  options.scaling = static_cast<ScalingKind>(9);
  EXPECT_THAT(ValidateTrainingOptions(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("spec.options[scaling]: 9")));
}

}  // namespace
}  // namespace counterweight
