#include "src/artifact/artifact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "src/artifact/section_file.h"
#include "tests/testing/artifact_builder.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr uint32_t kFormatVersion = 3;

std::map<std::string, std::string> SectionsOf(const std::string& bytes) {
  std::map<std::string, std::string> sections;
  const auto views = DecodeSections(kFormatVersion, bytes);
  EXPECT_THAT(views, IsOk());
  for (const auto& [name, view] : *views) sections[name] = std::string(view);
  return sections;
}

// Whole again, checksums and all.
std::string Reassemble(const std::map<std::string, std::string>& sections) {
  std::vector<Section> list;
  for (const auto& [name, bytes] : sections) list.push_back({name, bytes});
  return EncodeSections(kFormatVersion, list);
}

TEST(ParameterCountTest, CountsWeightsBiasesAndScales) {
  // 3 * 4 + 4, 4 * 2 + 2, and 3 scales.
  EXPECT_EQ(ParameterCount({3, 4, 2}), 29);
  EXPECT_EQ(ParameterCount({5, 1}), 11);
}

TEST(ParameterCountTest, SaturatesInsteadOfOverflowing) {
  const int32_t largest = std::numeric_limits<int32_t>::max();
  EXPECT_EQ(ParameterCount({largest, largest, largest, largest}),
            std::numeric_limits<int64_t>::max());
}

TEST(ArtifactTest, DecodesToWhatWasEncoded) {
  for (const int class_count : {2, 3, 7}) {
    ArtifactShape shape;
    shape.class_count = class_count;
    shape.groups = 2;
    const Artifact artifact = BuildArtifact(shape);
    const std::string bytes = EncodeArtifact(artifact);
    ASSERT_OK_AND_ASSIGN(const Artifact decoded, DecodeArtifact(bytes));
    EXPECT_EQ(EncodeArtifact(decoded), bytes);
    EXPECT_EQ(decoded.method, artifact.method);
    EXPECT_EQ(decoded.options, artifact.options);
    EXPECT_EQ(decoded.seed, artifact.seed);
    EXPECT_EQ(decoded.training_dataset, artifact.training_dataset);
    EXPECT_EQ(decoded.classes, artifact.classes);
    EXPECT_EQ(decoded.positive_class, artifact.positive_class);
    EXPECT_EQ(decoded.majority_class, artifact.majority_class);
    ASSERT_EQ(decoded.settings.size(), artifact.settings.size());
    EXPECT_EQ(decoded.settings[1].name, artifact.settings[1].name);
    EXPECT_EQ(decoded.settings[1].rule, artifact.settings[1].rule);
    EXPECT_EQ(decoded.settings[1].options, artifact.settings[1].options);
    EXPECT_EQ(decoded.settings[1].chosen_step, artifact.settings[1].chosen_step);
    EXPECT_EQ(decoded.settings[1].validation_average_precision,
              artifact.settings[1].validation_average_precision);
    ASSERT_EQ(decoded.groups.size(), 2u);
    EXPECT_EQ(decoded.groups[1].parameters, artifact.groups[1].parameters);
    EXPECT_EQ(decoded.groups[1].sizes, artifact.groups[1].sizes);
    EXPECT_EQ(decoded.groups[1].encoding.lows, artifact.groups[1].encoding.lows);
    EXPECT_EQ(decoded.rule.thresholds, artifact.rule.thresholds);
    EXPECT_EQ(decoded.calibration.classes[0].slope, artifact.calibration.classes[0].slope);
    EXPECT_EQ(decoded.validation.confusion, artifact.validation.confusion);
    ASSERT_TRUE(decoded.test.has_value());
    EXPECT_EQ(decoded.test->average_precision, 0.75);
    EXPECT_EQ(decoded.test->average_precision_low, 0.625);
    EXPECT_EQ(decoded.test->average_precision_high, 0.875);
    EXPECT_EQ(decoded.sample_weights.rows, artifact.sample_weights.rows);
    EXPECT_TRUE(std::isnan(decoded.sample_weights.contributions[1]));
    EXPECT_EQ(decoded.sample_weights.synthetic.row_count, 2);
    EXPECT_EQ(decoded.sample_weights.synthetic.columns[2].codes,
              artifact.sample_weights.synthetic.columns[2].codes);
    EXPECT_EQ(decoded.sample_weights.synthetic.schema[2].categories[1], "Oslo");
    EXPECT_EQ(decoded.sample_weights.parent_rows, artifact.sample_weights.parent_rows);
  }
}

