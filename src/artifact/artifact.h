// The model as a plain value and as bytes: all that answers need, and where it came from.
#ifndef COUNTERWEIGHT_SRC_ARTIFACT_ARTIFACT_H_
#define COUNTERWEIGHT_SRC_ARTIFACT_ARTIFACT_H_

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/evaluation/calibration.h"
#include "src/evaluation/decision_rule.h"
#include "src/evaluation/figures.h"
#include "src/features/preprocessing.h"
#include "src/features/ramp_encoding.h"

namespace counterweight {

// The members of one setting: networks of one shape over one encoding.
// Per member, in this order: for each layer l its weight [sizes[l], sizes[l + 1]] row-major (row
// vectors times matrix) and its bias [sizes[l + 1]]; last the input scales gamma [D].
// z_l = a_{l-1} W_l + b_l; a_0 = gamma * e(x); hidden a_l = silu(z_l); outputs z_L.
struct NetworkGroup {
  RampEncoding encoding;
  std::vector<int32_t> sizes;  // D, hidden..., outputs
  int32_t members = 0;
  std::vector<float> parameters;  // [members, ParameterCount(sizes)]
  double weight = 1;              // in the mean over groups; the weights sum to 1
};
// Outputs: 1 for two classes (the log-odds of positive_class), else one logit per class
// (evaluation/class_scores.h). A row's outputs are averaged over members, then over groups by
// weight, then turned into scores.

// Parameters of one member: sum of in * out + out over the layers, + D. The largest int64_t if the
// sum exceeds it, so that foreign sizes match no real count.
int64_t ParameterCount(const std::vector<int32_t>& sizes);

// What the training rows and the synthetic rows were to the model.
struct SampleWeightsTable {
  // Real training rows, ascending by row number.
  std::vector<int64_t> rows;         // 0-based data row of the upload
  std::vector<uint32_t> labels;      // class
  std::vector<float> weights;        // what multiplied the row's loss
  std::vector<float> contributions;  // NaN: never in a sample

  // Synthetic rows, in original units, over the model's schema (it is stored once: a decoded table
  // has preprocessing.schema).
  Table synthetic;
  std::vector<uint32_t> synthetic_labels;
  std::vector<float> synthetic_contributions;  // mean 1 within a class
  std::vector<float> synthetic_weights;        // contribution x mass of the class
  std::vector<int64_t> parent_rows, neighbour_rows;
};

// How one group of networks was trained.
struct SettingRecord {
  std::string name;
  std::string rule;  // recipe/setting_library.h
  // Those of the model's options that the setting has other values for.
  std::map<std::string, std::string> options;
  double validation_average_precision = 0;  // mean over folds
  int64_t chosen_step = 0;  // steps behind the parameters: the best checkpoint, not the last
};

struct Artifact {
  // Where it came from.
  std::string method;
  std::map<std::string, std::string> options;
  uint64_t seed = 0;
  std::string training_dataset;  // its resource name
  std::vector<std::string> classes;
  int32_t positive_class = 0;
  int32_t majority_class = 0;           // of the training rows
  std::vector<SettingRecord> settings;  // one per group

  // What answers.
  Preprocessing preprocessing;
  std::vector<NetworkGroup> groups;
  Calibration calibration;
  DecisionRule rule;

  // What it scored.
  Figures validation;
  std::optional<Figures> test;

  SampleWeightsTable sample_weights;
};

// Bytes: magic, version, sections with their sizes and SHA-256 (section_file.cc draws it). Equal
// artefacts give equal bytes.
std::string EncodeArtifact(const Artifact& artifact);

// kAnswering: all but the figures and the sample weights, which stay empty: of a large table they
// are most of the file, and a prediction needs neither.
enum class ArtifactParts { kAll, kAnswering };

// DATA_LOSS, naming the section, if a checksum, a bound or a shape does not hold
// (validate_artifact.h). Checksums are compared and shapes validated of the parts that are decoded.
absl::StatusOr<Artifact> DecodeArtifact(absl::string_view bytes,
                                        ArtifactParts parts = ArtifactParts::kAll);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_ARTIFACT_ARTIFACT_H_
