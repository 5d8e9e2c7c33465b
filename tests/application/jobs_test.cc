#include "src/application/jobs.h"

#include <gtest/gtest.h>

#include "src/base/field_error.h"
#include "tests/testing/service_fixture.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

using JobsTest = ServiceFixture;

TEST_F(JobsTest, DefaultsAreFilledIn) {
  JobRequest request;
  request.dataset = DatasetName();
  ASSERT_OK_AND_ASSIGN(const JobView job, jobs->Create(request));
  EXPECT_EQ(job.record.method, "library");
  EXPECT_EQ(job.record.model_display_name, "small");
  EXPECT_EQ(job.record.state, JobState::kQueued);
  EXPECT_EQ(job.record.max_attempts, 3);
}

TEST_F(JobsTest, WhatIsWrongIsSaidAtOnceWithItsField) {
  JobRequest good;
  good.dataset = DatasetName();
  JobRequest request = good;
  request.dataset = "ds-x";
  EXPECT_EQ(ErrorField(jobs->Create(request).status()), "spec.dataset");
  request.dataset = "datasets/none";
  EXPECT_THAT(jobs->Create(request),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("datasets/none")));
  request = good;
  request.method = "magic";
  EXPECT_EQ(ErrorField(jobs->Create(request).status()), "spec.method");
  request = good;
  request.options = {{"stepz", "1"}};
  EXPECT_THAT(jobs->Create(request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("stepz")));
  request.options = {{"rate", "7"}};
  EXPECT_THAT(jobs->Create(request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("rate")));
  request = good;
  request.model_display_name = std::string(201, 'x');
  EXPECT_EQ(ErrorField(jobs->Create(request).status()), "spec.model_display_name");
  ASSERT_OK_AND_ASSIGN(const auto page, jobs->List(PageRequest(), std::nullopt));
  EXPECT_TRUE(page.records.empty());
}

TEST_F(JobsTest, ARepeatedRequestIsOneJob) {
  JobRequest request;
  request.dataset = DatasetName();
  request.request_id = "r1";
  ASSERT_OK_AND_ASSIGN(const JobView first, jobs->Create(request));
  ASSERT_OK_AND_ASSIGN(const JobView second, jobs->Create(request));
  EXPECT_EQ(first.record.id, second.record.id);
  request.seed = 9;
  EXPECT_THAT(jobs->Create(request), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("r1")));
}

TEST_F(JobsTest, AFinishedJobShowsItsModelsFiguresUntilTheModelIsDeleted) {
  ASSERT_OK_AND_ASSIGN(const ModelRecord model, Publish(SmallArtifact(), DatasetName()));
  ASSERT_OK_AND_ASSIGN(const JobView job, jobs->Get("jobs/" + model.job_id));
  ASSERT_TRUE(job.model.has_value());
  EXPECT_EQ(job.model->validation.row_count, 2);
  ASSERT_THAT(models->Delete("models/" + model.id), IsOk());
  ASSERT_OK_AND_ASSIGN(const JobView after, jobs->Get("jobs/" + model.job_id));
  EXPECT_FALSE(after.model.has_value());
  EXPECT_EQ(after.record.state, JobState::kSucceeded);
}

}  // namespace
}  // namespace counterweight