TEST(ArtifactTest, TestFiguresAndSyntheticRowsMayBeAbsent) {
  Artifact artifact = BuildArtifact();
  artifact.test.reset();
  SampleWeightsTable weights;
  weights.rows = {4};
  weights.labels = {1};
  weights.weights = {1};
  weights.contributions = {0};
  artifact.sample_weights = weights;
  ASSERT_OK_AND_ASSIGN(const Artifact decoded, DecodeArtifact(EncodeArtifact(artifact)));
  EXPECT_FALSE(decoded.test.has_value());
  EXPECT_EQ(decoded.sample_weights.synthetic.row_count, 0);
  EXPECT_EQ(decoded.sample_weights.synthetic.schema.size(), 4u);
}

TEST(ArtifactTest, WhatDoesNotAnswerCanBeLeftOut) {
  const Artifact artifact = BuildArtifact();
  const std::string bytes = EncodeArtifact(artifact);
  ASSERT_OK_AND_ASSIGN(const Artifact decoded, DecodeArtifact(bytes, ArtifactParts::kAnswering));
  EXPECT_EQ(decoded.classes, artifact.classes);
  EXPECT_EQ(decoded.groups[0].parameters, artifact.groups[0].parameters);
  EXPECT_EQ(decoded.rule.thresholds, artifact.rule.thresholds);
  EXPECT_EQ(decoded.validation.row_count, 0);
  EXPECT_TRUE(decoded.sample_weights.rows.empty());
  // The last byte is of the sample weights, which nobody looks at.
  std::string damaged = bytes;
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  EXPECT_THAT(DecodeArtifact(damaged, ArtifactParts::kAnswering), IsOk());
  EXPECT_FALSE(DecodeArtifact(damaged).ok());
}

TEST(ArtifactTest, EveryChangedByteIsNoticed) {
  ArtifactShape shape;
  shape.hidden = {2};
  const std::string bytes = EncodeArtifact(BuildArtifact(shape));
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    EXPECT_THAT(DecodeArtifact(damaged),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("artefact")))
        << "byte " << i;
  }
}

TEST(ArtifactTest, EveryTruncationIsNoticed) {
  const std::string bytes = EncodeArtifact(BuildArtifact());
  for (size_t size = 0; size < bytes.size(); size += 1 + size / 50) {
    EXPECT_THAT(DecodeArtifact(absl::string_view(bytes).substr(0, size)),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("artefact")))
        << size;
  }
}

TEST(ArtifactTest, AMissingSectionIsNamed) {
  auto sections = SectionsOf(EncodeArtifact(BuildArtifact()));
  ASSERT_EQ(sections.size(), 6u);
  for (const auto& [name, bytes] : sections) {
    auto fewer = sections;
    fewer.erase(name);
    EXPECT_THAT(
        DecodeArtifact(Reassemble(fewer)),
        StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr(name), HasSubstr("missing"))));
  }
}

TEST(ArtifactTest, SectionsThatEndEarlyOrLateAreNamed) {
  const auto sections = SectionsOf(EncodeArtifact(BuildArtifact()));
  for (const auto& [name, bytes] : sections) {
    auto longer = sections;
    longer[name] += '\0';
    EXPECT_THAT(DecodeArtifact(Reassemble(longer)),
                StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr(name), HasSubstr("behind"))));
    auto shorter = sections;
    shorter[name].pop_back();
    EXPECT_THAT(DecodeArtifact(Reassemble(shorter)),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr(name)));
  }
}

// Checksums do not protect from a program that writes nonsense: bytes that are whole but wrong must
// give an error or a model, never a crash (the sanitizer builds watch).
TEST(ArtifactTest, WholeButWrongSectionsNeverCrash) {
  ArtifactShape shape;
  shape.hidden = {2};
  const auto sections = SectionsOf(EncodeArtifact(BuildArtifact(shape)));
  int refused = 0;
  for (uint64_t seed = 0; seed < 4000; ++seed) {
    RandomStream stream(seed, "damage");
    auto damaged = sections;
    auto section = damaged.begin();
    std::advance(section, stream.Below(damaged.size()));
    std::string& bytes = section->second;
    for (uint64_t change = 0; change < 1 + stream.Below(3); ++change) {
      bytes[stream.Below(bytes.size())] = static_cast<char>(stream.Below(256));
    }
    if (stream.Below(8) == 0) bytes.resize(stream.Below(bytes.size()));
    const absl::StatusOr<Artifact> decoded = DecodeArtifact(Reassemble(damaged));
    if (decoded.ok()) continue;
    ++refused;
    EXPECT_THAT(decoded, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("artefact section")));
  }
  EXPECT_GT(refused, 400);
}

}  // namespace
}  // namespace counterweight
