#include "src/tensor/thread_budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Le;

TEST(ThreadBudgetTest, NoPoolIsLargerThanTheBudget) {
  for (const int threads : {2, 1, 3}) {
    ASSERT_THAT(SetThreadBudget(threads), IsOk());
    EXPECT_THAT(ThreadPoolSizes(), Each(Field(&ThreadPoolSize::threads, Le(threads))));
  }
}

TEST(ThreadBudgetTest, ComputingPoolsUseTheWholeBudget) {
  ASSERT_THAT(SetThreadBudget(2), IsOk());
  for (const char* pool : {"LibTorch intra-operation", "OpenMP"}) {
    EXPECT_THAT(ThreadPoolSizes(), Contains(AllOf(Field(&ThreadPoolSize::pool, pool),
                                                  Field(&ThreadPoolSize::threads, 2))));
  }
}

TEST(ThreadBudgetTest, OpenBlasHasOneThreadWhateverTheBudget) {
  ASSERT_THAT(SetThreadBudget(3), IsOk());
  for (const ThreadPoolSize& size : ThreadPoolSizes()) {
    if (size.pool == "OpenBLAS") {
      EXPECT_EQ(size.threads, 1);
    }
  }
}

TEST(ThreadBudgetTest, ZeroThreadsAreRefused) {
  EXPECT_THAT(SetThreadBudget(0),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("threads is 0")));
}

}  // namespace
}  // namespace counterweight
