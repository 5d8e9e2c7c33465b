// A database in a temporary directory with its stores, and the smallest records they take.
#ifndef COUNTERWEIGHT_TESTS_TESTING_STORE_FIXTURE_H_
#define COUNTERWEIGHT_TESTS_TESTING_STORE_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "src/store/database.h"
#include "src/store/dataset_store.h"
#include "src/store/job_store.h"
#include "src/store/model_store.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {

inline DatasetRecord MakeDataset(const std::string& id) {
  DatasetRecord record;
  record.id = id;
  record.display_name = "churn";
  record.create_time = absl::FromUnixSeconds(1000000000);
  record.blob = std::string(64, 'a');
  return record;
}

inline JobRecord MakeJob(const std::string& id, const std::string& dataset_id = "ds-1") {
  JobRecord record;
  record.id = id;
  record.dataset_id = dataset_id;
  record.method = "meta";
  record.create_time = absl::FromUnixSeconds(1000000000);
  return record;
}

inline ModelRecord MakeModel(const std::string& id, const std::string& display_name = "churn") {
  ModelRecord record;
  record.id = id;
  record.display_name = display_name;
  record.create_time = absl::FromUnixSeconds(1000000000);
  record.blob = std::string(64, 'b');
  return record;
}

class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override { Reopen(); }

  // What another process would see, or this one after a crash.
  void Reopen() {
    auto opened = Database::Open(directory_.File("counterweight.db"));
    ASSERT_THAT(opened, IsOk());
    database_ = *std::move(opened);
    datasets_ = std::make_unique<DatasetStore>(database_.get());
    jobs_ = std::make_unique<JobStore>(database_.get());
    models_ = std::make_unique<ModelStore>(database_.get());
  }

  // Inserts job `id` on dataset ds-1, which is made where missing.
  void AddJob(const std::string& id, int max_attempts = 3) {
    if (!datasets_->Get("ds-1").ok()) {
      ASSERT_THAT(datasets_->Insert(MakeDataset("ds-1")), IsOk());
    }
    JobRecord job = MakeJob(id);
    job.max_attempts = max_attempts;
    ASSERT_THAT(jobs_->Insert(job), IsOk());
  }

  // The lease of the oldest queued job, claimed by `owner` for a minute.
  Lease ClaimJob(const std::string& owner = "worker") {
    auto job = jobs_->Claim(owner, clock_.Now(), absl::Minutes(1));
    EXPECT_THAT(job, IsOk());
    if (!job.ok() || !job->has_value()) {
      ADD_FAILURE() << "nothing to claim";
      return {};
    }
    return {(*job)->id, owner, (*job)->token};
  }

  JobRecord Job(const std::string& id) {
    auto job = jobs_->Get(id);
    EXPECT_THAT(job, IsOk());
    return job.ok() ? *job : JobRecord();
  }

  TemporaryDirectory directory_;
  FakeClock clock_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<DatasetStore> datasets_;
  std::unique_ptr<JobStore> jobs_;
  std::unique_ptr<ModelStore> models_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_TESTS_TESTING_STORE_FIXTURE_H_
