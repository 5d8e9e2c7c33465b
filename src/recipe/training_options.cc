#include "src/recipe/training_options.h"

#include <cmath>
#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "src/base/field_error.h"
#include "src/base/status_macros.h"
#include "src/recipe/edit_distance.h"
#include "src/recipe/quote.h"

namespace counterweight {
namespace {

// ---- Kinds of option ----
// Each kind knows its field and has four functions: Parse (text -> field), Check (the field's
// range), Format (field -> text that Parse reads back) and Range (for people). Parse and Check
// describe what is wrong in an error message without a field name; the caller adds the option's.

constexpr int kMinimumLayers = 1, kMaximumLayers = 4;
constexpr int kMinimumUnits = 8, kMaximumUnits = 512;

struct RealOption {
  double TrainingOptions::*field;
  double minimum, maximum;
};

struct WholeOption {
  int TrainingOptions::*field;
  int minimum, maximum;
};

struct LayersOption {
  std::vector<int> TrainingOptions::*field;
};

template <typename Enum>
struct ChoiceOption {
  Enum TrainingOptions::*field;
  std::vector<std::pair<Enum, absl::string_view>> choices;
};

// A short decimal that reads back as the same double.
std::string FormatReal(double value) {
  constexpr int kFewDigits = 6, kEnoughDigits = 17;
  for (int digits = kFewDigits; digits < kEnoughDigits; ++digits) {
    std::string text = absl::StrFormat("%.*g", digits, value);
    double read_back = 0;
    if (absl::SimpleAtod(text, &read_back) && read_back == value) return text;
  }
  return absl::StrFormat("%.*g", kEnoughDigits, value);
}

std::string RangeText(double minimum, double maximum) {
  return absl::StrCat("[", FormatReal(minimum), ", ", FormatReal(maximum), "]");
}

absl::Status CheckRange(double value, double minimum, double maximum) {
  // Written so that NaN is out of range too.
  if (value >= minimum && value <= maximum) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(FormatReal(value), " is out of range ", RangeText(minimum, maximum)));
}

absl::StatusOr<double> ParseReal(absl::string_view text) {
  double value = 0;
  if (absl::SimpleAtod(text, &value)) return value;
  return absl::InvalidArgumentError(absl::StrCat(Quote(text), " is not a number"));
}

// A whole number in a range: read as a real, so that "1e3" is one and 10^30 is out of range.
absl::StatusOr<int> ParseWhole(absl::string_view text, int minimum, int maximum) {
  CW_ASSIGN_OR_RETURN(const double value, ParseReal(text));
  CW_RETURN_IF_ERROR(CheckRange(value, minimum, maximum));
  if (value != std::floor(value)) {
    return absl::InvalidArgumentError(absl::StrCat(Quote(text), " is not a whole number"));
  }
  return static_cast<int>(value);
}

// ---- RealOption ----

absl::Status Parse(const RealOption& option, absl::string_view text, TrainingOptions& options) {
  CW_ASSIGN_OR_RETURN(options.*option.field, ParseReal(text));
  return absl::OkStatus();
}
absl::Status Check(const RealOption& option, const TrainingOptions& options) {
  return CheckRange(options.*option.field, option.minimum, option.maximum);
}
std::string Format(const RealOption& option, const TrainingOptions& options) {
  return FormatReal(options.*option.field);
}
std::string Range(const RealOption& option) { return RangeText(option.minimum, option.maximum); }

// ---- WholeOption ----

absl::Status Parse(const WholeOption& option, absl::string_view text, TrainingOptions& options) {
  CW_ASSIGN_OR_RETURN(options.*option.field, ParseWhole(text, option.minimum, option.maximum));
  return absl::OkStatus();
}
absl::Status Check(const WholeOption& option, const TrainingOptions& options) {
  return CheckRange(options.*option.field, option.minimum, option.maximum);
}
std::string Format(const WholeOption& option, const TrainingOptions& options) {
  return absl::StrCat(options.*option.field);
}
std::string Range(const WholeOption& option) { return RangeText(option.minimum, option.maximum); }

// ---- LayersOption ----

absl::Status Parse(const LayersOption& option, absl::string_view text, TrainingOptions& options) {
  std::vector<int> layers;
  for (const absl::string_view units : absl::StrSplit(text, ',')) {
    // Checked inside the loop, so that a long text costs no more than a short one.
    if (layers.size() == kMaximumLayers) {
      return absl::InvalidArgumentError(
          absl::StrCat(Quote(text), " has more than ", kMaximumLayers, " layers"));
    }
    CW_ASSIGN_OR_RETURN(layers.emplace_back(), ParseWhole(units, kMinimumUnits, kMaximumUnits));
  }
  options.*option.field = std::move(layers);
  return absl::OkStatus();
}
absl::Status Check(const LayersOption& option, const TrainingOptions& options) {
  const std::vector<int>& layers = options.*option.field;
  if (layers.size() < kMinimumLayers || layers.size() > kMaximumLayers) {
    return absl::InvalidArgumentError(absl::StrCat(layers.size(), " layers are out of range ",
                                                   RangeText(kMinimumLayers, kMaximumLayers)));
  }
  for (const int units : layers) {
    CW_RETURN_IF_ERROR(CheckRange(units, kMinimumUnits, kMaximumUnits));
  }
  return absl::OkStatus();
}
std::string Format(const LayersOption& option, const TrainingOptions& options) {
  return absl::StrJoin(options.*option.field, ",");
}
std::string Range(const LayersOption&) {
  return absl::StrCat(kMinimumLayers, " to ", kMaximumLayers, " numbers in ",
                      RangeText(kMinimumUnits, kMaximumUnits), ", separated by commas");
}

// ---- ChoiceOption ----

template <typename Enum>
std::string Range(const ChoiceOption<Enum>& option) {
  return absl::StrJoin(option.choices, ", ", [](std::string* out, const auto& choice) {
    absl::StrAppend(out, choice.second);
  });
}
template <typename Enum>
absl::Status Parse(const ChoiceOption<Enum>& option, absl::string_view text,
                   TrainingOptions& options) {
  for (const auto& [value, name] : option.choices) {
    if (name != text) continue;
    options.*option.field = value;
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(Quote(text), " is none of ", Range(option)));
}
template <typename Enum>
std::string Format(const ChoiceOption<Enum>& option, const TrainingOptions& options) {
  for (const auto& [value, name] : option.choices) {
    if (value == options.*option.field) return std::string(name);
  }
  return absl::StrCat(static_cast<int>(options.*option.field));
}
template <typename Enum>
absl::Status Check(const ChoiceOption<Enum>& option, const TrainingOptions& options) {
  for (const auto& choice : option.choices) {
    if (choice.first == options.*option.field) return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(Format(option, options), " is none of ", Range(option)));
}

ChoiceOption<bool> Switch(bool TrainingOptions::*field) {
  return {field, {{true, "on"}, {false, "off"}}};
}

// ---- The table ----

struct Option {
  absl::string_view name;
  std::variant<RealOption, WholeOption, LayersOption, ChoiceOption<ScalingKind>,
               ChoiceOption<RampEdgesKind>, ChoiceOption<CalibrationKind>,
               ChoiceOption<NetworksKind>, ChoiceOption<LibraryKind>, ChoiceOption<SearchKind>,
               ChoiceOption<bool>>
      kind;
  absl::string_view meaning;
};

// The one place that lists the options; descriptions, parsing, formatting and checks follow from
// it.
const std::vector<Option>& OptionTable() {
  using O = TrainingOptions;
  static const auto* const table = new std::vector<Option>{
      {"test_fraction", RealOption{&O::test_fraction, 0, 0.9},
       "share of the rows held out for the reported figures; 0 trains on every row and reports "
       "validation figures only"},
      {"folds", WholeOption{&O::folds, 2, 10},
       "stratified folds; as many networks, each validated on one of them"},
      {"networks",
       ChoiceOption<NetworksKind>{
           &O::networks,
           {{NetworksKind::kCrossFit, "cross_fit"}, {NetworksKind::kSingle, "single"}}},
       "one network per fold, or a single one that is validated on the first fold"},
      {"scaling",
       ChoiceOption<ScalingKind>{&O::scaling,
                                 {{ScalingKind::kStandard, "standard"},
                                  {ScalingKind::kRobust, "robust"},
                                  {ScalingKind::kQuantile, "quantile"}}},
       "how numeric columns are brought to one scale: mean and standard deviation, median and "
       "interquartile range, or ranks"},
      {"ramps", WholeOption{&O::ramps, 0, 64},
       "piecewise-linear ramps per numeric column, at most 256 in all; below 4 there are none"},
      {"ramp_edges",
       ChoiceOption<RampEdgesKind>{&O::ramp_edges,
                                   {{RampEdgesKind::kMinorityQuantile, "minority_quantile"},
                                    {RampEdgesKind::kQuantile, "quantile"},
                                    {RampEdgesKind::kTree, "tree"}}},
       "where the ramps lie: half of their edges at quantiles of the minority rows, all at "
       "quantiles of all rows, or at the thresholds of a decision tree on the column"},
      {"hidden", LayersOption{&O::hidden}, "units of each hidden layer"},
      {"rate", RealOption{&O::rate, 1e-4, 0.1}, "peak learning rate of AdamW"},
      {"decay", RealOption{&O::decay, 0, 3}, "decoupled weight decay"},
      {"dropout", RealOption{&O::dropout, 0, 0.5},
       "share of the hidden activations dropped in a training step"},
      {"batch", WholeOption{&O::batch, 32, 4096}, "real rows in a training step"},
      {"steps", WholeOption{&O::steps, 100, 20000}, "training steps"},
      {"eval_every", WholeOption{&O::eval_every, 1, 1000},
       "steps between evaluations of the validation average precision"},
      {"patience", WholeOption{&O::patience, 1, 1000},
       "evaluations without a better one after which training stops"},
      {"synthetic_rows", WholeOption{&O::synthetic_rows, 16, 20000},
       "synthetic minority rows (method meta)"},
      {"synthetic_batch", WholeOption{&O::synthetic_batch, 8, 1024},
       "synthetic rows in a training step (method meta)"},
      {"neighbours", WholeOption{&O::neighbours, 1, 20},
       "nearest minority rows among which the second parent of a synthetic row is drawn (method "
       "meta)"},
      {"lambda_max", RealOption{&O::lambda_max, 0, 1.5},
       "farthest place of a synthetic row on the way from its first to its second parent (method "
       "meta)"},
      {"mass", RealOption{&O::mass, 0.003, 2},
       "total weight of the synthetic rows at the start, relative to the real rows (method meta)"},
      {"synth_start", RealOption{&O::synth_start, 0, 1},
       "share of the steps before synthetic rows join (method meta)"},
      {"meta_every", WholeOption{&O::meta_every, 1, 100},
       "steps between updates of the contributions (method meta)"},
      {"contribution_rate", RealOption{&O::contribution_rate, 0, 1},
       "step size of the log contributions; 0 keeps them equal (method meta)"},
      {"mass_rate", RealOption{&O::mass_rate, 0, 1},
       "step size of the log of the synthetic rows' total weight; 0 keeps it (method meta)"},
      {"temperature", RealOption{&O::temperature, 0.05, 3},
       "softness of the smooth average precision, in standard deviations of the validation scores "
       "(method meta)"},
      {"learn_real", Switch(&O::learn_real),
       "weights of the real rows are learned as well (method meta)"},
      {"learn_positions", Switch(&O::learn_positions),
       "synthetic rows move as well; validation figures are then optimistic (method meta)"},
      {"focal_gamma", RealOption{&O::focal_gamma, 0, 10},
       "how much the focal loss turns away from rows that are easy (method focal)"},
      {"library",
       ChoiceOption<LibraryKind>{&O::library, {{LibraryKind::kL5, "l5"}, {LibraryKind::kL9, "l9"}}},
       "settings that are trained and chosen from: five, or those and four without augmentation "
       "(methods library)"},
      {"search_runs", WholeOption{&O::search_runs, 0, 64},
       "further settings, each proposed from the ones before (methods library)"},
      {"search",
       ChoiceOption<SearchKind>{
           &O::search, {{SearchKind::kGradient, "gradient"}, {SearchKind::kRandom, "random"}}},
       "how they are proposed: by explicit gradient learning, or at random around the best "
       "(methods "
       "library)"},
      {"calibration",
       ChoiceOption<CalibrationKind>{&O::calibration,
                                     {{CalibrationKind::kPlatt, "platt"},
                                      {CalibrationKind::kIsotonic, "isotonic"},
                                      {CalibrationKind::kAutomatic, "automatic"}}},
       "how scores become probabilities; automatic is isotonic above 1,000 positives, else platt"},
      {"threads", WholeOption{&O::threads, 1, 64},
       "the networks are shared out over them; the result is the same bit for bit with any number"},
  };
  return *table;
}

const Option* FindOption(absl::string_view name) {
  for (const Option& option : OptionTable()) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

std::string FormatOption(const Option& option, const TrainingOptions& options) {
  return std::visit([&](const auto& kind) { return Format(kind, options); }, option.kind);
}

absl::Status CheckOption(const Option& option, const TrainingOptions& options) {
  return std::visit([&](const auto& kind) { return Check(kind, options); }, option.kind);
}

absl::Status ParseOption(const Option& option, absl::string_view text, TrainingOptions& options) {
  const absl::string_view stripped = absl::StripAsciiWhitespace(text);
  CW_RETURN_IF_ERROR(
      std::visit([&](const auto& kind) { return Parse(kind, stripped, options); }, option.kind));
  return CheckOption(option, options);
}

absl::Status OptionError(absl::string_view name, absl::string_view description) {
  return FieldError(absl::StrCat("spec.options[", name, "]"), description);
}

absl::Status UnknownOptionError(absl::string_view name) {
  // Longer than any option: only the start of it is compared and shown.
  constexpr size_t kNameBytes = 60;
  const absl::string_view start = name.substr(0, kNameBytes);
  const Option* nearest = &OptionTable().front();
  for (const Option& option : OptionTable()) {
    if (EditDistance(start, option.name) < EditDistance(start, nearest->name)) nearest = &option;
  }
  return OptionError(absl::CHexEscape(start),
                     absl::StrCat("unknown option; did you mean \"", nearest->name, "\"?"));
}

}  // namespace

absl::Span<const OptionDescription> AllOptions() {
  static const auto* const descriptions = [] {
    auto* list = new std::vector<OptionDescription>;
    for (const Option& option : OptionTable()) {
      const std::string range =
          std::visit([](const auto& kind) { return Range(kind); }, option.kind);
      list->push_back({std::string(option.name), FormatOption(option, TrainingOptions()), range,
                       std::string(option.meaning)});
    }
    return list;
  }();
  return *descriptions;
}

absl::Status ValidateTrainingOptions(const TrainingOptions& options) {
  for (const Option& option : OptionTable()) {
    const absl::Status status = CheckOption(option, options);
    if (!status.ok()) return OptionError(option.name, status.message());
  }
  return absl::OkStatus();
}

absl::StatusOr<TrainingOptions> ParseTrainingOptions(
    const std::map<std::string, std::string>& settings) {
  TrainingOptions options;
  for (const auto& [name, text] : settings) {
    const Option* option = FindOption(name);
    if (option == nullptr) return UnknownOptionError(name);
    const absl::Status status = ParseOption(*option, text, options);
    if (!status.ok()) return OptionError(name, status.message());
  }
  return options;
}

std::map<std::string, std::string> FormatTrainingOptions(const TrainingOptions& options) {
  std::map<std::string, std::string> settings;
  for (const Option& option : OptionTable()) {
    settings.emplace(option.name, FormatOption(option, options));
  }
  return settings;
}

}  // namespace counterweight
