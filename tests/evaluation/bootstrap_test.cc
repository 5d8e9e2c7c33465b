#include "src/evaluation/bootstrap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "src/evaluation/ranking.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// Rows with one score per class against the rest.
struct Rows {
  int class_count = 2;
  std::vector<ClassRanking> rankings = {{1, {}}};
  std::vector<uint32_t> labels;

  void Add(uint32_t label, float score) {
    labels.push_back(label);
    rankings[0].scores.push_back(score);
  }
  absl::StatusOr<Interval> Compute(uint64_t seed = 1) const {
    return AveragePrecisionInterval(rankings, labels, class_count, RandomStream(seed, "test"));
  }
  double Value() const {
    double sum = 0;
    for (const ClassRanking& ranking : rankings) {
      std::vector<uint8_t> is_class;
      for (const uint32_t label : labels) {
        is_class.push_back(static_cast<int>(label) == ranking.label);
      }
      sum += *AveragePrecision(ranking.scores, is_class);
    }
    return sum / static_cast<double>(rankings.size());
  }
};

// Scores N(0, 1) of negatives and N(shift, 1) of positives.
Rows NormalRows(int positives, int negatives, double shift, RandomStream& stream) {
  Rows rows;
  for (int i = 0; i < positives; ++i) rows.Add(1, static_cast<float>(stream.Normal() + shift));
  for (int i = 0; i < negatives; ++i) rows.Add(0, static_cast<float>(stream.Normal()));
  return rows;
}

// Classes of as many rows each, all ranked; scores N(shift, 1) for the row's own class, else N(0,
// 1).
Rows ClassRows(int class_count, int rows_per_class, double shift, RandomStream& stream) {
  Rows rows;
  rows.class_count = class_count;
  rows.rankings.clear();
  for (int label = 0; label < class_count; ++label) {
    rows.labels.insert(rows.labels.end(), rows_per_class, label);
  }
  for (int label = 0; label < class_count; ++label) {
    ClassRanking& ranking = rows.rankings.emplace_back();
    ranking.label = label;
    for (const uint32_t own : rows.labels) {
      const double mean = static_cast<int>(own) == label ? shift : 0;
      ranking.scores.push_back(static_cast<float>(stream.Normal() + mean));
    }
  }
  return rows;
}

double MeanWidth(int positives, int negatives) {
  RandomStream stream(2, "width");
  double sum = 0;
  for (int set = 0; set < 10; ++set) {
    const Interval interval = *NormalRows(positives, negatives, 1.5, stream).Compute();
    sum += interval.high - interval.low;
  }
  return sum / 10;
}

TEST(BootstrapTest, TheIntervalHoldsTheValue) {
  RandomStream stream(3, "sets");
  for (const int positives : {1, 2, 5, 30}) {
    for (const double shift : {0.0, 1.0, 3.0}) {
      const Rows rows = NormalRows(positives, 100, shift, stream);
      ASSERT_OK_AND_ASSIGN(const Interval interval, rows.Compute());
      EXPECT_LE(interval.low, rows.Value());
      EXPECT_GE(interval.high, rows.Value());
      EXPECT_GT(interval.low, 0);
      EXPECT_LE(interval.high, 1);
    }
  }
}

TEST(BootstrapTest, EqualStreamsGiveEqualIntervalsAndOthersNearOnes) {
  RandomStream stream(4, "set");
  const Rows rows = NormalRows(30, 200, 1.5, stream);
  const Interval first = *rows.Compute(1), again = *rows.Compute(1), other = *rows.Compute(2);
  EXPECT_EQ(first.low, again.low);
  EXPECT_EQ(first.high, again.high);
  EXPECT_NE(first.low, other.low);
  EXPECT_NEAR(first.low, other.low, 0.03);
  EXPECT_NEAR(first.high, other.high, 0.03);
}

TEST(BootstrapTest, FourTimesTheRowsHalveTheWidth) {
  EXPECT_NEAR(MeanWidth(20, 80) / MeanWidth(80, 320), 2, 0.3);
}

// The value that ever more rows of this kind approach, in Python (scipy 1.10.1): the integral over
// the positives' density of the precision at their score,
//   integrate.quad(lambda t: norm.pdf(t, 1.5) * 30 * norm.sf(t, 1.5) /
//                  (30 * norm.sf(t, 1.5) + 300 * norm.sf(t)), -8, 10)
constexpr double kTrueAveragePrecision = 0.4571015843097616;

TEST(BootstrapTest, NineteenOfTwentyIntervalsOfThirtyPositivesHoldTheTruthMoreOrLess) {
  constexpr int kSets = 200;
  RandomStream stream(5, "coverage");
  int held = 0;
  for (int set = 0; set < kSets; ++set) {
    const Interval interval = *NormalRows(30, 300, 1.5, stream).Compute(set);
    held += interval.low <= kTrueAveragePrecision && kTrueAveragePrecision <= interval.high;
  }
  EXPECT_GE(held, 0.85 * kSets);
  EXPECT_LE(held, 0.99 * kSets);
}

