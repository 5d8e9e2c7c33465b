#include "src/application/datasets.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "src/base/field_error.h"
#include "tests/testing/service_fixture.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

class DatasetsTest : public ServiceFixture {
 protected:
  bool NoUploadIsLeft() { return std::filesystem::is_empty(directory->uploads_path()); }
};

TEST_F(DatasetsTest, AnUploadIsThereAfterARestartWithItsCells) {
  ASSERT_OK_AND_ASSIGN(const DatasetView uploaded, Upload(kSmallCsv, SmallSpec()));
  EXPECT_EQ(uploaded.description.row_count, 5);
  EXPECT_TRUE(NoUploadIsLeft());
  Reopen();
  ASSERT_OK_AND_ASSIGN(const DatasetView view, datasets->Get("datasets/" + uploaded.record.id));
  EXPECT_EQ(view.description.classes, (std::vector<std::string>{"0", "1"}));
  ASSERT_OK_AND_ASSIGN(const LabelledTable table, LoadDataset(*directory, uploaded.record.id));
  EXPECT_EQ(table.table.columns[0].numbers, (std::vector<double>{1, 2, 3, 4, 5}));
}

TEST_F(DatasetsTest, AWrongChecksumIsRefusedAndNothingStays) {
  ASSERT_OK_AND_ASSIGN(auto upload, datasets->StartUpload(SmallSpec(), ""));
  ASSERT_THAT(upload->Append(0, kSmallCsv), IsOk());
  const auto finished = upload->Finish(Sha256Digest("something else"));
  EXPECT_THAT(finished, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("finish.sha256")));
  upload.reset();
  EXPECT_TRUE(NoUploadIsLeft());
  ASSERT_OK_AND_ASSIGN(const auto page, datasets->List(PageRequest()));
  EXPECT_TRUE(page.records.empty());
}

TEST_F(DatasetsTest, AGapInTheOffsetsIsRefused) {
  ASSERT_OK_AND_ASSIGN(auto upload, datasets->StartUpload(SmallSpec(), ""));
  ASSERT_THAT(upload->Append(0, "amount,"), IsOk());
  EXPECT_THAT(upload->Append(8, "x"), StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("7")));
}

TEST_F(DatasetsTest, ARepeatedRequestAnswersWithTheFirstDataset) {
  ASSERT_OK_AND_ASSIGN(const DatasetView first, Upload(kSmallCsv, SmallSpec(), "r1"));
  ASSERT_OK_AND_ASSIGN(const DatasetView second, Upload(kSmallCsv, SmallSpec(), "r1"));
  EXPECT_EQ(first.record.id, second.record.id);
  DatasetSpec other = SmallSpec();
  other.display_name = "other";
  EXPECT_THAT(Upload(kSmallCsv, other, "r1"),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("r1")));
  EXPECT_THAT(Upload(kSmallCsv, SmallSpec(), std::string(129, 'x')),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("request_id")));
}

TEST_F(DatasetsTest, ListsNewestFirstPageByPage) {
  for (int i = 0; i < 5; ++i) DatasetName();
  PageRequest request;
  request.size = 2;
  std::vector<std::string> seen;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, datasets->List(request));
    for (const DatasetView& view : page.records) seen.push_back(view.record.id);
    request.token = page.next_token;
  } while (!request.token.empty());
  EXPECT_EQ(seen.size(), 5u);
}

TEST_F(DatasetsTest, DeleteWaitsForJobsThatReadIt) {
  const std::string name = DatasetName();
  JobRequest request;
  request.dataset = name;
  ASSERT_OK_AND_ASSIGN(const JobView job, jobs->Create(request));
  EXPECT_THAT(datasets->Delete(name), StatusIs(absl::StatusCode::kFailedPrecondition, testing::_));
  ASSERT_THAT(jobs->Cancel("jobs/" + job.record.id), IsOk());
  EXPECT_THAT(datasets->Delete(name), IsOk());
  EXPECT_THAT(datasets->Get(name), StatusIs(absl::StatusCode::kNotFound, HasSubstr(name)));
}

TEST_F(DatasetsTest, UnknownAndMalformedNamesAreTold) {
  EXPECT_THAT(datasets->Get("datasets/none"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("datasets/none")));
  EXPECT_EQ(ErrorField(datasets->Get("models/x").status()), "name");
}

}  // namespace
}  // namespace counterweight
