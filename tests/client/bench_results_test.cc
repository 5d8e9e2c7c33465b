#include "client/bench_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight::client {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kHeader[] =
    "dataset,seed,method,average_precision,roc_auc,best_f1,ece,validation_average_precision,"
    "seconds,chosen_step\n";

BenchRow Row(const std::string& dataset, uint64_t seed, double average_precision) {
  BenchRow row;
  row.key = {dataset, seed, "m+k=1"};
  row.average_precision = average_precision;
  row.seconds = 2.5;
  row.chosen_step = 75;
  return row;
}

std::string ReadAll(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

void WriteAll(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

TEST(BenchResultsTest, WhatIsAppendedIsReadBackExactly) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("r.csv");
  for (const uint64_t seed : {0, 1}) {  // opened anew, as by a bench that goes on
    ASSERT_OK_AND_ASSIGN(const auto log, BenchLog::Open(path));
    ASSERT_THAT(log->Append(Row("a,b", seed, 1.0 / 3)), IsOk());
  }
  EXPECT_EQ(ReadAll(path), std::string(kHeader) +
                               "\"a,b\",0,m+k=1,0.3333333333333333,,,,,2.5,75\n"
                               "\"a,b\",1,m+k=1,0.3333333333333333,,,,,2.5,75\n");
  ASSERT_OK_AND_ASSIGN(const auto rows, ReadBenchRows(path));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].key.dataset, "a,b");
  EXPECT_EQ(rows[1].key.seed, 1u);
  EXPECT_EQ(rows[1].key.method, "m+k=1");
  EXPECT_EQ(rows[1].average_precision, 1.0 / 3);
  EXPECT_TRUE(std::isnan(rows[1].roc_auc));
  EXPECT_EQ(rows[1].chosen_step, 75);
}

TEST(BenchResultsTest, ALogWithoutAPathKeepsNothing) {
  ASSERT_OK_AND_ASSIGN(const auto log, BenchLog::Open(""));
  EXPECT_THAT(log->Append(Row("a", 0, 0.5)), IsOk());
}

TEST(BenchResultsTest, ALineThatWasCutOffIsNotWrittenOn) {
  const TemporaryDirectory directory;
  WriteAll(directory.File("r.csv"), std::string(kHeader) + "a,0,m,0.5");
  EXPECT_THAT(BenchLog::Open(directory.File("r.csv")),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("r.csv")));
}

TEST(BenchResultsTest, FaultsNameFileAndLine) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("r.csv");
  const auto fault = [&](const std::string& text) {
    WriteAll(path, text);
    const absl::Status status = ReadBenchRows(path).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  const std::string good = "a,0,m,0.5,,,,,,\n";
  EXPECT_THAT(fault("a,b\n"), AllOf(HasSubstr("r.csv, line 1"), HasSubstr("the header is not")));
  EXPECT_THAT(fault(kHeader + good + "a,1,m,0.5\n"), HasSubstr("line 3: 4 fields instead of 10"));
  EXPECT_THAT(fault(kHeader + std::string("a,-1,m,,,,,,,\n")), HasSubstr("line 2: seed: \"-1\""));
  EXPECT_THAT(fault(kHeader + std::string("a,1,m,,x,,,,,\n")), HasSubstr("roc_auc: \"x\""));
  EXPECT_THAT(fault(kHeader + std::string("a,1,m,,,,,,,1.5\n")), HasSubstr("chosen_step: \"1.5\""));
  EXPECT_THAT(fault(kHeader + good + good), HasSubstr("line 3: a, seed 0, m is there twice"));
}

TEST(BenchResultsTest, NoFileIsNotFound) {
  EXPECT_THAT(ReadBenchRows("/nowhere/r.csv"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/nowhere/r.csv")));
  EXPECT_THAT(BenchLog::Open("/nowhere/r.csv"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/nowhere/r.csv")));
}

}  // namespace
}  // namespace counterweight::client
