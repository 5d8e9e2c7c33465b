#include "server/training_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "src/base/random_stream.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

TEST(TrainingEventsTest, WhatIsWrittenIsReadBack) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    RandomStream stream(seed, "progress");
    ReportedProgress reported{"3", {}};
    reported.progress.set_step(static_cast<int64_t>(stream() >> 1));
    reported.progress.set_training_loss(stream.Normal());
    reported.progress.set_rows_per_second(1e6 * stream.Uniform());
    if (stream.Below(2) == 0) reported.progress.set_outer_loss(stream.Uniform());
    if (stream.Below(2) == 0) reported.progress.set_validation_average_precision(0);
    ASSERT_OK_AND_ASSIGN(const std::string payload, EncodeProgress(reported));
    ASSERT_OK_AND_ASSIGN(const ReportedProgress read, DecodeProgress(payload));
    EXPECT_EQ(read.worker, "3");
    EXPECT_EQ(read.progress.SerializeAsString(), reported.progress.SerializeAsString());
  }
}

TEST(TrainingEventsTest, NumbersThatAreNoneSurvive) {
  ReportedProgress reported{"0", {}};
  reported.progress.set_training_loss(std::numeric_limits<double>::quiet_NaN());
  ASSERT_OK_AND_ASSIGN(const std::string payload, EncodeProgress(reported));
  ASSERT_OK_AND_ASSIGN(const ReportedProgress read, DecodeProgress(payload));
  EXPECT_TRUE(std::isnan(read.progress.training_loss()));
}

TEST(TrainingEventsTest, FieldsOfANewerWorkerArePassedOver) {
  ASSERT_OK_AND_ASSIGN(const ReportedProgress read,
                       DecodeProgress("1 {\"step\":\"5\",\"brandNew\":7}"));
  EXPECT_EQ(read.progress.step(), 5);
}

TEST(TrainingEventsTest, DamageIsDataLoss) {
  for (const char* payload : {"", "nospace", "0 {", "0 [1]", "0 {\"step\":\"five\"}"}) {
    EXPECT_THAT(DecodeProgress(payload),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("progress")))
        << payload;
  }
}

}  // namespace
}  // namespace counterweight
