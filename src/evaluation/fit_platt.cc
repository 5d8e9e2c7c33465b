#include <algorithm>
#include <cmath>
#include <utility>

#include "src/evaluation/calibration.h"

namespace counterweight {
namespace {

// Scores brought to mean 0 and standard deviation 1, so that Newton's method is as well conditioned
// for scores of 1e-3 as for scores of 1e3.
struct StandardScores {
  double mean = 0, deviation = 0;
  std::vector<double> values;
};

StandardScores Standardize(absl::Span<const float> scores) {
  StandardScores standard;
  const double rows = static_cast<double>(scores.size());
  for (const float score : scores) standard.mean += score / rows;
  double variance = 0;
  for (const float score : scores) {
    variance += (score - standard.mean) * (score - standard.mean) / rows;
  }
  standard.deviation = std::sqrt(variance);
  if (!(standard.deviation > 0)) return standard;
  standard.values.reserve(scores.size());
  for (const float score : scores) {
    standard.values.push_back((score - standard.mean) / standard.deviation);
  }
  return standard;
}

struct Line {
  double slope = 0, intercept = 0;
};

// Cross-entropy of the smoothed targets against the logistic function of a line, and its
// derivatives.
class PlattProblem {
 public:
  PlattProblem(std::vector<double> scores, absl::Span<const uint8_t> labels, double positives,
               double negatives)
      : scores_(std::move(scores)), labels_(labels) {
    // Platt's targets: the rate after one more row of either class.
    targets_[1] = (positives + 1) / (positives + 2);
    targets_[0] = 1 / (negatives + 2);
  }

  double rows() const { return static_cast<double>(scores_.size()); }

  double Loss(const Line& line) const {
    double loss = 0;
    for (size_t i = 0; i < scores_.size(); ++i) {
      const double z = line.slope * scores_[i] + line.intercept;
      loss += std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))) - Target(i) * z;
    }
    return loss;
  }

  // The first and second derivatives in (slope, intercept).
  struct Derivatives {
    double slope = 0, intercept = 0;
    double slope_slope = kRidge, slope_intercept = 0, intercept_intercept = kRidge;
  };
  Derivatives Derive(const Line& line) const {
    Derivatives sums;
    for (size_t i = 0; i < scores_.size(); ++i) {
      const double x = scores_[i];
      const double small = std::exp(-std::abs(line.slope * x + line.intercept));
      const double upper = 1 / (1 + small), lower = small / (1 + small);
      const double p = line.slope * x + line.intercept >= 0 ? upper : lower;
      const double residual = p - Target(i), curvature = upper * lower;
      sums.slope += residual * x;
      sums.intercept += residual;
      sums.slope_slope += curvature * x * x;
      sums.slope_intercept += curvature * x;
      sums.intercept_intercept += curvature;
    }
    return sums;
  }

 private:
  // Keeps the Hessian invertible where every curvature underflows.
  static constexpr double kRidge = 1e-12;

  double Target(size_t i) const { return targets_[labels_[i] != 0 ? 1 : 0]; }

  std::vector<double> scores_;
  absl::Span<const uint8_t> labels_;
  double targets_[2];
};

// Newton's method with halved steps (Lin, Lin & Weng 2007).
Line Minimize(const PlattProblem& problem, Line line) {
  constexpr int kMaximumSteps = 100;
  constexpr double kGradientTolerancePerRow = 1e-11, kSmallestStep = 1e-10,
                   kSufficientDecrease = 1e-4;
  const double tolerance = kGradientTolerancePerRow * problem.rows();
  double loss = problem.Loss(line);
  for (int step = 0; step < kMaximumSteps; ++step) {
    const PlattProblem::Derivatives d = problem.Derive(line);
    if (std::max(std::abs(d.slope), std::abs(d.intercept)) < tolerance) break;
    const double determinant =
        d.slope_slope * d.intercept_intercept - d.slope_intercept * d.slope_intercept;
    const double slope_step =
        -(d.intercept_intercept * d.slope - d.slope_intercept * d.intercept) / determinant;
    const double intercept_step =
        -(d.slope_slope * d.intercept - d.slope_intercept * d.slope) / determinant;
    const double decrease = d.slope * slope_step + d.intercept * intercept_step;
    double length = 1;
    for (; length >= kSmallestStep; length /= 2) {
      const Line next = {line.slope + length * slope_step,
                         line.intercept + length * intercept_step};
      const double next_loss = problem.Loss(next);
      if (next_loss < loss + kSufficientDecrease * length * decrease) {
        line = next;
        loss = next_loss;
        break;
      }
    }
    if (length < kSmallestStep) break;  // no better point: rounding is all that is left
  }
  return line;
}

// The same probability for every score.
ClassCalibration Constant(double positives, double negatives) {
  ClassCalibration constant;
  constant.slope = 0;
  // Log-odds of (positives + 1) / (rows + 2).
  constant.intercept = std::log((positives + 1) / (negatives + 1));
  return constant;
}

}  // namespace

ClassCalibration FitPlatt(absl::Span<const float> scores, absl::Span<const uint8_t> labels) {
  const double positives = static_cast<double>(
      std::count_if(labels.begin(), labels.end(), [](uint8_t label) { return label != 0; }));
  const double negatives = static_cast<double>(labels.size()) - positives;
  const ClassCalibration constant = Constant(positives, negatives);
  if (positives == 0 || negatives == 0) return constant;
  StandardScores standard = Standardize(scores);
  if (standard.values.empty()) return constant;

  const PlattProblem problem(std::move(standard.values), labels, positives, negatives);
  const Line line = Minimize(problem, {0, constant.intercept});
  // A falling line would turn the ranking upside down: what ranks and what is shown as a
  // probability must agree. Scores that rank no better than chance carry no information about the
  // class, so every row gets the base rate. (NaN, from scores that are not finite, ends here too.)
  const double slope = line.slope / standard.deviation;
  const double intercept = line.intercept - slope * standard.mean;
  if (!(slope > 0) || !std::isfinite(slope) || !std::isfinite(intercept)) return constant;
  ClassCalibration fit;
  fit.slope = slope;
  fit.intercept = intercept;
  return fit;
}

}  // namespace counterweight
