#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "src/features/preprocessing.h"
#include "tests/features/table_builder.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::_;

constexpr ScalingKind kAllScalings[] = {ScalingKind::kStandard, ScalingKind::kRobust,
                                        ScalingKind::kQuantile};

Preprocessing Fit(ScalingKind scaling) {
  Table table = RandomTable(1, 50);
  table.schema.push_back({"constant", ColumnType::kNumeric, {}});
  table.columns.push_back({std::vector<double>(50, 3.0), {}});
  return *FitPreprocessing(table, AllRows(table), scaling);
}

std::string Bytes(const Preprocessing& preprocessing) {
  ByteWriter writer;
  preprocessing.Encode(writer);
  return writer.Take();
}

TEST(PreprocessingCodecTest, ReadsBackWhatItWrote) {
  const Table table = RandomTable(1, 50);
  for (const ScalingKind scaling : kAllScalings) {
    const Preprocessing fitted = Fit(scaling);
    const std::string bytes = Bytes(fitted);
    ByteReader reader(bytes);
    const Preprocessing again = Preprocessing::Decode(reader);
    ASSERT_THAT(reader.status(), IsOk());
    EXPECT_TRUE(reader.AtEnd());
    EXPECT_THAT(again.Validate(), IsOk());
    EXPECT_EQ(Bytes(again), bytes);
    EXPECT_EQ(again.ColumnNames(), fitted.ColumnNames());
    EXPECT_EQ(again.dropped, std::vector<std::string>{"constant"});
    EXPECT_EQ(Transform(again, table, AllRows(table)).values,
              Transform(fitted, table, AllRows(table)).values);
  }
}

TEST(PreprocessingCodecTest, EveryTruncationIsAnError) {
  const std::string bytes = Bytes(Fit(ScalingKind::kQuantile));
  for (size_t size = 0; size < bytes.size(); ++size) {
    ByteReader reader(absl::string_view(bytes).substr(0, size));
    Preprocessing::Decode(reader);
    EXPECT_FALSE(reader.ok()) << size << " bytes";
  }
}

TEST(PreprocessingCodecTest, WhatPassesValidationTransformsSafely) {
  Table table = RandomTable(2, 10);
  for (const ScalingKind scaling : kAllScalings) {
    const std::string bytes = Bytes(Fit(scaling));
    for (uint64_t seed = 0; seed < 3000; ++seed) {
      RandomStream stream(seed, "damage");
      std::string damaged = bytes;
      for (uint64_t i = 0; i <= stream.Below(3); ++i) {
        damaged[stream.Below(damaged.size())] = static_cast<char>(stream.Below(256));
      }
      ByteReader reader(damaged);
      const Preprocessing decoded = Preprocessing::Decode(reader);
      if (!reader.ok() || !decoded.Validate().ok()) continue;
      // A table of the damaged schema: the types may have changed.
      Table rows;
      rows.row_count = 10;
      rows.schema = decoded.schema;
      rows.columns.resize(decoded.schema.size(),
                          {table.columns[0].numbers, table.columns[3].codes});
      decoded.ColumnNames();
      for (const float value : Transform(decoded, rows, AllRows(rows)).values) {
        EXPECT_LE(std::abs(value), 6) << "seed " << seed;
      }
      for (const NumericFeature& feature : decoded.numeric) InverseNumeric(feature, 0.5);
    }
  }
}

TEST(PreprocessingValidateTest, RefusesWhatDoesNotFitTheSchema) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const std::vector<std::function<void(Preprocessing&)>> damages = {
      [](Preprocessing& p) { p.numeric[0].source = -1; },
      [](Preprocessing& p) { p.numeric[0].source = 5; },
      [](Preprocessing& p) { p.numeric[0].source = 3; },
      [](Preprocessing& p) { p.numeric[1].source = p.numeric[0].source; },
      [=](Preprocessing& p) { p.numeric[0].median = kNaN; },
      [=](Preprocessing& p) { p.numeric[0].center = kNaN; },
      [](Preprocessing& p) { p.numeric[0].scale = 0; },
      [](Preprocessing& p) { p.numeric[0].scale = -1; },
      [](Preprocessing& p) { p.numeric[0].scaling = static_cast<ScalingKind>(0); },
      [](Preprocessing& p) { p.numeric[0].scaling = ScalingKind::kQuantile; },
      [](Preprocessing& p) {
        p.numeric[0].knots = {1, 2};
      },
      [](Preprocessing& p) { p.numeric[0].distinct_count = 0; },
      [](Preprocessing& p) { p.categorical[0].source = 0; },
      [](Preprocessing& p) { p.categorical[0].source = 99; },
      [](Preprocessing& p) { p.categorical[0].levels[0] = 4; },
      [](Preprocessing& p) { p.categorical[0].levels.clear(); },
      [](Preprocessing& p) { p.categorical[0].levels.assign(31, 0); },
      [](Preprocessing& p) { p.schema[0].type = ColumnType::kIgnored; },
      [](Preprocessing& p) { p.schema[4].type = static_cast<ColumnType>(77); },
      [](Preprocessing& p) { p.schema.clear(); },
      [](Preprocessing& p) {
        p.numeric.clear();
        p.categorical.clear();
      },
  };
  EXPECT_THAT(Fit(ScalingKind::kStandard).Validate(), IsOk());
  for (size_t i = 0; i < damages.size(); ++i) {
    Preprocessing preprocessing = Fit(ScalingKind::kStandard);
    damages[i](preprocessing);
    EXPECT_THAT(preprocessing.Validate(), StatusIs(absl::StatusCode::kDataLoss, _)) << i;
  }
}

TEST(PreprocessingValidateTest, RefusesKnotsThatDoNotRise) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  for (const std::vector<double>& knots :
       {std::vector<double>{}, {2, 1}, {1, kNaN}, {kNaN}, std::vector<double>(1001, 1.0)}) {
    Preprocessing preprocessing = Fit(ScalingKind::kQuantile);
    preprocessing.numeric[0].knots = knots;
    EXPECT_THAT(preprocessing.Validate(), StatusIs(absl::StatusCode::kDataLoss, _));
  }
}

}  // namespace
}  // namespace counterweight