// The positive row is in every resample, so average precision is 1 / (1 + X) with X of the 10
// negatives drawn above it: binomial with n = 10, p = 0.4. scipy.stats.binom(10, 0.4).ppf of 0.025
// and of 0.975 are 1 and 7.
TEST(BootstrapTest, OfOnePositiveRowOnlyTheRowsAboveItVary) {
  Rows rows;
  rows.Add(1, 0);
  for (int i = 0; i < 10; ++i) rows.Add(0, i < 4 ? 1.0f : -1.0f);
  ASSERT_OK_AND_ASSIGN(const Interval interval, rows.Compute());
  EXPECT_DOUBLE_EQ(interval.low, 1.0 / 8);
  EXPECT_DOUBLE_EQ(interval.high, 1.0 / 2);
}

TEST(BootstrapTest, TiedScoresAndAPerfectRankingLeaveNothingToVary) {
  Rows tied, perfect;
  for (int i = 0; i < 40; ++i) {
    tied.Add(i < 10 ? 1 : 0, 0.5f);
    perfect.Add(i < 10 ? 1 : 0, i < 10 ? 1.0f : 0.0f);
  }
  EXPECT_EQ(tied.Compute()->low, 0.25);
  EXPECT_EQ(tied.Compute()->high, 0.25);
  EXPECT_EQ(perfect.Compute()->low, 1);
  EXPECT_EQ(perfect.Compute()->high, 1);
}

// Twelve equal classes of five rows: their mean varies far less than one of them.
TEST(BootstrapTest, TheIntervalOfSeveralClassesIsThatOfTheirMean) {
  constexpr int kClasses = 12;
  RandomStream stream(6, "classes");
  const Rows rows = ClassRows(kClasses, 5, 2, stream);
  ASSERT_OK_AND_ASSIGN(const Interval all, rows.Compute());
  EXPECT_LE(all.low, rows.Value());
  EXPECT_GE(all.high, rows.Value());
  double mean_width = 0;
  for (const ClassRanking& ranking : rows.rankings) {
    const Interval one = *AveragePrecisionInterval({ranking}, rows.labels, kClasses, stream);
    mean_width += (one.high - one.low) / kClasses;
  }
  EXPECT_NEAR(mean_width / (all.high - all.low), std::sqrt(kClasses), 1);
}

// A row drawn twice supports itself, so that resamples lie higher than the rows; over many small
// classes that is more than they vary.
TEST(BootstrapTest, AnIntervalToOneSideIsWidenedToTheValue) {
  RandomStream stream(7, "classes");
  const Rows rows = ClassRows(200, 3, 1, stream);
  ASSERT_OK_AND_ASSIGN(const Interval interval, rows.Compute());
  EXPECT_DOUBLE_EQ(interval.low, rows.Value());
  EXPECT_GT(interval.high, interval.low);
}

// Each class keeps its number of rows: if rows were drawn from all classes alike, average precision
// of tied scores would vary.
TEST(BootstrapTest, ClassesThatAreNotJudgedKeepTheirRowsToo) {
  Rows rows;
  rows.class_count = 3;
  for (int i = 0; i < 30; ++i) rows.Add(i % 3, 0);
  rows.rankings.push_back({2, rows.rankings[0].scores});
  ASSERT_OK_AND_ASSIGN(const Interval interval, rows.Compute());
  EXPECT_EQ(interval.low, interval.high);
}

TEST(BootstrapTest, ManyRowsAndClassesTakeFewerResamples) {
  EXPECT_EQ(ResampleCount(1, 1), 1000);
  EXPECT_EQ(ResampleCount(20'000, 1), 1000);
  EXPECT_EQ(ResampleCount(40'000, 1), 500);
  EXPECT_EQ(ResampleCount(10'000, 5), 400);
  EXPECT_EQ(ResampleCount(100'000, 1), 200);
  EXPECT_EQ(ResampleCount(int64_t{1} << 40, 1000), 200);
}

TEST(BootstrapTest, BadInputIsNamed) {
  Rows good;
  for (int i = 0; i < 4; ++i) good.Add(i % 2, static_cast<float>(i));

  Rows rows = good;
  rows.rankings.clear();
  EXPECT_THAT(rows.Compute(), StatusIs(kInvalid, HasSubstr("no ranking")));

  rows = good;
  rows.rankings[0].scores.pop_back();
  EXPECT_THAT(rows.Compute(), StatusIs(kInvalid, HasSubstr("3 scores of class 1 for 4 labels")));

  rows = good;
  rows.rankings[0].scores[2] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(rows.Compute(), StatusIs(kInvalid, HasSubstr("score of row 2 for class 1 is NaN")));

  rows = good;
  rows.labels[3] = 2;
  EXPECT_THAT(rows.Compute(), StatusIs(kInvalid, HasSubstr("row 3: label 2 of 2 classes")));

  rows = good;
  rows.rankings[0].label = -1;
  EXPECT_THAT(rows.Compute(), StatusIs(kInvalid, HasSubstr("none of the 4 rows is of class -1")));

  EXPECT_THAT(Rows().Compute(), StatusIs(kInvalid, HasSubstr("none of the 0 rows")));

  // Never read: the size alone is at fault.
  const absl::Span<const uint32_t> many(good.labels.data(), size_t{1} << 32);
  EXPECT_THAT(AveragePrecisionInterval(good.rankings, many, 2, RandomStream(1, "test")),
              StatusIs(kInvalid, HasSubstr("4294967296 rows")));
}

}  // namespace
}  // namespace counterweight
