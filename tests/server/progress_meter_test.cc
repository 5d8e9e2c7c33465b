#include "server/progress_meter.h"

#include <gtest/gtest.h>

namespace counterweight {
namespace {

TrainingProgress At(int64_t step, int64_t rows_seen, int setting = 1, int setting_count = 1) {
  TrainingProgress progress;
  progress.step = step;
  progress.total_steps = 100;
  progress.rows_seen = rows_seen;
  progress.setting = setting;
  progress.setting_count = setting_count;
  return progress;
}

const absl::Time kStart = absl::FromUnixSeconds(1000);

TEST(ProgressMeterTest, MeasuresARunFromItsStart) {
  ProgressMeter meter(kStart, /*from_start=*/true);
  const Pace first = meter.Measure(At(25, 1000), kStart + absl::Seconds(5));
  EXPECT_DOUBLE_EQ(first.rows_per_second, 200);
  EXPECT_DOUBLE_EQ(first.seconds_left, 15);
  const Pace second = meter.Measure(At(50, 3000), kStart + absl::Seconds(10));
  EXPECT_DOUBLE_EQ(second.rows_per_second, 400);  // since the report before
  EXPECT_DOUBLE_EQ(second.seconds_left, 10);      // at the mean speed
}

TEST(ProgressMeterTest, ARunThatContinuesKnowsItsPaceFromTheSecondReport) {
  ProgressMeter meter(kStart, /*from_start=*/false);
  const Pace first = meter.Measure(At(75, 50'000), kStart + absl::Seconds(1));
  EXPECT_EQ(first.rows_per_second, 0);
  EXPECT_EQ(first.seconds_left, 0);
  const Pace second = meter.Measure(At(80, 50'100), kStart + absl::Seconds(2));
  EXPECT_DOUBLE_EQ(second.rows_per_second, 100);
  EXPECT_DOUBLE_EQ(second.seconds_left, 4);
}

TEST(ProgressMeterTest, CountsTheStepsOfAllSettings) {
  ProgressMeter meter(kStart, /*from_start=*/true);
  const Pace pace = meter.Measure(At(50, 1000, 2, 4), kStart + absl::Seconds(15));
  EXPECT_DOUBLE_EQ(pace.seconds_left, 25);  // 250 of 400 steps at 0.1 s
}

TEST(ProgressMeterTest, NeverDividesByNothing) {
  ProgressMeter meter(kStart, /*from_start=*/true);
  const Pace pace = meter.Measure(At(0, 0), kStart);
  EXPECT_EQ(pace.rows_per_second, 0);
  EXPECT_EQ(pace.seconds_left, 0);
}

}  // namespace
}  // namespace counterweight
