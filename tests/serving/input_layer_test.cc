#include "src/serving/input_layer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "src/base/random_stream.h"

namespace counterweight {
namespace {

// A group whose first layer has random parameters over the given encoding.
NetworkGroup GroupOver(const RampEncoding& encoding, int32_t hidden, int32_t members,
                       RandomStream& stream) {
  NetworkGroup group;
  group.encoding = encoding;
  group.sizes = {static_cast<int32_t>(encoding.width()), hidden, 1};
  group.members = members;
  group.parameters.resize(members * ParameterCount(group.sizes));
  for (float& parameter : group.parameters) parameter = static_cast<float>(stream.Normal());
  return group;
}

// (gamma * e(x)) W_1 + b_1 as the formula says, in double.
std::vector<double> Reference(const NetworkGroup& group, int64_t member, const float* features) {
  const RampEncoding& encoding = group.encoding;
  std::vector<double> encoded(features, features + encoding.input_width);
  for (int64_t t = 0; t < encoding.ramp_count(); ++t) {
    const double progress =
        (static_cast<double>(features[encoding.columns[t]]) - encoding.lows[t]) *
        encoding.inverse_widths[t];
    encoded.push_back(std::clamp(progress, 0.0, 1.0) - 0.5);
  }
  const int64_t inputs = group.sizes[0], outputs = group.sizes[1];
  const float* weights = group.parameters.data() + member * ParameterCount(group.sizes);
  const float* scales = weights + ParameterCount(group.sizes) - inputs;
  std::vector<double> sums(weights + inputs * outputs, weights + (inputs + 1) * outputs);
  for (int64_t i = 0; i < inputs; ++i) {
    for (int64_t o = 0; o < outputs; ++o) {
      sums[o] += encoded[i] * scales[i] * weights[i * outputs + o];
    }
  }
  return sums;
}

void ExpectAgrees(const NetworkGroup& group, const std::vector<float>& features) {
  const InputLayer layer(group);
  std::vector<float> out(layer.width());
  InputScratch scratch;
  layer.Apply(BestKernels(), 1, features.data(), scratch, out.data());
  for (int64_t member = 0; member < group.members; ++member) {
    const std::vector<double> expected = Reference(group, member, features.data());
    for (int64_t o = 0; o < layer.member_width(); ++o) {
      const double want = o < group.sizes[1] ? expected[o] : 0.0;
      EXPECT_NEAR(out[member * layer.member_width() + o], want, 2e-5 * (1 + std::abs(want)))
          << "x0 = " << features[0] << ", member " << member << ", output " << o;
    }
  }
}

RampEncoding Contiguous(const std::vector<float>& edges, int64_t input_width) {
  RampEncoding encoding;
  encoding.input_width = input_width;
  for (size_t i = 1; i < edges.size(); ++i) {
    encoding.columns.push_back(0);
    encoding.lows.push_back(edges[i - 1]);
    encoding.inverse_widths.push_back(1.0f / (edges[i] - edges[i - 1]));
  }
  return encoding;
}

TEST(InputLayerTest, AgreesWithTheEncodingInsideOutsideAndOnEdges) {
  const std::vector<float> edges = {-1.7f, -0.3f, 0.1f, 0.10002f, 2.9f, 6.0f};
  for (uint64_t seed = 0; seed < 5; ++seed) {
    RandomStream stream(seed, "input layer");
    const NetworkGroup group = GroupOver(Contiguous(edges, 2), 11, 3, stream);
    std::vector<float> values = edges;
    for (const float edge : edges) {
      values.push_back(std::nextafter(edge, -10.0f));
      values.push_back(std::nextafter(edge, 10.0f));
    }
    for (float x = -6; x <= 6; x += 0.37f) values.push_back(x);
    for (const float value : values) ExpectAgrees(group, {value, 0.5f});
  }
}

TEST(InputLayerTest, SteepRampsFarFromTheOriginKeepTheirPrecision) {
  RandomStream stream(1, "steep");
  const NetworkGroup group =
      GroupOver(Contiguous({5.5f, 5.500002f, 5.500004f, 5.9f}, 1), 4, 1, stream);
  for (float x = 5.49999f; x < 5.50001f; x = std::nextafter(x, 6.0f)) ExpectAgrees(group, {x});
}

TEST(InputLayerTest, ColumnsWithoutRampsAreLines) {
  RandomStream stream(2, "lines");
  RampEncoding encoding;
  encoding.input_width = 3;
  const NetworkGroup group = GroupOver(encoding, 9, 2, stream);
  ExpectAgrees(group, {0, 0, 0});
  ExpectAgrees(group, {1, 0, -2.5f});
}

TEST(InputLayerTest, ARowDoesNotDependOnItsCompany) {
  RandomStream stream(4, "company");
  const NetworkGroup group = GroupOver(Contiguous({-1, 0, 0.5f, 2}, 3), 20, 4, stream);
  const InputLayer layer(group);
  std::vector<float> features;
  for (int i = 0; i < 5 * 3; ++i) features.push_back(static_cast<float>(stream.Normal()));
  features[4] = 0;
  std::vector<float> together(5 * layer.width()), alone(layer.width());
  InputScratch scratch;
  layer.Apply(BestKernels(), 5, features.data(), scratch, together.data());
  for (int64_t r = 0; r < 5; ++r) {
    layer.Apply(BestKernels(), 1, features.data() + 3 * r, scratch, alone.data());
    const std::vector<float> row(together.begin() + r * layer.width(),
                                 together.begin() + (r + 1) * layer.width());
    EXPECT_EQ(row, alone) << "row " << r;
  }
}

// No fit makes these, but nothing in an artefact forbids them.
TEST(InputLayerTest, RampsMayOverlapNestAndLeaveGaps) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    RandomStream stream(seed, "overlap");
    RampEncoding encoding;
    encoding.input_width = 2;
    for (const int32_t column : {0, 0, 0, 0, 1, 1}) {
      encoding.columns.push_back(column);
      encoding.lows.push_back(static_cast<float>(stream.Normal()));
      encoding.inverse_widths.push_back(static_cast<float>(0.2 + 3 * stream.Uniform()));
    }
    const NetworkGroup group = GroupOver(encoding, 5, 2, stream);
    for (int i = 0; i < 60; ++i) {
      ExpectAgrees(group, {static_cast<float>(2 * stream.Normal()),
                           static_cast<float>(2 * stream.Normal())});
    }
  }
}

}  // namespace
}  // namespace counterweight
