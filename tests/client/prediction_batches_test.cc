#include "client/prediction_batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/str_cat.h"
#include "tests/testing/status_matchers.h"

namespace counterweight::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<std::vector<v1::PredictRequest>> Requests(const std::string& csv,
                                                         const PredictionBatchOptions& options) {
  std::istringstream input(csv);
  const auto batches = PredictionBatches::Create(&input, options);
  if (!batches.ok()) return batches.status();
  std::vector<v1::PredictRequest> requests;
  while (true) {
    v1::PredictRequest request;
    const absl::StatusOr<bool> more = (*batches)->Next(&request);
    if (!more.ok()) return more.status();
    if (!*more) return requests;
    requests.push_back(request);
  }
}

PredictionBatchOptions RowsPerBatch(int rows) {
  PredictionBatchOptions options;
  options.model = "models/m-1";
  options.batch_rows = rows;
  return options;
}

TEST(PredictionBatchesTest, CellsAreTextAndEmptyOnesMissing) {
  ASSERT_OK_AND_ASSIGN(const auto requests, Requests("age,city\n41,\n,\"a,b\"\n", RowsPerBatch(9)));
  ASSERT_EQ(requests.size(), 1u);
  const v1::PredictRequest& request = requests[0];
  EXPECT_EQ(request.model(), "models/m-1");
  EXPECT_THAT(request.columns(), ElementsAre("age", "city"));
  EXPECT_TRUE(request.ignore_extra_columns());
  ASSERT_EQ(request.rows_size(), 2);
  EXPECT_EQ(request.rows(0).values(0).text(), "41");
  EXPECT_EQ(request.rows(0).values(1).kind_case(), v1::Value::KIND_NOT_SET);
  EXPECT_EQ(request.rows(1).values(0).kind_case(), v1::Value::KIND_NOT_SET);
  EXPECT_EQ(request.rows(1).values(1).text(), "a,b");
}

TEST(PredictionBatchesTest, RowsAreCutIntoBatchesInOrder) {
  std::string csv = "a\n";
  for (int i = 0; i < 10; ++i) absl::StrAppend(&csv, i, "\n");
  ASSERT_OK_AND_ASSIGN(const auto requests, Requests(csv, RowsPerBatch(4)));
  std::vector<int> sizes;
  std::vector<std::string> cells;
  for (const v1::PredictRequest& request : requests) {
    sizes.push_back(request.rows_size());
    EXPECT_THAT(request.columns(), ElementsAre("a"));
    for (const v1::Row& row : request.rows()) cells.push_back(row.values(0).text());
  }
  EXPECT_THAT(sizes, ElementsAre(4, 4, 2));
  EXPECT_THAT(cells, ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
}

TEST(PredictionBatchesTest, ABatchIsBoundedInBytesToo) {
  const std::string cell(kBatchBytesLimit / 2, 'x');
  ASSERT_OK_AND_ASSIGN(
      const auto requests,
      Requests(absl::StrCat("a\n", cell, "\n", cell, "\n", cell, "\n"), RowsPerBatch(100)));
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].rows_size(), 2);
  EXPECT_EQ(requests[1].rows_size(), 1);
}

TEST(PredictionBatchesTest, ARowOfAnotherWidthIsNamed) {
  EXPECT_THAT(Requests("a,b\n1,2\n\n3\n", RowsPerBatch(4)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("row 1 (line 4) has 1 cells, the header 2")));
}

TEST(PredictionBatchesTest, AnEmptyInputNeedsAHeader) {
  EXPECT_THAT(Requests("", RowsPerBatch(4)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("name the columns")));
}

TEST(PredictionBatchesTest, AHeaderAloneGivesNoRequest) {
  ASSERT_OK_AND_ASSIGN(const auto requests, Requests("a,b\n", RowsPerBatch(4)));
  EXPECT_TRUE(requests.empty());
}

TEST(PredictionBatchesTest, StrictAndDelimiterAreHonoured) {
  PredictionBatchOptions options = RowsPerBatch(4);
  options.ignore_extra_columns = false;
  options.delimiter = ';';
  ASSERT_OK_AND_ASSIGN(const auto requests, Requests("a;b\n1;2\n", options));
  EXPECT_FALSE(requests[0].ignore_extra_columns());
  EXPECT_THAT(requests[0].columns(), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace counterweight::client
