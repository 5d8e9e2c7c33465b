#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "client/printable.h"
#include "client/progress_bar.h"
#include "client/progress_text.h"

namespace counterweight::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::TrainingProgress Halfway() {
  v1::TrainingProgress progress;
  progress.set_step(200);
  progress.set_total_steps(400);
  progress.set_epoch(3.14);
  progress.set_training_loss(0.12345);
  return progress;
}

TEST(ProgressTextTest, FiguresThatAreNotKnownAreLeftOut) {
  EXPECT_EQ(ProgressText(Halfway()), "step 200/400  epoch 3.1  loss 0.1235");
}

TEST(ProgressTextTest, AllFigures) {
  v1::TrainingProgress progress = Halfway();
  progress.set_outer_loss(0.5);
  progress.set_validation_average_precision(0.71);
  progress.set_best_validation_average_precision(0.72);
  progress.set_rows_per_second(12345.4);
  progress.set_seconds_left(65);
  progress.set_setting(2);
  progress.set_setting_count(3);
  EXPECT_EQ(ProgressText(progress),
            "setting 2/3  step 200/400  epoch 3.1  loss 0.1235  outer 0.5000  AP 0.7100  "
            "best 0.7200  12345 rows/s  1m05s left");
}

TEST(ProgressTextTest, TheFractionCountsOverAllSettings) {
  v1::TrainingProgress progress = Halfway();
  EXPECT_DOUBLE_EQ(DoneFraction(progress), 0.5);
  progress.set_setting(2);
  progress.set_setting_count(2);
  EXPECT_DOUBLE_EQ(DoneFraction(progress), 0.75);
  EXPECT_DOUBLE_EQ(DoneFraction(v1::TrainingProgress()), 0.0);
}

TEST(ProgressTextTest, StatesSayWhy) {
  v1::TrainingEvent event;
  event.set_state(v1::JOB_STATE_RUNNING);
  EXPECT_EQ(StateText(event), "RUNNING");
  event.set_state(v1::JOB_STATE_FAILED);
  event.set_message("no rows");
  EXPECT_EQ(StateText(event), "FAILED: no rows");
  EXPECT_EQ(StateName(static_cast<v1::JobState>(77)), "STATE 77");
}

TEST(BarTextTest, FillsWithTheFractionAndClampsIt) {
  EXPECT_EQ(BarText(0.5, "x"), "[###############---------------]  50%  x");
  EXPECT_EQ(BarText(7, ""), "[##############################] 100%  ");
  EXPECT_EQ(BarText(-1, ""), BarText(0, ""));
  EXPECT_EQ(BarText(std::nan(""), ""), BarText(0, ""));
}

TEST(ProgressBarTest, ElsewhereThanOnATerminalEveryShowIsALine) {
  std::ostringstream out;
  ProgressBar bar(&out, 0);
  bar.Show(0.1, "one");
  bar.Line("two");
  bar.Show(0.2, "three");
  bar.End();
  EXPECT_EQ(out.str(), "one\ntwo\nthree\n");
}

TEST(ProgressBarTest, TenthsAreALineEachElsewhereThanOnATerminal) {
  std::ostringstream out;
  ProgressBar bar(&out, 0);
  for (int i = 0; i <= 1000; ++i) bar.ShowTenths(i / 1000.0, std::to_string(i));
  EXPECT_EQ(out.str(), "0\n100\n200\n300\n400\n500\n600\n700\n800\n900\n1000\n");
}

TEST(ProgressBarTest, OnATerminalTheBarIsCutToItsWidthAndRedrawnInPlace) {
  std::ostringstream out;
  {
    ProgressBar bar(&out, 60);
    bar.Show(0.5, std::string(100, 'x'));
    bar.Show(0.6, "y");
  }
  const std::string text = out.str();
  const std::string drawn = text.substr(4, text.find('\r', 1) - 4);
  EXPECT_EQ(DisplayWidth(drawn), 59u);
  EXPECT_THAT(text, HasSubstr("\r\x1b[K" + BarText(0.6, "y")));
  EXPECT_EQ(text.back(), '\n');
}

TEST(ProgressBarTest, ALineStandsAboveTheBar) {
  std::ostringstream out;
  ProgressBar bar(&out, 60);
  bar.Show(0.5, "x");
  bar.Line("RUNNING");
  EXPECT_THAT(out.str(), HasSubstr("\r\x1b[KRUNNING\n" + BarText(0.5, "x")));
}

TEST(ProgressBarTest, TheSameBarIsNotDrawnAgain) {
  std::ostringstream out;
  ProgressBar bar(&out, 60);
  bar.Show(0.5, "x");
  const std::string once = out.str();
  bar.Show(0.5, "x");
  EXPECT_EQ(out.str(), once);
}

TEST(ProgressBarTest, ForeignTextCannotSteerTheTerminal) {
  std::ostringstream out;
  ProgressBar bar(&out, 0);
  bar.Line("a\x1b[2Jb");
  EXPECT_THAT(out.str(), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace counterweight::client
