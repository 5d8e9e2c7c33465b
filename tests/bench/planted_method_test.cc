#include "bench/planted_method.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "src/learn/fixed_method.h"
#include "src/learn/meta_method.h"
#include "src/learn/trainer.h"
#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

constexpr uint64_t kSeed = 7;

class PlantedMethodTest : public ::testing::Test {
 protected:
  // The synthetic set of a method that nothing has been learned about.
  template <typename Method, typename... Arguments>
  SyntheticSet SetOf(Arguments... arguments) {
    const Method method(problem_, MemberShape(problem_, options_), options_, kSeed, arguments...);
    TrainedMembers outcome;
    method.DescribeOutcome(outcome);
    return outcome.synthetic->set;
  }

  // A majority training row that lies where the synthetic row does; -1 if none does.
  int64_t MajorityRowAt(const SyntheticSet& set, int64_t synthetic_row) const {
    const Matrix& features = training_.features;
    for (int64_t row = 0; row < features.rows; ++row) {
      if (training_.labels[row] == 0 &&
          std::equal(features.row(row), features.row(row) + features.columns,
                     set.features.row(synthetic_row))) {
        return row;
      }
    }
    return -1;
  }

  const TrainingSet training_ = Moons(300, 40, 5, 3);
  const TrainingOptions options_ = QuickOptions();
  const TrainingProblem problem_ = MakeTrainingProblem(training_).value();
};

TEST_F(PlantedMethodTest, TheShareLiesOnMajorityRowsAndTheRestStays) {
  const PlantedMethod<MetaMethod> method(problem_, MemberShape(problem_, options_), options_, kSeed,
                                         0.3);
  const auto set = SetOf<PlantedMethod<MetaMethod>>(0.3);
  const auto genuine = SetOf<MetaMethod>();
  const std::vector<uint8_t>& planted = method.planted();
  EXPECT_EQ(std::count(planted.begin(), planted.end(), 1), std::llround(0.3 * set.size()));
  for (int64_t row = 0; row < set.size(); ++row) {
    EXPECT_EQ(MajorityRowAt(set, row) >= 0, planted[row] == 1) << "row " << row;
    if (planted[row]) continue;
    EXPECT_TRUE(std::equal(set.features.row(row), set.features.row(row) + set.features.columns,
                           genuine.features.row(row)));
  }
}

TEST_F(PlantedMethodTest, NoMemberTrainsOnAPlantedRowOfItsOwnFold) {
  const auto set = SetOf<PlantedMethod<MetaMethod>>(0.5);
  int checked = 0;
  for (int64_t row = 0; row < set.size(); ++row) {
    const int64_t source = MajorityRowAt(set, row);
    if (source < 0) continue;
    EXPECT_EQ(set.usable[training_.folds[source] * set.size() + row], 0);
    ++checked;
  }
  EXPECT_EQ(checked, std::llround(0.5 * set.size()));
}

TEST_F(PlantedMethodTest, BothRulesGetTheSameRows) {
  EXPECT_EQ(SetOf<PlantedMethod<MetaMethod>>(0.3).features.values,
            SetOf<PlantedMethod<FixedMethod>>(0.3).features.values);
}

}  // namespace
}  // namespace counterweight
