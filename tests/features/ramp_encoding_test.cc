#include "src/features/ramp_encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "src/base/random_stream.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::_;
using ::testing::ElementsAre;

// Two columns; the first has ramps over [0, 1] and [1, 3], the second one over [-1, 1].
RampEncoding Example() {
  RampEncoding encoding;
  encoding.input_width = 2;
  encoding.columns = {0, 0, 1};
  encoding.lows = {0, 1, -1};
  encoding.inverse_widths = {1, 0.5f, 0.5f};
  return encoding;
}

std::vector<float> Encode(const RampEncoding& encoding, const std::vector<float>& input) {
  std::vector<float> output(encoding.width());
  encoding.EncodeRow(input.data(), output.data());
  return output;
}

TEST(RampEncodingTest, KeepsTheColumnsAndAppendsCenteredRamps) {
  EXPECT_EQ(Example().width(), 5);
  EXPECT_THAT(Encode(Example(), {0.25f, 0}), ElementsAre(0.25f, 0, -0.25f, -0.5f, 0));
  EXPECT_THAT(Encode(Example(), {2, 5}), ElementsAre(2, 5, 0.5f, 0, 0.5f));
  EXPECT_THAT(Encode(Example(), {-6, -6}), ElementsAre(-6, -6, -0.5f, -0.5f, -0.5f));
}

TEST(RampEncodingTest, EncodesEveryRowOfAMatrix) {
  const Matrix matrix = {2, 2, {0.25f, 0, 2, 5}};
  const Matrix encoded = EncodeRamps(Example(), matrix);
  EXPECT_EQ(encoded.rows, 2);
  EXPECT_EQ(encoded.columns, 5);
  EXPECT_THAT(encoded.values, ElementsAre(0.25f, 0, -0.25f, -0.5f, 0, 2, 5, 0.5f, 0, 0.5f));
}

TEST(RampEncodingTest, WithoutRampsItIsTheIdentity) {
  RampEncoding encoding;
  encoding.input_width = 3;
  EXPECT_THAT(Encode(encoding, {1, 2, 3}), ElementsAre(1, 2, 3));
}

TEST(RampEncodingCodecTest, ReadsBackWhatItWrote) {
  ByteWriter writer;
  Example().Encode(writer);
  ByteReader reader(writer.bytes());
  const RampEncoding again = RampEncoding::Decode(reader);
  ASSERT_THAT(reader.status(), IsOk());
  EXPECT_TRUE(reader.AtEnd());
  EXPECT_THAT(again.Validate(), IsOk());
  EXPECT_EQ(again.input_width, 2);
  EXPECT_EQ(again.columns, Example().columns);
  EXPECT_EQ(again.lows, Example().lows);
  EXPECT_EQ(again.inverse_widths, Example().inverse_widths);
  for (size_t size = 0; size < writer.bytes().size(); ++size) {
    ByteReader cut(absl::string_view(writer.bytes()).substr(0, size));
    RampEncoding::Decode(cut);
    EXPECT_FALSE(cut.ok()) << size << " bytes";
  }
}

TEST(RampEncodingCodecTest, WhatPassesValidationEncodesSafely) {
  ByteWriter writer;
  Example().Encode(writer);
  for (uint64_t seed = 0; seed < 3000; ++seed) {
    RandomStream stream(seed, "damage");
    std::string bytes = writer.bytes();
    bytes[stream.Below(bytes.size())] = static_cast<char>(stream.Below(256));
    ByteReader reader(bytes);
    const RampEncoding damaged = RampEncoding::Decode(reader);
    // The owner of the file compares the width with that of the preprocessing.
    if (!reader.ok() || !damaged.Validate().ok() || damaged.input_width != 2) continue;
    for (const float value : Encode(damaged, {0.5f, -6})) {
      EXPECT_LE(std::abs(value), 6) << "seed " << seed;
    }
  }
}

TEST(RampEncodingValidateTest, RefusesWhatDoesNotFit) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  const std::vector<std::function<void(RampEncoding&)>> damages = {
      [](RampEncoding& e) { e.input_width = 0; },
      [](RampEncoding& e) { e.input_width = int64_t{1} << 40; },
      [](RampEncoding& e) { e.input_width = 1; },
      [](RampEncoding& e) { e.columns[0] = -1; },
      [](RampEncoding& e) {
        e.columns = {1, 0, 1};
      },
      [](RampEncoding& e) { e.lows.pop_back(); },
      [](RampEncoding& e) { e.inverse_widths.push_back(1); },
      [=](RampEncoding& e) { e.lows[1] = kNaN; },
      [=](RampEncoding& e) { e.inverse_widths[1] = kNaN; },
      [](RampEncoding& e) { e.inverse_widths[1] = 0; },
      [](RampEncoding& e) { e.inverse_widths[1] = -1; },
  };
  for (size_t i = 0; i < damages.size(); ++i) {
    RampEncoding encoding = Example();
    damages[i](encoding);
    EXPECT_THAT(encoding.Validate(), StatusIs(absl::StatusCode::kDataLoss, _)) << i;
  }
}

}  // namespace
}  // namespace counterweight
