#include "src/recipe/training_methods.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/base/field_error.h"
#include "src/recipe/quote.h"

namespace counterweight {
namespace {

const std::vector<MethodDescription>& MethodTable() {
  static const auto* const table = new std::vector<MethodDescription>{
      {"library",
       "meta-learned augmentation in a library of settings, weighted by their out-of-fold average "
       "precision",
       "meta", true},
      {"library_plain", "the same library on the real rows alone", "plain", true},
      {"library_fixed", "the same library with synthetic rows of fixed, equal contributions",
       "fixed", true},
      {"meta",
       "one setting: synthetic minority rows whose contributions are learned by the explicit "
       "gradient of the validation average precision",
       "meta"},
      {"fixed", "one setting: the same synthetic rows with fixed, equal contributions", "fixed"},
      {"plain", "one setting: the same cross-fitted networks on the real rows alone", "plain"},
      {"class_weighted", "plain, every class with the same total weight", "class_weighted"},
      {"focal", "plain with the focal loss (Lin et al. 2017)", "focal"},
      {"random_oversampling", "plain on rows repeated until every class is as large as the largest",
       "random_oversampling"},
      {"smote", "plain on rows filled up by SMOTE (Chawla et al. 2002)", "smote"},
      {"borderline_smote", "plain on rows filled up by Borderline-SMOTE-1 (Han, Wang, Mao 2005)",
       "borderline_smote"},
      {"adasyn", "plain on rows filled up by ADASYN (He et al. 2008)", "adasyn"},
      {"smote_nc", "plain on rows filled up by SMOTE-NC, for mixed columns (Chawla et al. 2002)",
       "smote_nc"},
      {"meta_weight_net",
       "plain with row weights from a network of the row's loss (Shu et al. 2019)",
       "meta_weight_net"},
      {"learning_to_reweight", "plain with row weights from one look-ahead step (Ren et al. 2018)",
       "learning_to_reweight"},
      {"paper",
       "the published form of learned augmentation alone: positions of synthetic rows, "
       "cross-entropy on a held-out batch (Yasinnik et al. 2022)",
       "paper"},
  };
  return *table;
}

constexpr absl::string_view kDecidedByLibrary[] = {"rate", "decay", "ramp_edges"};

}  // namespace

absl::Span<const MethodDescription> AllMethods() { return MethodTable(); }

absl::Status ValidateMethod(absl::string_view method) {
  for (const MethodDescription& known : MethodTable()) {
    if (known.name == method) return absl::OkStatus();
  }
  const std::string names = absl::StrJoin(
      MethodTable(), ", ",
      [](std::string* out, const MethodDescription& known) { absl::StrAppend(out, known.name); });
  return FieldError("spec.method", absl::StrCat(Quote(method), " is no method; there are ", names));
}

const MethodDescription& DescribeMethod(absl::string_view method) {
  for (const MethodDescription& known : MethodTable()) {
    if (known.name == method) return known;
  }
  return MethodTable().front();
}

absl::Status ValidateMethodOptions(absl::string_view method,
                                   const std::map<std::string, std::string>& settings) {
  if (!DescribeMethod(method).library) return absl::OkStatus();
  for (const absl::string_view name : kDecidedByLibrary) {
    if (settings.count(std::string(name)) == 0) continue;
    return FieldError(absl::StrCat("spec.options[", name, "]"),
                      absl::StrCat("method ", method, " tries several values of its own; method ",
                                   DescribeMethod(method).rule, " takes this option"));
  }
  return absl::OkStatus();
}

}  // namespace counterweight
