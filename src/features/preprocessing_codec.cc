// Preprocessing <-> bytes, and what must hold of bytes that are not our own.
#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"
#include "src/features/numeric_scaling.h"
#include "src/features/preprocessing.h"

namespace counterweight {
namespace {

// The least bytes of each element below: bounds what a damaged count can make Decode allocate.
constexpr uint64_t kColumnBytes = 8 + 1 + 8;
constexpr uint64_t kNumericBytes = 4 + 8 + 1 + 8 + 8 + 8 + 1 + 8;
constexpr uint64_t kCategoricalBytes = 4 + 8 + 1;

void EncodeNumeric(const NumericFeature& feature, ByteWriter& writer) {
  writer.Put(feature.source);
  writer.Put(feature.median);
  writer.Put(feature.scaling);
  writer.Put(feature.center);
  writer.Put(feature.scale);
  writer.PutVector(feature.knots);
  writer.Put<uint8_t>(feature.has_missing_indicator);
  writer.Put(feature.distinct_count);
}

NumericFeature DecodeNumeric(ByteReader& reader) {
  NumericFeature feature;
  feature.source = reader.Get<int32_t>();
  feature.median = reader.Get<double>();
  feature.scaling = reader.Get<ScalingKind>();
  feature.center = reader.Get<double>();
  feature.scale = reader.Get<double>();
  feature.knots = reader.GetVector<double>();
  // Not Get<bool>: a byte that is neither 0 nor 1 is no bool.
  feature.has_missing_indicator = reader.Get<uint8_t>() != 0;
  feature.distinct_count = reader.Get<int64_t>();
  return feature;
}

// `source` is a column of the schema and lies after `previous`.
absl::Status CheckSource(const std::vector<ColumnSchema>& schema, int32_t source,
                         int32_t previous) {
  if (source > previous && static_cast<size_t>(source) < schema.size()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("feature of column ", source, " after column ", previous,
                                          " in a schema of ", schema.size(), " columns"));
}

bool IsValidKnots(const std::vector<double>& knots) {
  if (knots.empty() || knots.size() > kMaximumKnots) return false;
  for (size_t i = 0; i < knots.size(); ++i) {
    if (!std::isfinite(knots[i]) || (i > 0 && knots[i] < knots[i - 1])) return false;
  }
  return true;
}

bool IsValidScaling(const NumericFeature& feature) {
  switch (feature.scaling) {
    case ScalingKind::kStandard:
    case ScalingKind::kRobust:
      return feature.knots.empty();
    case ScalingKind::kQuantile:
      return IsValidKnots(feature.knots);
  }
  return false;
}

absl::Status CheckNumeric(const ColumnSchema& schema, const NumericFeature& feature) {
  const bool is_number = schema.type == ColumnType::kNumeric || schema.type == ColumnType::kBoolean;
  const bool is_finite = std::isfinite(feature.median) && std::isfinite(feature.center) &&
                         std::isfinite(feature.scale) && feature.scale > 0;
  if (is_number && is_finite && feature.distinct_count >= 1 && IsValidScaling(feature)) {
    return absl::OkStatus();
  }
  return absl::DataLossError(
      absl::StrCat("numeric feature of column \"", schema.name, "\" is not consistent"));
}

absl::Status CheckCategorical(const ColumnSchema& schema, const CategoricalFeature& feature) {
  bool consistent = schema.type == ColumnType::kCategorical && !feature.levels.empty() &&
                    feature.levels.size() <= kMaximumLevels;
  for (const uint32_t level : feature.levels) {
    consistent = consistent && level < schema.categories.size();
  }
  if (consistent) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("categorical feature of column \"", schema.name, "\" is not consistent"));
}

}  // namespace

void Preprocessing::Encode(ByteWriter& writer) const {
  writer.Put<uint64_t>(schema.size());
  for (const ColumnSchema& column : schema) {
    writer.PutString(column.name);
    writer.Put(column.type);
    writer.PutStrings(column.categories);
  }
  writer.Put<uint64_t>(numeric.size());
  for (const NumericFeature& feature : numeric) EncodeNumeric(feature, writer);
  writer.Put<uint64_t>(categorical.size());
  for (const CategoricalFeature& feature : categorical) {
    writer.Put(feature.source);
    writer.PutVector(feature.levels);
    writer.Put<uint8_t>(feature.has_missing_level);
  }
  writer.PutStrings(dropped);
}

Preprocessing Preprocessing::Decode(ByteReader& reader) {
  Preprocessing preprocessing;
  const uint64_t column_count = reader.GetCount(kColumnBytes);
  for (uint64_t i = 0; i < column_count && reader.ok(); ++i) {
    ColumnSchema& column = preprocessing.schema.emplace_back();
    column.name = reader.GetString();
    column.type = reader.Get<ColumnType>();
    column.categories = reader.GetStrings();
  }
  const uint64_t numeric_count = reader.GetCount(kNumericBytes);
  for (uint64_t i = 0; i < numeric_count && reader.ok(); ++i) {
    preprocessing.numeric.push_back(DecodeNumeric(reader));
  }
  const uint64_t categorical_count = reader.GetCount(kCategoricalBytes);
  for (uint64_t i = 0; i < categorical_count && reader.ok(); ++i) {
    CategoricalFeature& feature = preprocessing.categorical.emplace_back();
    feature.source = reader.Get<int32_t>();
    feature.levels = reader.GetVector<uint32_t>();
    feature.has_missing_level = reader.Get<uint8_t>() != 0;
  }
  preprocessing.dropped = reader.GetStrings();
  return preprocessing;
}

absl::Status Preprocessing::Validate() const {
  for (const ColumnSchema& column : schema) {
    if (column.type != ColumnType::kNumeric && column.type != ColumnType::kBoolean &&
        column.type != ColumnType::kCategorical) {
      return absl::DataLossError(absl::StrCat("column \"", column.name, "\" has no feature type"));
    }
  }
  int32_t previous = -1;
  for (const NumericFeature& feature : numeric) {
    CW_RETURN_IF_ERROR(CheckSource(schema, feature.source, previous));
    CW_RETURN_IF_ERROR(CheckNumeric(schema[feature.source], feature));
    previous = feature.source;
  }
  previous = -1;
  for (const CategoricalFeature& feature : categorical) {
    CW_RETURN_IF_ERROR(CheckSource(schema, feature.source, previous));
    CW_RETURN_IF_ERROR(CheckCategorical(schema[feature.source], feature));
    previous = feature.source;
  }
  if (width() == 0) return absl::DataLossError("preprocessing has no columns");
  return absl::OkStatus();
}

}  // namespace counterweight
