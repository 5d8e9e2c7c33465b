#include "src/learn/class_standing.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterweight {
namespace {

constexpr double kSmallestDeviation = 1e-12;

struct ClassMoments {
  int64_t count = 0;
  double sum = 0;
  double sum_of_squared_deviations = 0;

  double mean() const { return sum / static_cast<double>(count); }
  double deviation() const {
    const double variance = sum_of_squared_deviations / static_cast<double>(count);
    return std::max(std::sqrt(variance), kSmallestDeviation);
  }
};

}  // namespace

std::vector<double> ClassStanding(absl::Span<const float> products, absl::Span<const int64_t> rows,
                                  absl::Span<const uint32_t> labels, int class_count) {
  std::vector<ClassMoments> moments(class_count);
  for (size_t i = 0; i < rows.size(); ++i) {
    ClassMoments& of_class = moments[labels[rows[i]]];
    ++of_class.count;
    of_class.sum += products[i];
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    ClassMoments& of_class = moments[labels[rows[i]]];
    const double deviation = products[i] - of_class.mean();
    of_class.sum_of_squared_deviations += deviation * deviation;
  }
  std::vector<double> standing(rows.size(), std::numeric_limits<double>::quiet_NaN());
  for (size_t i = 0; i < rows.size(); ++i) {
    const ClassMoments& of_class = moments[labels[rows[i]]];
    if (of_class.count < 2) continue;
    standing[i] = (products[i] - of_class.mean()) / of_class.deviation();
  }
  return standing;
}

}  // namespace counterweight
