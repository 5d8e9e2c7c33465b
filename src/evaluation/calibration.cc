#include "src/evaluation/calibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"

namespace counterweight {
namespace {

double Logistic(double log_odds) {
  // exp of a negative number only: no overflow.
  const double small = std::exp(-std::abs(log_odds));
  return log_odds >= 0 ? 1 / (1 + small) : small / (1 + small);
}

// Linear between the knots, constant outside.
double Interpolate(const std::vector<double>& xs, const std::vector<double>& ys, double x) {
  const size_t above = std::upper_bound(xs.begin(), xs.end(), x) - xs.begin();
  if (above == 0) return ys.front();
  if (above == xs.size()) return ys.back();
  const double share = (x - xs[above - 1]) / (xs[above] - xs[above - 1]);
  return ys[above - 1] + share * (ys[above] - ys[above - 1]);
}

// Several classes: each against the rest, then divided by the sum.
void Normalize(absl::Span<float> probabilities) {
  const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
  // Every class ruled out (isotonic zeros): nothing is known, so all are equally likely.
  const bool known = sum > 0;
  const double equal = 1.0 / static_cast<double>(probabilities.size());
  for (float& p : probabilities) p = static_cast<float>(known ? p / sum : equal);
}

// The least bytes of a class: bounds what a damaged count can make Decode allocate.
constexpr uint64_t kClassBytes = 8 + 8 + 8 + 8;

bool IsConsistent(const ClassCalibration& fit) {
  if (!std::isfinite(fit.slope) || !std::isfinite(fit.intercept) || fit.slope < 0) return false;
  if (fit.knot_scores.size() != fit.knot_probabilities.size()) return false;
  for (size_t i = 0; i < fit.knot_scores.size(); ++i) {
    const double score = fit.knot_scores[i], probability = fit.knot_probabilities[i];
    // Written so that NaN is refused too.
    if (!std::isfinite(score) || !(probability >= 0 && probability <= 1)) return false;
    if (i == 0) continue;
    if (!(score > fit.knot_scores[i - 1]) || probability < fit.knot_probabilities[i - 1]) {
      return false;
    }
  }
  return true;
}

}  // namespace

double ClassCalibration::Probability(double score) const {
  if (!knot_scores.empty()) return Interpolate(knot_scores, knot_probabilities, score);
  // Slope 0 knows no score, an infinite one neither.
  return Logistic(slope == 0 ? intercept : slope * score + intercept);
}

void Calibration::Probabilities(absl::Span<const float> scores,
                                absl::Span<float> probabilities) const {
  if (classes.size() == 1) {
    const double positive = classes[0].Probability(scores[0]);
    probabilities[0] = static_cast<float>(1 - positive);
    probabilities[1] = static_cast<float>(positive);
    return;
  }
  for (size_t c = 0; c < classes.size(); ++c) {
    probabilities[c] = static_cast<float>(classes[c].Probability(scores[c]));
  }
  Normalize(probabilities);
}

void Calibration::Encode(ByteWriter& writer) const {
  writer.Put<uint64_t>(classes.size());
  for (const ClassCalibration& fit : classes) {
    writer.Put(fit.slope);
    writer.Put(fit.intercept);
    writer.PutVector(fit.knot_scores);
    writer.PutVector(fit.knot_probabilities);
  }
}

Calibration Calibration::Decode(ByteReader& reader) {
  Calibration calibration;
  const uint64_t count = reader.GetCount(kClassBytes);
  for (uint64_t c = 0; c < count && reader.ok(); ++c) {
    ClassCalibration& fit = calibration.classes.emplace_back();
    fit.slope = reader.Get<double>();
    fit.intercept = reader.Get<double>();
    fit.knot_scores = reader.GetVector<double>();
    fit.knot_probabilities = reader.GetVector<double>();
  }
  return calibration;
}

absl::Status Calibration::Validate() const {
  if (classes.empty() || classes.size() == 2) {
    return absl::DataLossError(absl::StrCat("calibration with ", classes.size(), " entries"));
  }
  for (size_t c = 0; c < classes.size(); ++c) {
    if (!IsConsistent(classes[c])) {
      return absl::DataLossError(absl::StrCat("calibration ", c, " is not consistent"));
    }
  }
  return absl::OkStatus();
}

}  // namespace counterweight
