#include "src/recipe/setting_library.h"

#include "absl/strings/str_cat.h"
#include "src/recipe/training_methods.h"

namespace counterweight {
namespace {

struct LibraryRow {
  absl::string_view name;
  double rate, decay;
  RampEdgesKind ramp_edges;
  bool augmented;
};

constexpr LibraryRow kLibrary[] = {
    {"D", 1e-2, 0.3, RampEdgesKind::kMinorityQuantile, true},
    {"B", 3e-2, 0.3, RampEdgesKind::kMinorityQuantile, true},
    {"C", 6e-2, 1.0, RampEdgesKind::kMinorityQuantile, true},
    {"T", 3e-2, 0.3, RampEdgesKind::kTree, true},
    {"A", 1e-2, 0.05, RampEdgesKind::kTree, false},
};

Setting MakeSetting(const LibraryRow& row, std::string name, absl::string_view rule,
                    const TrainingOptions& options) {
  Setting setting{std::move(name), std::string(rule), options};
  setting.options.rate = row.rate;
  setting.options.decay = row.decay;
  setting.options.ramp_edges = row.ramp_edges;
  return setting;
}

}  // namespace

std::vector<Setting> SettingsOf(absl::string_view method, const TrainingOptions& options) {
  const MethodDescription& description = DescribeMethod(method);
  if (!description.library) return {{"B", description.rule, options}};
  std::vector<Setting> settings;
  for (const LibraryRow& row : kLibrary) {
    settings.push_back(MakeSetting(row, std::string(row.name),
                                   row.augmented ? description.rule : "plain", options));
  }
  if (options.library == LibraryKind::kL9 && description.rule != "plain") {
    for (const LibraryRow& row : kLibrary) {
      if (!row.augmented) continue;
      settings.push_back(MakeSetting(row, absl::StrCat(row.name, "-plain"), "plain", options));
    }
  }
  return settings;
}

}  // namespace counterweight
