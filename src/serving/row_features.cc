#include "src/serving/row_features.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "src/features/numeric_scaling.h"

namespace counterweight {
namespace {

constexpr double kLargestFinite = std::numeric_limits<double>::max();

// The codes that are no category are far above all others.
int32_t PlaceOf(const std::vector<int32_t>& places, double code) {
  return code < static_cast<double>(places.size()) ? places[static_cast<size_t>(code)] : -1;
}

}  // namespace

RowFeatures::RowFeatures(const Preprocessing& preprocessing) : width_(preprocessing.width()) {
  for (const NumericFeature& feature : preprocessing.numeric) {
    if (feature.scaling == ScalingKind::kQuantile) {
      by_rank_.emplace_back(static_cast<int32_t>(sources_.size()), feature);
    }
    sources_.push_back(feature.source);
    medians_.push_back(feature.median);
    centres_.push_back(feature.center);
    scales_.push_back(feature.scale);
    if (feature.has_missing_indicator) indicator_sources_.push_back(feature.source);
  }
  for (const CategoricalFeature& feature : preprocessing.categorical) {
    Levels levels;
    levels.source = feature.source;
    levels.places.assign(preprocessing.schema[feature.source].categories.size(), -1);
    for (const uint32_t code : feature.levels) levels.places[code] = levels.width++;
    if (feature.has_missing_level) levels.missing_place = levels.width++;
    levels_.push_back(std::move(levels));
  }
}

void RowFeatures::ScaleNumbers(const double* cells, float* features) const {
  for (size_t i = 0; i < sources_.size(); ++i) {
    const double cell = cells[sources_[i]];
    const double imputed = std::abs(cell) <= kLargestFinite ? cell : medians_[i];
    const double scaled = (imputed - centres_[i]) / scales_[i];
    features[i] = static_cast<float>(std::clamp<double>(scaled, -kScaledBound, kScaledBound));
  }
  for (const auto& [index, feature] : by_rank_) {
    features[index] = ScaleNumeric(feature, cells[feature.source]);
  }
}

void RowFeatures::Apply(const double* cells, float* features) const {
  ScaleNumbers(cells, features);
  features += sources_.size();
  for (const int32_t source : indicator_sources_) {
    *features++ = std::isfinite(cells[source]) ? 0.0f : 1.0f;
  }
  for (const Levels& levels : levels_) {
    std::fill_n(features, levels.width, 0.0f);
    const double code = cells[levels.source];
    const int32_t place =
        code == kMissingCode ? levels.missing_place : PlaceOf(levels.places, code);
    if (place >= 0) features[place] = 1;
    features += levels.width;
  }
}

}  // namespace counterweight
