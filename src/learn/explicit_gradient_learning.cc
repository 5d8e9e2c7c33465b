#include "src/learn/explicit_gradient_learning.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/base/random_stream.h"
#include "src/base/status_macros.h"
#include "src/learn/gradient_network.h"

namespace counterweight {
namespace {

constexpr double kFirstEpsilon = 0.6;
constexpr double kShrink = 0.7;
// Far above kSamePoint, so that there is always a new point to go to.
constexpr double kSmallestEpsilon = 1e-3;
constexpr size_t kFewestPairs = 4;
// A direction shorter than this is rounding, not a direction.
constexpr double kShortestDirection = 1e-9;
// Networks trained this near to others, on the same draws, tell nothing new.
constexpr double kSamePoint = 1e-6;

using Evaluated = absl::Span<const EvaluatedSetting>;

bool InBox(const SettingPoint& point) {
  return std::all_of(point.begin(), point.end(), [](double x) { return x >= -1 && x <= 1; });
}

absl::Status CheckEvaluated(Evaluated evaluated) {
  for (size_t i = 0; i < evaluated.size(); ++i) {
    if (!InBox(evaluated[i].point)) {
      return absl::InvalidArgumentError(absl::StrCat("evaluated setting ", i, " at (",
                                                     absl::StrJoin(evaluated[i].point, ", "),
                                                     ") is outside [-1, 1]"));
    }
    if (!std::isfinite(evaluated[i].value)) {
      return absl::InvalidArgumentError(
          absl::StrCat("evaluated setting ", i, " has the value ", evaluated[i].value));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckProgress(const SearchProgress& progress, size_t evaluated_count) {
  if (progress.index < 0 || progress.index >= progress.budget) {
    return absl::InvalidArgumentError(
        absl::StrCat("proposal ", progress.index, " is outside the budget of ", progress.budget));
  }
  if (evaluated_count <= static_cast<size_t>(progress.index)) {
    return absl::InvalidArgumentError(
        absl::StrCat("proposal ", progress.index, " follows ", evaluated_count,
                     " evaluated settings: there is none to start from"));
  }
  return absl::OkStatus();
}

int SphereProposals(int budget) { return budget - budget / 2; }

const EvaluatedSetting& Best(Evaluated evaluated) {
  return *std::max_element(
      evaluated.begin(), evaluated.end(),
      [](const EvaluatedSetting& a, const EvaluatedSetting& b) { return a.value < b.value; });
}

// The radius after the gradient's proposals so far: the last of `evaluated`.
double Epsilon(Evaluated evaluated, const SearchProgress& progress) {
  double epsilon = kFirstEpsilon;
  const int proposals = std::max(0, progress.index - SphereProposals(progress.budget));
  for (size_t i = evaluated.size() - proposals; i < evaluated.size(); ++i) {
    if (evaluated[i].value <= Best(evaluated.subspan(0, i)).value) epsilon *= kShrink;
  }
  return std::max(epsilon, kSmallestEpsilon);
}

double Length(const SettingPoint& vector) {
  double sum = 0;
  for (const double x : vector) sum += x * x;
  return std::sqrt(sum);
}

SettingPoint Difference(const SettingPoint& a, const SettingPoint& b) {
  SettingPoint difference;
  for (size_t d = 0; d < kSettingDimensions; ++d) difference[d] = a[d] - b[d];
  return difference;
}

// nullopt if no part of the direction leads into the box.
std::optional<SettingPoint> Step(const SettingPoint& from, SettingPoint direction, double radius) {
  for (size_t d = 0; d < kSettingDimensions; ++d) {
    if (std::abs(from[d]) >= 1 && from[d] * direction[d] > 0) direction[d] = 0;
  }
  const double length = Length(direction);
  if (!(length > kShortestDirection)) return std::nullopt;
  SettingPoint to;
  for (size_t d = 0; d < kSettingDimensions; ++d) {
    to[d] = std::clamp(from[d] + radius * direction[d] / length, -1.0, 1.0);
  }
  return to;
}

bool IsEvaluated(const SettingPoint& point, Evaluated evaluated) {
  return std::any_of(evaluated.begin(), evaluated.end(), [&](const EvaluatedSetting& setting) {
    return Length(Difference(point, setting.point)) <= kSamePoint;
  });
}

SettingPoint StepAtRandom(Evaluated evaluated, double radius, RandomStream stream) {
  const SettingPoint& best = Best(evaluated).point;
  // Ends soon: even in a corner only one direction in sixteen leads nowhere, and the others lead
  // anywhere on the faces.
  while (true) {
    SettingPoint direction;
    for (double& x : direction) x = stream.Normal();
    const std::optional<SettingPoint> to = Step(best, direction, radius);
    if (to.has_value() && !IsEvaluated(*to, evaluated)) return *to;
  }
}

// The values with mean 0 and standard deviation 1; as they are but centred if they are equal.
std::vector<double> NormalisedValues(Evaluated evaluated) {
  const double count = static_cast<double>(evaluated.size());
  double mean = 0, squares = 0;
  for (const EvaluatedSetting& setting : evaluated) mean += setting.value / count;
  for (const EvaluatedSetting& setting : evaluated) {
    squares += (setting.value - mean) * (setting.value - mean);
  }
  const double deviation = std::sqrt(squares / count);
  std::vector<double> values;
  for (const EvaluatedSetting& setting : evaluated) {
    values.push_back((setting.value - mean) / (deviation > 0 ? deviation : 1));
  }
  return values;
}

// Every ordered pair of different points.
std::vector<PointPair> AllPairs(Evaluated evaluated) {
  const std::vector<double> values = NormalisedValues(evaluated);
  std::vector<PointPair> pairs;
  for (size_t i = 0; i < evaluated.size(); ++i) {
    for (size_t j = 0; j < evaluated.size(); ++j) {
      if (evaluated[i].point == evaluated[j].point) continue;
      pairs.push_back({evaluated[i].point, evaluated[j].point, values[j] - values[i]});
    }
  }
  return pairs;
}

// The pairs at most `distance` apart; if those are too few, the nearer half.
std::vector<PointPair> NearPairs(Evaluated evaluated, double distance) {
  std::vector<PointPair> pairs = AllPairs(evaluated);
  const auto length = [](const PointPair& pair) { return Length(Difference(pair.to, pair.from)); };
  std::stable_sort(pairs.begin(), pairs.end(),
                   [&](const PointPair& a, const PointPair& b) { return length(a) < length(b); });
  const auto end = std::find_if(pairs.begin(), pairs.end(),
                                [&](const PointPair& pair) { return length(pair) > distance; });
  const size_t near = static_cast<size_t>(end - pairs.begin());
  pairs.resize(near >= kFewestPairs ? near : (pairs.size() + 1) / 2);
  return pairs;
}

// Along the fitted gradient; nullopt where there is none to fit or to follow.
std::optional<SettingPoint> StepAlongGradient(Evaluated evaluated, double epsilon,
                                              RandomStream stream) {
  const std::vector<PointPair> pairs = NearPairs(evaluated, 2 * epsilon);
  const bool level =
      std::all_of(pairs.begin(), pairs.end(), [](const PointPair& pair) { return pair.rise == 0; });
  if (level) return std::nullopt;
  GradientNetwork gradient(stream);
  gradient.Fit(pairs);
  const SettingPoint& best = Best(evaluated).point;
  return Step(best, gradient(best), epsilon);
}

}  // namespace

absl::StatusOr<SettingPoint> ProposeSetting(SearchKind kind, Evaluated evaluated,
                                            const SearchProgress& progress, uint64_t seed) {
  CW_RETURN_IF_ERROR(CheckProgress(progress, evaluated.size()));
  CW_RETURN_IF_ERROR(CheckEvaluated(evaluated));
  const auto index = static_cast<uint64_t>(progress.index);
  double epsilon = kFirstEpsilon;
  if (kind == SearchKind::kGradient && progress.index >= SphereProposals(progress.budget)) {
    epsilon = Epsilon(evaluated, progress);
    const std::optional<SettingPoint> proposal =
        StepAlongGradient(evaluated, epsilon, RandomStream(seed, "search/gradient network", index));
    if (proposal.has_value() && !IsEvaluated(*proposal, evaluated)) return *proposal;
  }
  return StepAtRandom(evaluated, epsilon, RandomStream(seed, "search/sphere", index));
}

}  // namespace counterweight
