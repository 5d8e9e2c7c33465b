#include "src/artifact/model_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/artifact_builder.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ModelSummaryTest, SaysWhatListsShow) {
  const ModelSummary summary = Summarize(BuildArtifact());
  EXPECT_EQ(summary.method, "meta");
  EXPECT_EQ(summary.options.at("rate"), "0.03");
  EXPECT_EQ(summary.seed, 1u);
  ASSERT_EQ(summary.columns.size(), 4u);
  EXPECT_EQ(summary.columns[2].name, "city");
  EXPECT_EQ(summary.columns[2].type, ColumnType::kCategorical);
  EXPECT_THAT(summary.classes, ElementsAre("class 0", "class 1"));
  EXPECT_EQ(summary.positive_class, 1);
  EXPECT_THAT(summary.thresholds, ElementsAre(0.6, 0.4));
  EXPECT_EQ(summary.validation.row_count, 10);
  ASSERT_TRUE(summary.test.has_value());
  EXPECT_EQ(summary.training_row_count, 3);
  EXPECT_EQ(summary.synthetic_row_count, 2);
}

TEST(ModelSummaryTest, DecodesToWhatWasEncoded) {
  ModelSummary summary = Summarize(BuildArtifact());
  for (const bool has_test : {true, false}) {
    if (!has_test) summary.test.reset();
    const std::string bytes = summary.Encode();
    ASSERT_OK_AND_ASSIGN(const ModelSummary decoded, ModelSummary::Decode(bytes));
    EXPECT_EQ(decoded.Encode(), bytes);
    EXPECT_EQ(decoded.test.has_value(), has_test);
    EXPECT_EQ(decoded.options, summary.options);
    EXPECT_EQ(decoded.columns[3].name, "member");
    EXPECT_EQ(decoded.thresholds, summary.thresholds);
    EXPECT_EQ(decoded.validation.confusion, summary.validation.confusion);
    EXPECT_EQ(decoded.synthetic_row_count, 2);
  }
}

TEST(ModelSummaryTest, BytesThatEndEarlyOrLateAreDataLoss) {
  const std::string bytes = Summarize(BuildArtifact()).Encode();
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(ModelSummary::Decode(absl::string_view(bytes).substr(0, size)),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("summary")))
        << size;
  }
  EXPECT_THAT(ModelSummary::Decode(bytes + "x"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("summary")));
}

TEST(ModelSummaryTest, ForeignBytesNeverCrash) {
  const std::string bytes = Summarize(BuildArtifact()).Encode();
  for (uint64_t seed = 0; seed < 3000; ++seed) {
    RandomStream stream(seed, "damage");
    std::string damaged = bytes;
    damaged[stream.Below(damaged.size())] = static_cast<char>(stream.Below(256));
    const absl::StatusOr<ModelSummary> decoded = ModelSummary::Decode(damaged);
    if (decoded.ok()) continue;
    EXPECT_EQ(decoded.status().code(), absl::StatusCode::kDataLoss);
  }
}

TEST(ModelSummaryTest, IndicesAndSizesMustAgree) {
  const ModelSummary summary = Summarize(BuildArtifact());
  const auto is_refused = StatusIs(absl::StatusCode::kDataLoss, HasSubstr("summary"));
  ModelSummary broken = summary;
  broken.positive_class = 2;
  EXPECT_THAT(ModelSummary::Decode(broken.Encode()), is_refused);
  broken = summary;
  broken.classes.resize(1);
  EXPECT_THAT(ModelSummary::Decode(broken.Encode()), is_refused);
  broken = summary;
  broken.thresholds.push_back(1);
  EXPECT_THAT(ModelSummary::Decode(broken.Encode()), is_refused);
  broken = summary;
  broken.columns[0].type = ColumnType::kIgnored;
  EXPECT_THAT(ModelSummary::Decode(broken.Encode()), is_refused);
  broken = summary;
  broken.training_row_count = -1;
  EXPECT_THAT(ModelSummary::Decode(broken.Encode()), is_refused);
  broken = summary;
  broken.test->confusion.pop_back();
  EXPECT_THAT(ModelSummary::Decode(broken.Encode()), is_refused);
}

}  // namespace
}  // namespace counterweight
