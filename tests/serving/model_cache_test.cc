#include "src/serving/model_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "tests/testing/artifact_builder.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

// Only reached by a test that fails.
constexpr absl::Duration kPatience = absl::Seconds(60);

LoadedModel MakeModel(const std::string& id) {
  static const Artifact* const artifact = new Artifact(BuildArtifact());
  return LoadedModel{Predictor(*artifact), id, 3, absl::StrCat("name of ", id)};
}

TEST(ModelCacheTest, LoadsOnceAndShares) {
  int loads = 0;
  ModelCache cache([&](const std::string& id) {
    ++loads;
    return MakeModel(id);
  });
  ASSERT_OK_AND_ASSIGN(const auto first, cache.Get("m-1"));
  ASSERT_OK_AND_ASSIGN(const auto second, cache.Get("m-1"));
  EXPECT_EQ(first, second);
  EXPECT_EQ(loads, 1);
  EXPECT_EQ(first->id, "m-1");
  EXPECT_EQ(first->version, 3);
  EXPECT_EQ(first->display_name, "name of m-1");
  EXPECT_EQ(first->predictor.classes().size(), 2u);
  EXPECT_EQ(cache.size(), 1u);
}

TEST(ModelCacheTest, ErrorsAreReturnedAndNotRemembered) {
  bool broken = true;
  ModelCache cache([&](const std::string& id) -> absl::StatusOr<LoadedModel> {
    if (broken) return absl::NotFoundError(absl::StrCat("models/", id, " does not exist"));
    return MakeModel(id);
  });
  EXPECT_THAT(cache.Get("m-1"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("models/m-1")));
  EXPECT_EQ(cache.size(), 0u);
  broken = false;
  EXPECT_THAT(cache.Get("m-1"), IsOk());
}

TEST(ModelCacheTest, AThrowingLoaderIsAnInternalError) {
  bool throws = true;
  ModelCache cache([&](const std::string& id) {
    if (throws) throw std::runtime_error("out of tape");
    return MakeModel(id);
  });
  EXPECT_THAT(cache.Get("m-1"), StatusIs(absl::StatusCode::kInternal, HasSubstr("out of tape")));
  throws = false;
  EXPECT_THAT(cache.Get("m-1"), IsOk());
}

TEST(ModelCacheTest, LetsGoOfTheLeastRecentlyUsed) {
  std::vector<std::string> loads;
  ModelCache cache(
      [&](const std::string& id) {
        loads.push_back(id);
        return MakeModel(id);
      },
      2);
  ASSERT_OK_AND_ASSIGN(const auto first, cache.Get("m-1"));
  ASSERT_THAT(cache.Get("m-2"), IsOk());
  ASSERT_THAT(cache.Get("m-1"), IsOk());
  ASSERT_THAT(cache.Get("m-3"), IsOk());  // m-2 goes
  EXPECT_EQ(cache.size(), 2u);
  EXPECT_EQ(cache.GetIfLoaded("m-2"), nullptr);
  EXPECT_EQ(cache.GetIfLoaded("m-1"), first);  // a use: m-3 is next to go
  ASSERT_THAT(cache.Get("m-2"), IsOk());
  EXPECT_EQ(cache.GetIfLoaded("m-3"), nullptr);
  EXPECT_EQ(loads, (std::vector<std::string>{"m-1", "m-2", "m-3", "m-2"}));
}

TEST(ModelCacheTest, WhoHoldsAModelKeepsIt) {
  ModelCache cache([](const std::string& id) { return MakeModel(id); }, 1);
  ASSERT_OK_AND_ASSIGN(const auto held, cache.Get("m-1"));
  ASSERT_THAT(cache.Get("m-2"), IsOk());
  cache.Remove("m-2");
  EXPECT_EQ(cache.size(), 0u);
  EXPECT_EQ(held->id, "m-1");
  EXPECT_EQ(held->predictor.ColumnIndex("age"), 0);
}

TEST(ModelCacheTest, TheKeyIsTheIdThatWasAskedFor) {
  ModelCache cache([](const std::string&) { return MakeModel("another"); }, 1);
  ASSERT_THAT(cache.Get("m-1"), IsOk());
  ASSERT_THAT(cache.Get("m-2"), IsOk());
  EXPECT_EQ(cache.size(), 1u);
  EXPECT_EQ(cache.GetIfLoaded("m-1"), nullptr);
  EXPECT_NE(cache.GetIfLoaded("m-2"), nullptr);
}

TEST(ModelCacheTest, RemoveForgets) {
  int loads = 0;
  ModelCache cache([&](const std::string& id) {
    ++loads;
    return MakeModel(id);
  });
  ASSERT_THAT(cache.Get("m-1"), IsOk());
  cache.Remove("m-1");
  cache.Remove("never loaded");
  EXPECT_EQ(cache.size(), 0u);
  ASSERT_THAT(cache.Get("m-1"), IsOk());
  EXPECT_EQ(loads, 2);
}

