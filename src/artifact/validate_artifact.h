// What must hold between the parts of a model before anything may be computed from it.
#ifndef COUNTERWEIGHT_SRC_ARTIFACT_VALIDATE_ARTIFACT_H_
#define COUNTERWEIGHT_SRC_ARTIFACT_VALIDATE_ARTIFACT_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "src/artifact/artifact.h"

namespace counterweight {

// The sections of an artefact, by what they hold.
inline constexpr absl::string_view kOriginSection = "origin";
inline constexpr absl::string_view kPreprocessingSection = "preprocessing";
inline constexpr absl::string_view kNetworksSection = "networks";
inline constexpr absl::string_view kDecisionSection = "decision";
inline constexpr absl::string_view kFiguresSection = "figures";
inline constexpr absl::string_view kSampleWeightsSection = "sample_weights";

// DATA_LOSS naming the section at fault: every size, index and weight agrees with the others, every
// parameter is finite. After OK a predictor can be compiled and run without further checks.
absl::Status ValidateArtifact(const Artifact& artifact);

// DATA_LOSS naming `what`: the lists of `figures` have an entry per class (pair of classes). A
// model may have no rows to be judged on (one positive only): figures of 0 rows may carry no lists.
absl::Status ValidateFigures(absl::string_view what, const Figures& figures, size_t class_count);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_ARTIFACT_VALIDATE_ARTIFACT_H_
