#include "src/learn/checkpoint_selection.h"

#include <gtest/gtest.h>

namespace counterweight {
namespace {

TEST(CheckpointSelectionTest, JudgesByTheMeanOfThreeEvaluations) {
  CheckpointSelection selection(8);
  EXPECT_FALSE(selection.best_value().has_value());
  EXPECT_TRUE(selection.Add(10, 0.5));
  EXPECT_FALSE(selection.Add(20, 0.1));  // mean 0.3
  EXPECT_TRUE(selection.Add(30, 0.95));  // mean 0.5167
  EXPECT_TRUE(selection.Add(40, 0.6));   // mean of the last three: 0.55
  EXPECT_FALSE(selection.Add(50, 0.0));
  EXPECT_EQ(selection.best_step(), 40);
  EXPECT_DOUBLE_EQ(*selection.best_value(), 0.6);
}

TEST(CheckpointSelectionTest, OfEqualOnesTheFirstStays) {
  CheckpointSelection selection(8);
  EXPECT_TRUE(selection.Add(10, 0.4));
  EXPECT_FALSE(selection.Add(20, 0.4));
  EXPECT_EQ(selection.best_step(), 10);
}

TEST(CheckpointSelectionTest, PatienceCountsEvaluationsWithoutABetterOne) {
  CheckpointSelection selection(2);
  selection.Add(10, 0.4);
  selection.Add(20, 0.3);
  EXPECT_FALSE(selection.exhausted());
  selection.Add(30, 0.9);  // better: the count starts anew
  selection.Add(40, 0.0);
  EXPECT_FALSE(selection.exhausted());
  selection.Add(50, 0.0);
  EXPECT_TRUE(selection.exhausted());
}

TEST(CheckpointSelectionTest, AnEvaluationOfZeroIsAlsoAFirst) {
  CheckpointSelection selection(2);
  EXPECT_TRUE(selection.Add(10, 0.0));
  EXPECT_EQ(selection.best_step(), 10);
}

TEST(CheckpointSelectionTest, RestoredItDecidesTheSame) {
  CheckpointSelection selection(3);
  selection.Add(10, 0.4);
  selection.Add(20, 0.3);
  ByteWriter writer;
  selection.Save(writer);
  CheckpointSelection restored(3);
  ByteReader reader(writer.bytes());
  restored.Restore(reader);
  ASSERT_TRUE(reader.ok() && reader.AtEnd());
  for (int step = 30; step < 100; step += 10) {
    const double value = step == 50 ? 0.9 : 0.35;
    EXPECT_EQ(restored.Add(step, value), selection.Add(step, value));
    EXPECT_EQ(restored.exhausted(), selection.exhausted());
  }
  EXPECT_EQ(restored.best_step(), selection.best_step());
}

}  // namespace
}  // namespace counterweight
