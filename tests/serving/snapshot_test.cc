#include "src/serving/snapshot.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace counterweight {
namespace {

TEST(SnapshotTest, ReadsWhatWasReplacedLast) {
  Snapshot<std::vector<int>> snapshot;
  EXPECT_TRUE(snapshot.Read()->empty());
  snapshot.Replace({1, 2});
  EXPECT_EQ(*snapshot.Read(), (std::vector<int>{1, 2}));
  snapshot.Replace({3});
  EXPECT_EQ(*snapshot.Read(), (std::vector<int>{3}));
}

TEST(SnapshotTest, TheOldValueIsGoneAfterReplace) {
  Snapshot<std::shared_ptr<int>> snapshot;
  auto value = std::make_shared<int>(1);
  const std::weak_ptr<int> watched = value;
  snapshot.Replace(std::move(value));
  EXPECT_FALSE(watched.expired());
  snapshot.Replace(nullptr);
  EXPECT_TRUE(watched.expired());
}

// The sanitizer builds see a reader of a value that is gone.
TEST(SnapshotTest, ManyReadersOnlyEverSeeWholeValues) {
  Snapshot<std::vector<int>> snapshot;
  snapshot.Replace(std::vector<int>(100, 0));
  std::atomic<bool> done{false};
  std::atomic<int> torn{0};
  std::vector<std::thread> readers;
  for (int t = 0; t < 2; ++t) {
    readers.emplace_back([&] {
      while (!done) {
        const auto reader = snapshot.Read();
        for (const int value : *reader) torn += value != reader->front();
      }
    });
  }
  for (int i = 1; i <= 50; ++i) snapshot.Replace(std::vector<int>(100, i));
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(snapshot.Read()->front(), 50);
}

}  // namespace
}  // namespace counterweight
