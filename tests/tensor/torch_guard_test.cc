#include "src/tensor/torch_guard.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

#include "absl/status/statusor.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(TorchGuardTest, PassesResultsThrough) {
  EXPECT_THAT(GuardTorch("adding", [] { return absl::OkStatus(); }), IsOk());
  ASSERT_OK_AND_ASSIGN(const int value,
                       GuardTorch("adding", [] { return absl::StatusOr<int>(3); }));
  EXPECT_EQ(value, 3);
}

TEST(TorchGuardTest, AnErrorOfLibTorchIsInternalAndHasNoBacktrace) {
  const absl::Status status = GuardTorch("multiplying", [] {
    at::mm(at::empty({2, 3}), at::empty({2, 3}));
    return absl::OkStatus();
  });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal,
                               AllOf(HasSubstr("multiplying: "), HasSubstr("2x3"),
                                     Not(HasSubstr("frame #")))));
}

TEST(TorchGuardTest, APlainExceptionIsInternal) {
  const absl::Status status =
      GuardTorch("loading", []() -> absl::Status { throw std::runtime_error("no such kernel"); });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal, "loading: no such kernel"));
}

TEST(TorchGuardTest, MemoryThatRanOutIsResourceExhausted) {
  EXPECT_THAT(GuardTorch("copying", []() -> absl::Status { throw std::bad_alloc(); }),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("copying: ")));
  const absl::StatusOr<int> too_large = GuardTorch("allocating", []() -> absl::StatusOr<int> {
    // More than any address space holds, so no machine hands it out lazily.
    at::empty({int64_t{1} << 58});
    return 0;
  });
  EXPECT_THAT(too_large, StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("allocating: ")));
}

}  // namespace
}  // namespace counterweight
