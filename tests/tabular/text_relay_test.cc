#include "src/tabular/text_relay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <new>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "tests/tabular/intake_testing.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

// Runs every task on a thread of its own.
class Threads {
 public:
  ~Threads() {
    for (std::thread& thread : threads_) thread.join();
  }
  TaskRunner runner() {
    return [this](std::function<void()> task) {
      threads_.emplace_back(std::move(task));
      return true;
    };
  }

 private:
  std::vector<std::thread> threads_;
};

// Begins no task until it is told to.
class LateTasks {
 public:
  TaskRunner runner() {
    return [this](std::function<void()> task) {
      tasks_.push_back(std::move(task));
      return true;
    };
  }
  void RunAll() {
    for (const auto& task : tasks_) task();
  }
  size_t count() const { return tasks_.size(); }

 private:
  std::vector<std::function<void()>> tasks_;
};

std::string ManyLines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) absl::StrAppend(&text, i, "\n");
  return text;
}

void ExpectAllInOrder(TaskRunner runner) {
  std::string received;
  TextRelay relay(std::move(runner), [&](absl::string_view text) {
    absl::StrAppend(&received, text);
    return absl::OkStatus();
  });
  const std::string expected = ManyLines(500'000);
  RandomStream random(1, "text_relay_test");
  ASSERT_THAT(AppendInPieces(expected, 600'000, random,
                             [&](absl::string_view piece) { return relay.Append(piece); }),
              IsOk());
  ASSERT_THAT(relay.Finish(), IsOk());
  EXPECT_TRUE(received == expected);
}

TEST(TextRelayTest, TheSinkGetsAllTextInOrder) {
  {
    Threads threads;
    ExpectAllInOrder(threads.runner());
  }
  ExpectAllInOrder({});
}

TEST(TextRelayTest, WithoutAFreeThreadTheCallerWorks) {
  ExpectAllInOrder([](const std::function<void()>&) { return false; });
}

TEST(TextRelayTest, ATaskThatBeginsLateIsNotWaitedForAndNotBegunTwice) {
  LateTasks tasks;
  ExpectAllInOrder(tasks.runner());
  EXPECT_EQ(tasks.count(), 1u);
  tasks.RunAll();  // the relay is gone by now
}

TEST(TextRelayTest, TheCallerGoesOnWhileTheSinkWorks) {
  Threads threads;
  absl::Notification appended;
  std::string received;
  TextRelay relay(threads.runner(), [&](absl::string_view text) {
    appended.WaitForNotification();  // never comes if Append waits for the sink
    absl::StrAppend(&received, text);
    return absl::OkStatus();
  });
  ASSERT_THAT(relay.Append("a"), IsOk());
  ASSERT_THAT(relay.Append("b"), IsOk());
  appended.Notify();
  ASSERT_THAT(relay.Finish(), IsOk());
  EXPECT_EQ(received, "ab");
}

TEST(TextRelayTest, TheFirstErrorOfTheSinkIsFinal) {
  Threads threads;
  int calls = 0;
  TextRelay relay(threads.runner(), [&](absl::string_view text) {
    ++calls;
    return absl::InvalidArgumentError(text);
  });
  ASSERT_THAT(relay.Append("first"), IsOk());
  EXPECT_THAT(relay.Finish(), StatusIs(absl::StatusCode::kInvalidArgument, "first"));
  EXPECT_THAT(relay.Append("second"), StatusIs(absl::StatusCode::kInvalidArgument, "first"));
  EXPECT_THAT(relay.Finish(), StatusIs(absl::StatusCode::kInvalidArgument, "first"));
  EXPECT_EQ(calls, 1);
}

TEST(TextRelayTest, LackOfMemoryInTheSinkIsAnError) {
  Threads threads;
  TextRelay relay(threads.runner(),
                  [](absl::string_view) -> absl::Status { throw std::bad_alloc(); });
  ASSERT_THAT(relay.Append("text"), IsOk());
  EXPECT_THAT(relay.Finish(), StatusIs(absl::StatusCode::kResourceExhausted, testing::_));
}

TEST(TextRelayTest, DestructionDropsWhatWaits) {
  LateTasks tasks;
  int calls = 0;
  {
    TextRelay relay(tasks.runner(), [&](absl::string_view) {
      ++calls;
      return absl::OkStatus();
    });
    ASSERT_THAT(relay.Append("text"), IsOk());
  }
  tasks.RunAll();
  EXPECT_EQ(calls, 0);
}

// Whatever comes later in the upload: a wrong row stands before a broken end of the gzip data.
TEST(TextRelayTest, TheFirstErrorOfAnUploadSpeaks) {
  Threads threads;
  TemporaryDirectory directory;
  std::string csv = "a,y\n1,0\n2,1,1\n";
  for (int row = 0; row < 500'000; ++row) absl::StrAppend(&csv, row, ",", row % 2, "\n");
  std::string packed = Gzip(csv);
  packed[packed.size() - 20] = static_cast<char>(~packed[packed.size() - 20]);
  ASSERT_OK_AND_ASSIGN(const auto intake, CsvIntake::Create(LabelY(), IntakeLimits(),
                                                            FilesIn(directory), threads.runner()));
  intake->Append(packed).IgnoreError();
  const absl::Status first = intake->Wait();
  EXPECT_THAT(first, StatusIs(absl::StatusCode::kInvalidArgument, testing::HasSubstr("row 1: 3")));
  EXPECT_EQ(intake->Finish().status(), first);
}

TEST(TextRelayTest, AnUploadGivesTheSameDatasetOnTwoThreads) {
  Threads threads;
  std::string csv = "a,b,y\n";
  for (int row = 0; row < 60'000; ++row) {
    absl::StrAppend(&csv, row, ",", row < 50'000 ? "1" : "word", ",", row % 3, "\n");
  }
  for (const std::string& bytes : {csv, Gzip(csv)}) {
    TemporaryDirectory directory;
    ASSERT_OK_AND_ASSIGN(
        const auto intake,
        CsvIntake::Create(LabelY(), IntakeLimits(), FilesIn(directory), threads.runner()));
    ASSERT_THAT(intake->Append(bytes), IsOk());
    ASSERT_THAT(intake->Finish(), IsOk());
    ASSERT_OK_AND_ASSIGN(const LabelledTable read, ReadDatasetFile(FilesIn(directory).dataset));
    ASSERT_OK_AND_ASSIGN(const LabelledTable expected, TakeIn(bytes));
    EXPECT_EQ(read.description.Encode(), expected.description.Encode());
    EXPECT_EQ(read.table.columns[1].codes, expected.table.columns[1].codes);
  }
}

}  // namespace
}  // namespace counterweight
