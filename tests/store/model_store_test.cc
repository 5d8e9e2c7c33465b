#include "src/store/model_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/testing/store_fixture.h"

namespace counterweight {
namespace {

using ::testing::_;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ModelStoreTest : public StoreTest {
 protected:
  // Trains and publishes `model`, as a worker would.
  ModelRecord Publish(ModelRecord model) {
    AddJob(absl::StrCat("job-", ++job_count_));
    auto published = jobs_->Publish(ClaimJob(), std::move(model), clock_.Now());
    EXPECT_THAT(published, IsOk());
    return published.ok() ? *published : ModelRecord();
  }

 private:
  int job_count_ = 0;
};

TEST_F(ModelStoreTest, EveryFieldSurvivesAReopen) {
  ModelRecord model = MakeModel("m-1", "it's \"churn\"");
  model.create_time = absl::FromUnixMicros(1234567890123456);
  model.artifact_bytes = int64_t{1} << 50;
  model.summary = std::string("\0\xff'\"", 4);
  Publish(model);
  ASSERT_THAT(models_->SetAlias("production", "m-1"), IsOk());
  Reopen();
  ASSERT_OK_AND_ASSIGN(const ModelRecord read, models_->Get("m-1"));
  EXPECT_EQ(read.id, "m-1");
  EXPECT_EQ(read.display_name, model.display_name);
  EXPECT_EQ(read.version, 1);
  EXPECT_EQ(read.create_time, model.create_time);
  EXPECT_EQ(read.job_id, "job-1");
  EXPECT_EQ(read.dataset_id, "ds-1");
  EXPECT_EQ(read.blob, model.blob);
  EXPECT_EQ(read.artifact_bytes, model.artifact_bytes);
  EXPECT_EQ(read.summary, model.summary);
  EXPECT_THAT(read.aliases, ElementsAre("production"));
}

TEST_F(ModelStoreTest, VersionsCountPerNameAndNeverComeBack) {
  EXPECT_EQ(Publish(MakeModel("m-1", "churn")).version, 1);
  EXPECT_EQ(Publish(MakeModel("m-2", "churn")).version, 2);
  EXPECT_EQ(Publish(MakeModel("m-3", "fraud")).version, 1);
  ASSERT_THAT(models_->Delete("m-2"), IsOk());
  ASSERT_THAT(models_->Delete("m-1"), IsOk());
  Reopen();
  EXPECT_EQ(Publish(MakeModel("m-4", "churn")).version, 3);
}

TEST_F(ModelStoreTest, UnknownModelsAreNotFound) {
  EXPECT_THAT(models_->Get("m-1"),
              StatusIs(absl::StatusCode::kNotFound, "models/m-1 does not exist"));
  EXPECT_THAT(models_->Resolve("production"),
              StatusIs(absl::StatusCode::kNotFound, "models/production does not exist"));
  EXPECT_THAT(models_->Delete("m-1"), StatusIs(absl::StatusCode::kNotFound, _));
  EXPECT_THAT(models_->SetAlias("production", "m-1"),
              StatusIs(absl::StatusCode::kNotFound, "models/m-1 does not exist"));
  EXPECT_THAT(models_->SetAlias("production", ""),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("production")));
}

TEST_F(ModelStoreTest, AnAliasIsSwitchedAndRemoved) {
  Publish(MakeModel("m-1"));
  Publish(MakeModel("m-2"));
  ASSERT_OK_AND_ASSIGN(AliasChange change, models_->SetAlias("production", "m-1"));
  EXPECT_EQ(change.previous_model_id, "");
  ASSERT_OK_AND_ASSIGN(ModelRecord resolved, models_->Resolve("production"));
  EXPECT_EQ(resolved.id, "m-1");

  ASSERT_OK_AND_ASSIGN(change, models_->SetAlias("production", "m-2"));
  EXPECT_EQ(change.previous_model_id, "m-1");
  ASSERT_OK_AND_ASSIGN(resolved, models_->Resolve("production"));
  EXPECT_EQ(resolved.id, "m-2");
  EXPECT_THAT(resolved.aliases, ElementsAre("production"));
  ASSERT_OK_AND_ASSIGN(resolved, models_->Resolve("m-1"));
  EXPECT_EQ(resolved.id, "m-1");
  EXPECT_THAT(resolved.aliases, IsEmpty());

  ASSERT_OK_AND_ASSIGN(change, models_->SetAlias("production", ""));
  EXPECT_EQ(change.previous_model_id, "m-2");
  EXPECT_THAT(models_->Resolve("production"), StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(ModelStoreTest, AFailedSwitchLeavesTheAliasWhereItWas) {
  Publish(MakeModel("m-1"));
  ASSERT_THAT(models_->SetAlias("production", "m-1"), IsOk());
  EXPECT_THAT(models_->SetAlias("production", "m-9"), StatusIs(absl::StatusCode::kNotFound, _));
  ASSERT_OK_AND_ASSIGN(const ModelRecord resolved, models_->Resolve("production"));
  EXPECT_EQ(resolved.id, "m-1");
}

TEST_F(ModelStoreTest, AModelStaysWhileAnAliasPointsAtIt) {
  Publish(MakeModel("m-1"));
  ASSERT_THAT(models_->SetAlias("production", "m-1"), IsOk());
  EXPECT_THAT(models_->Delete("m-1"), StatusIs(absl::StatusCode::kFailedPrecondition,
                                               AllOf(HasSubstr("m-1"), HasSubstr("production"))));
  ASSERT_THAT(models_->SetAlias("production", ""), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::string blob, models_->Delete("m-1"));
  EXPECT_EQ(blob, std::string(64, 'b'));
}

TEST_F(ModelStoreTest, ABlobThatAnotherModelUsesIsKept) {
  Publish(MakeModel("m-1"));
  Publish(MakeModel("m-2"));
  ASSERT_OK_AND_ASSIGN(const std::string blob, models_->Delete("m-1"));
  EXPECT_EQ(blob, "");
  ASSERT_OK_AND_ASSIGN(const auto blobs, models_->Blobs());
  EXPECT_THAT(blobs, ElementsAre(std::string(64, 'b')));
}

TEST_F(ModelStoreTest, PagesAreNewestFirstWithAliasesSorted) {
  for (int i = 1; i <= 3; ++i) Publish(MakeModel(absl::StrCat("m-", i)));
  ASSERT_THAT(models_->SetAlias("b", "m-1"), IsOk());
  ASSERT_THAT(models_->SetAlias("a", "m-1"), IsOk());
  ASSERT_THAT(models_->SetAlias("c", "m-3"), IsOk());
  ASSERT_OK_AND_ASSIGN(const Page<ModelRecord> first, models_->List({2, ""}));
  ASSERT_THAT(first.records, ::testing::SizeIs(2));
  EXPECT_EQ(first.records[0].id, "m-3");
  EXPECT_THAT(first.records[0].aliases, ElementsAre("c"));
  EXPECT_THAT(first.records[1].aliases, IsEmpty());
  ASSERT_OK_AND_ASSIGN(const Page<ModelRecord> last, models_->List({2, first.next_token}));
  ASSERT_THAT(last.records, ::testing::SizeIs(1));
  EXPECT_THAT(last.records[0].aliases, ElementsAre("a", "b"));
  EXPECT_EQ(last.next_token, "");
}

}  // namespace
}  // namespace counterweight
