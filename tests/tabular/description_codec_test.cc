#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "src/base/random_stream.h"
#include "src/tabular/schema.h"
#include "tests/tabular/description_testing.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

TEST(DescriptionCodecTest, EveryFieldComesBack) {
  const DatasetDescription original = SmallDescription();
  ASSERT_OK_AND_ASSIGN(const DatasetDescription decoded,
                       DatasetDescription::Decode(original.Encode()));
  EXPECT_EQ(decoded.spec.display_name, original.spec.display_name);
  EXPECT_EQ(decoded.spec.label_column, original.spec.label_column);
  EXPECT_EQ(decoded.spec.positive_label, original.spec.positive_label);
  EXPECT_EQ(decoded.spec.delimiter, original.spec.delimiter);
  EXPECT_EQ(decoded.spec.column_types, original.spec.column_types);
  EXPECT_EQ(decoded.row_count, original.row_count);
  ASSERT_EQ(decoded.columns.size(), original.columns.size());
  for (size_t i = 0; i < original.columns.size(); ++i) {
    EXPECT_EQ(decoded.columns[i].name, original.columns[i].name);
    EXPECT_EQ(decoded.columns[i].type, original.columns[i].type);
    EXPECT_EQ(decoded.columns[i].categories, original.columns[i].categories);
    EXPECT_EQ(decoded.statistics[i].missing_count, original.statistics[i].missing_count);
    EXPECT_EQ(decoded.statistics[i].infinite_count, original.statistics[i].infinite_count);
    EXPECT_EQ(decoded.statistics[i].minimum, original.statistics[i].minimum);
    EXPECT_EQ(decoded.statistics[i].maximum, original.statistics[i].maximum);
    EXPECT_EQ(decoded.statistics[i].mean, original.statistics[i].mean);
    EXPECT_EQ(decoded.statistics[i].standard_deviation, original.statistics[i].standard_deviation);
    EXPECT_EQ(decoded.statistics[i].category_counts, original.statistics[i].category_counts);
  }
  EXPECT_EQ(decoded.ignored_columns, original.ignored_columns);
  EXPECT_EQ(decoded.classes, original.classes);
  EXPECT_EQ(decoded.class_counts, original.class_counts);
  EXPECT_EQ(decoded.positive_class, original.positive_class);
  EXPECT_EQ(decoded.imbalance_ratio, original.imbalance_ratio);
}

TEST(DescriptionCodecTest, StatisticsOfAnEmptyColumnComeBackAsNaN) {
  DatasetDescription description = SmallDescription();
  description.statistics[0].mean = std::numeric_limits<double>::quiet_NaN();
  ASSERT_OK_AND_ASSIGN(const DatasetDescription decoded,
                       DatasetDescription::Decode(description.Encode()));
  EXPECT_TRUE(std::isnan(decoded.statistics[0].mean));
}

TEST(DescriptionCodecTest, EveryTruncationIsDataLoss) {
  const std::string bytes = SmallDescription().Encode();
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(DatasetDescription::Decode(absl::string_view(bytes).substr(0, size)),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("not a dataset description")))
        << size;
  }
  EXPECT_THAT(DatasetDescription::Decode(bytes + "x"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("after its end")));
}

TEST(DescriptionCodecTest, ImpossibleValuesAreDataLoss) {
  DatasetDescription unknown_type = SmallDescription();
  unknown_type.columns[0].type = static_cast<ColumnType>(7);
  EXPECT_THAT(DatasetDescription::Decode(unknown_type.Encode()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("unknown type")));
  DatasetDescription ignored = SmallDescription();
  ignored.columns[0].type = ColumnType::kIgnored;
  EXPECT_THAT(DatasetDescription::Decode(ignored.Encode()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("unknown type")));
  DatasetDescription positive = SmallDescription();
  positive.positive_class = 2;
  EXPECT_THAT(DatasetDescription::Decode(positive.Encode()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("positive class")));
}

// Damaged descriptions may decode to another one, but never crash or read past the end.
TEST(DescriptionCodecTest, SurvivesRandomDamage) {
  const std::string original = SmallDescription().Encode();
  RandomStream random(11, "description_codec_test");
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = original;
    for (uint64_t flips = 1 + random.Below(4); flips > 0; --flips) {
      bytes[random.Below(bytes.size())] = static_cast<char>(random.Below(256));
    }
    const auto decoded = DatasetDescription::Decode(bytes);
    if (decoded.ok()) {
      decoded->CheckConsistency().IgnoreError();
    } else {
      EXPECT_EQ(decoded.status().code(), absl::StatusCode::kDataLoss);
    }
  }
}

}  // namespace
}  // namespace counterweight
