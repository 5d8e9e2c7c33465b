// The conversions of datasets, jobs and pages that a running server does not reach.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "server/dataset_conversion.h"
#include "server/job_conversion.h"
#include "server/metrics_conversion.h"
#include "server/page_conversion.h"
#include "server/timestamp_conversion.h"
#include "src/base/field_error.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

TEST(DatasetConversionTest, ReadsEveryColumnType) {
  v1::DatasetSpec proto;
  (*proto.mutable_column_types())["a"] = v1::COLUMN_TYPE_NUMERIC;
  (*proto.mutable_column_types())["b"] = v1::COLUMN_TYPE_CATEGORICAL;
  (*proto.mutable_column_types())["c"] = v1::COLUMN_TYPE_BOOLEAN;
  (*proto.mutable_column_types())["d"] = v1::COLUMN_TYPE_IGNORED;
  ASSERT_OK_AND_ASSIGN(const DatasetSpec spec, ToDatasetSpec(proto));
  EXPECT_EQ(spec.column_types.at("a"), ColumnType::kNumeric);
  EXPECT_EQ(spec.column_types.at("b"), ColumnType::kCategorical);
  EXPECT_EQ(spec.column_types.at("c"), ColumnType::kBoolean);
  EXPECT_EQ(spec.column_types.at("d"), ColumnType::kIgnored);
  EXPECT_EQ(spec.delimiter, ',');
}

TEST(DatasetConversionTest, UnspecifiedAndUnknownColumnTypesAreErrors) {
  for (const int type : {0, 5, 1000, -1}) {
    v1::DatasetSpec proto;
    (*proto.mutable_column_types())["a"] = static_cast<v1::ColumnType>(type);
    EXPECT_EQ(ErrorField(ToDatasetSpec(proto).status()), "spec.column_types[a]") << type;
  }
}

TEST(DatasetConversionTest, ADelimiterIsOneByte) {
  v1::DatasetSpec proto;
  proto.set_delimiter("\t");
  ASSERT_OK_AND_ASSIGN(const DatasetSpec spec, ToDatasetSpec(proto));
  EXPECT_EQ(spec.delimiter, '\t');
  proto.set_delimiter("\\t");
  EXPECT_EQ(ErrorField(ToDatasetSpec(proto).status()), "spec.delimiter");
}

TEST(DatasetConversionTest, ShowsAtMostThirtyCategoriesMostFrequentFirst) {
  DatasetView view;
  view.description.classes = {"0", "1"};
  view.description.class_counts = {40, 2};
  view.description.columns = {{"c", ColumnType::kCategorical, {}}};
  ColumnStatistics statistics;
  for (int code = 0; code < 100; ++code) {
    view.description.columns[0].categories.push_back("v" + std::to_string(code));
    statistics.category_counts.push_back(code == 7 ? 9 : 1);
  }
  view.description.statistics = {statistics};
  const v1::Dataset proto = ToProto(view);
  ASSERT_EQ(proto.columns(0).most_frequent_size(), 30);
  EXPECT_EQ(proto.columns(0).category_count(), 100);
  EXPECT_EQ(proto.columns(0).most_frequent(0).value(), "v7");
  EXPECT_EQ(proto.columns(0).most_frequent(1).value(), "v0");
}

TEST(DatasetConversionTest, AColumnWithoutValuesHasNoStatistics) {
  DatasetView view;
  view.description.classes = {"0", "1"};
  view.description.class_counts = {4, 2};
  view.description.columns = {{"n", ColumnType::kNumeric, {}}};
  ColumnStatistics statistics;
  statistics.mean = std::numeric_limits<double>::quiet_NaN();
  statistics.missing_count = 6;
  view.description.statistics = {statistics};
  const v1::Dataset proto = ToProto(view);
  EXPECT_FALSE(proto.columns(0).has_numeric());
  EXPECT_EQ(proto.columns(0).missing_count(), 6);
}

TEST(JobConversionTest, StatesGoBothWays) {
  for (const JobState state : {JobState::kQueued, JobState::kRunning, JobState::kSucceeded,
                               JobState::kFailed, JobState::kCancelled}) {
    ASSERT_OK_AND_ASSIGN(const std::optional<JobState> back, ToStateFilter(ToProto(state)));
    EXPECT_EQ(back, state);
  }
  ASSERT_OK_AND_ASSIGN(const std::optional<JobState> all, ToStateFilter(v1::JOB_STATE_UNSPECIFIED));
  EXPECT_EQ(all, std::nullopt);
  EXPECT_EQ(ErrorField(ToStateFilter(static_cast<v1::JobState>(6)).status()), "state");
}

TEST(PageConversionTest, ZeroIsTheDefault) {
  ASSERT_OK_AND_ASSIGN(const PageRequest page, ToPageRequest(0, "token"));
  EXPECT_EQ(page.size, 50);
  EXPECT_EQ(page.token, "token");
  ASSERT_OK_AND_ASSIGN(const PageRequest largest, ToPageRequest(1000, ""));
  EXPECT_EQ(largest.size, 1000);
}

TEST(TimestampConversionTest, KeepsMicroseconds) {
  const google::protobuf::Timestamp timestamp =
      ToTimestamp(absl::FromUnixSeconds(5) + absl::Nanoseconds(1999));
  EXPECT_EQ(timestamp.seconds(), 5);
  EXPECT_EQ(timestamp.nanos(), 1000);
}

TEST(TimestampConversionTest, TimesBefore1970RoundDown) {
  const google::protobuf::Timestamp timestamp =
      ToTimestamp(absl::UnixEpoch() - absl::Milliseconds(250));
  EXPECT_EQ(timestamp.seconds(), -1);
  EXPECT_EQ(timestamp.nanos(), 750'000'000);
}

TEST(MetricsConversionTest, CarriesEveryFigure) {
  Figures figures;
  figures.row_count = 1;
  double value = 1;
  for (double* field :
       {&figures.average_precision, &figures.roc_auc, &figures.f1, &figures.precision,
        &figures.recall, &figures.balanced_accuracy, &figures.geometric_mean,
        &figures.matthews_correlation, &figures.brier_score, &figures.log_loss,
        &figures.expected_calibration_error, &figures.best_f1, &figures.average_precision_low,
        &figures.average_precision_high}) {
    *field = ++value;
  }
  figures.confusion = {1, 2, 3, 4};
  figures.class_average_precision = {0.25, 0.5};
  const v1::ClassificationMetrics proto = ToProto(figures, {"no", "yes"});
  EXPECT_EQ(proto.average_precision(), 2);
  EXPECT_EQ(proto.roc_auc(), 3);
  EXPECT_EQ(proto.f1(), 4);
  EXPECT_EQ(proto.precision(), 5);
  EXPECT_EQ(proto.recall(), 6);
  EXPECT_EQ(proto.balanced_accuracy(), 7);
  EXPECT_EQ(proto.geometric_mean(), 8);
  EXPECT_EQ(proto.matthews_correlation(), 9);
  EXPECT_EQ(proto.brier_score(), 10);
  EXPECT_EQ(proto.log_loss(), 11);
  EXPECT_EQ(proto.expected_calibration_error(), 12);
  EXPECT_EQ(proto.best_f1(), 13);
  EXPECT_EQ(proto.average_precision_low(), 14);
  EXPECT_EQ(proto.average_precision_high(), 15);
  EXPECT_THAT(proto.confusion(), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(proto.classes(), ElementsAre("no", "yes"));
  EXPECT_THAT(proto.class_average_precision(), ElementsAre(0.25, 0.5));
}

}  // namespace
}  // namespace counterweight
