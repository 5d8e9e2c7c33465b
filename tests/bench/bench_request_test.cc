#include "bench/bench_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Two classes of four rows each.
void WriteTable(const std::string& path) {
  std::ofstream(path) << "size,label\n1,a\n2,b\n3,a\n4,b\n5,a\n6,b\n7,a\n8,b\n";
}

TEST(BenchRequestTest, SettingsOverrideTheProgramsDefaults) {
  BenchRequest request;
  request.settings = {"steps=200"};
  ASSERT_OK_AND_ASSIGN(const TrainingOptions options,
                       BenchTrainingOptions(request, {{"steps", "100"}, {"batch", "64"}}));
  EXPECT_EQ(options.steps, 200);
  EXPECT_EQ(options.batch, 64);
}

TEST(BenchRequestTest, ASettingWithoutAValueIsRefused) {
  BenchRequest request;
  request.settings = {"steps"};
  EXPECT_THAT(BenchTrainingOptions(request, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("steps")));
}

TEST(BenchRequestTest, ADatasetThatIsNotThereIsSkipped) {
  const TemporaryDirectory directory;
  WriteTable(directory.File("here.csv"));
  BenchRequest request;
  request.data = directory.path();
  request.datasets = {"absent", "here", directory.File("here.csv")};
  std::vector<std::string> evaluated;
  EXPECT_THAT(ForEachDataset(request,
                             [&](const std::string& name, const BinaryTable& table) {
                               EXPECT_EQ(table.table.row_count, 8);
                               evaluated.push_back(name);
                               return absl::OkStatus();
                             }),
              IsOk());
  EXPECT_THAT(evaluated, ElementsAre("here", "here"));
}

TEST(BenchRequestTest, AnErrorNamesItsDataset) {
  const TemporaryDirectory directory;
  WriteTable(directory.File("here.csv"));
  BenchRequest request;
  request.data = directory.path();
  request.datasets = {"here"};
  EXPECT_THAT(
      ForEachDataset(request, [](const std::string&,
                                 const BinaryTable&) { return absl::InternalError("no luck"); }),
      StatusIs(absl::StatusCode::kInternal, HasSubstr("here: no luck")));
}

}  // namespace
}  // namespace counterweight