TEST(ModelCacheTest, SimultaneousCallsShareOneLoad) {
  constexpr int kThreads = 8;
  std::atomic<int> loads{0};
  absl::Notification may_finish;
  ModelCache cache([&](const std::string& id) {
    ++loads;
    EXPECT_TRUE(may_finish.WaitForNotificationWithTimeout(kPatience));
    return MakeModel(id);
  });
  absl::BlockingCounter about_to_call(kThreads);
  std::vector<std::shared_ptr<const LoadedModel>> models(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      about_to_call.DecrementCount();
      const auto model = cache.Get("m-1");
      if (model.ok()) models[i] = *model;
    });
  }
  about_to_call.Wait();
  may_finish.Notify();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(loads, 1);
  for (const auto& model : models) EXPECT_EQ(model, models[0]);
  EXPECT_NE(models[0], nullptr);
}

TEST(ModelCacheTest, WaitersShareTheErrorToo) {
  absl::Notification loading, may_finish;
  std::atomic<int> loads{0};
  ModelCache cache([&](const std::string&) -> absl::StatusOr<LoadedModel> {
    if (++loads == 1) loading.Notify();
    EXPECT_TRUE(may_finish.WaitForNotificationWithTimeout(kPatience));
    throw std::runtime_error("damaged");
  });
  std::thread first([&] { EXPECT_FALSE(cache.Get("m-1").ok()); });
  ASSERT_TRUE(loading.WaitForNotificationWithTimeout(kPatience));
  std::thread second([&] { EXPECT_FALSE(cache.Get("m-1").ok()); });
  may_finish.Notify();
  first.join();
  second.join();
}

TEST(ModelCacheTest, DifferentModelsLoadSideBySide) {
  absl::Notification first_runs, second_runs;
  ModelCache cache([&](const std::string& id) {
    absl::Notification& own = id == "m-1" ? first_runs : second_runs;
    absl::Notification& other = id == "m-1" ? second_runs : first_runs;
    own.Notify();
    EXPECT_TRUE(other.WaitForNotificationWithTimeout(kPatience));
    return MakeModel(id);
  });
  std::thread thread([&] { EXPECT_THAT(cache.Get("m-1"), IsOk()); });
  EXPECT_THAT(cache.Get("m-2"), IsOk());
  thread.join();
  EXPECT_EQ(cache.size(), 2u);
}

TEST(ModelCacheTest, ALoadedModelAnswersWhileAnotherLoads) {
  absl::Notification loading, may_finish;
  ModelCache cache([&](const std::string& id) {
    if (id == "slow") {
      loading.Notify();
      EXPECT_TRUE(may_finish.WaitForNotificationWithTimeout(kPatience));
    }
    return MakeModel(id);
  });
  ASSERT_THAT(cache.Get("m-1"), IsOk());
  std::thread thread([&] { EXPECT_THAT(cache.Get("slow"), IsOk()); });
  ASSERT_TRUE(loading.WaitForNotificationWithTimeout(kPatience));
  EXPECT_THAT(cache.Get("m-1"), IsOk());
  EXPECT_EQ(cache.GetIfLoaded("slow"), nullptr);
  may_finish.Notify();
  thread.join();
}

TEST(ModelCacheTest, AModelRemovedWhileItLoadsIsNotKept) {
  absl::Notification loading, may_finish;
  std::atomic<int> loads{0};
  ModelCache cache([&](const std::string& id) {
    if (++loads == 1) {
      loading.Notify();
      EXPECT_TRUE(may_finish.WaitForNotificationWithTimeout(kPatience));
    }
    return MakeModel(id);
  });
  std::thread thread([&] { EXPECT_THAT(cache.Get("m-1"), IsOk()); });
  ASSERT_TRUE(loading.WaitForNotificationWithTimeout(kPatience));
  cache.Remove("m-1");
  may_finish.Notify();
  thread.join();
  EXPECT_EQ(cache.size(), 0u);
  EXPECT_THAT(cache.Get("m-1"), IsOk());
  EXPECT_EQ(loads, 2);
}

TEST(ModelCacheTest, StaysBoundedAndRightUnderLoad) {
  ModelCache cache([](const std::string& id) { return MakeModel(id); }, 3);
  std::vector<std::thread> threads;
  for (uint64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&cache, t] {
      RandomStream stream(t, "load");
      for (int i = 0; i < 300; ++i) {
        const std::string id = absl::StrCat("m-", stream.Below(6));
        if (stream.Below(10) == 0) cache.Remove(id);
        const auto model = cache.Get(id);
        ASSERT_THAT(model, IsOk());
        EXPECT_EQ((*model)->id, id);
        EXPECT_LE(cache.size(), 3u);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace counterweight
