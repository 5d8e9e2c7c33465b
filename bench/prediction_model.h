// Models of realistic shape with random parameters, published as a worker would publish them.
#ifndef COUNTERWEIGHT_BENCH_PREDICTION_MODEL_H_
#define COUNTERWEIGHT_BENCH_PREDICTION_MODEL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/artifact/artifact.h"

namespace counterweight {

struct PredictionModelShape {
  int columns = 30;  // numeric, with kRampsPerColumn ramps each
  int groups = 1;
  int members = 1;
};

// One network as a default training leaves it, and what the method `library` does by default.
inline constexpr PredictionModelShape kOneNetwork = {30, 1, 1};
inline constexpr PredictionModelShape kDefaultEnsemble = {30, 5, 5};

inline constexpr int kRampsPerColumn = 8;  // 256 ramps are shared out over 30 columns
inline constexpr int kHiddenUnits = 64;    // of each of two hidden layers

// Two classes, standard scaling, default hidden layers, Platt calibration, and the sample weights
// of 100,000 training rows.
Artifact PredictionArtifact(const PredictionModelShape& shape);

struct Published {
  std::vector<std::string> models;  // "models/{id}", one per artefact
  std::string dataset;              // "datasets/{id}": a few thousand rows to train on
};

// Stores each artefact as a model of a fresh data directory.
absl::StatusOr<Published> PublishModels(const std::string& directory,
                                        const std::vector<Artifact>& artifacts);

// Standard normal values, row-major [rows, columns].
std::vector<float> PredictionRows(int64_t rows, int columns);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_PREDICTION_MODEL_H_
