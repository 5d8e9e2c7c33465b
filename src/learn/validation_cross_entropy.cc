#include "src/learn/validation_cross_entropy.h"

#include <ATen/ops/empty_like.h>

#include <algorithm>
#include <vector>

#include "src/base/random_stream.h"
#include "src/learn/cross_entropy.h"
#include "src/learn/validation_batch.h"

namespace counterweight {
namespace {

constexpr int64_t kUniformRows = 512;

// [class_count]: what multiplies the loss of a row of the class; empty if there is no loss.
std::vector<double> ClassFactors(const TrainingProblem& problem, ValidationWeighting weighting,
                                 absl::Span<const int64_t> rows) {
  if (rows.empty()) return {};
  std::vector<double> factors(problem.set->class_count, 1.0 / static_cast<double>(rows.size()));
  if (weighting == ValidationWeighting::kRows) return factors;
  std::vector<int64_t> counts(problem.set->class_count, 0);
  for (const int64_t row : rows) ++counts[problem.set->labels[row]];
  const auto present = std::count_if(counts.begin(), counts.end(), [](auto n) { return n > 0; });
  if (present < 2) return {};
  for (size_t c = 0; c < counts.size(); ++c) {
    factors[c] = 1.0 / static_cast<double>(present * std::max<int64_t>(counts[c], 1));
  }
  return factors;
}

}  // namespace

std::optional<OuterLoss> ValidationCrossEntropyLoss(const TrainingProblem& problem,
                                                    ValidationWeighting weighting,
                                                    const at::Tensor& outputs,
                                                    absl::Span<const int64_t> rows) {
  const std::vector<double> factors = ClassFactors(problem, weighting, rows);
  if (factors.empty()) return std::nullopt;
  const at::Tensor dense = outputs.contiguous();
  OuterLoss loss;
  loss.gradient = at::empty_like(dense);
  const int64_t columns = dense.size(1);
  const float* values = dense.data_ptr<float>();
  float* gradient = loss.gradient.data_ptr<float>();
  for (const int64_t row : rows) {
    const double factor = factors[problem.set->labels[row]];
    loss.value += factor * CrossEntropy(values, columns, problem.targets[row], gradient);
    for (int64_t c = 0; c < columns; ++c) gradient[c] *= static_cast<float>(factor);
    values += columns;
    gradient += columns;
  }
  return loss;
}

MemberRows ValidationCrossEntropy::DrawRows(int64_t step) const {
  RandomStream stream(seed_, "validation batch", step);
  if (weighting_ == ValidationWeighting::kClasses) return DrawValidationBatch(problem_, stream);
  MemberRows rows;
  for (const std::vector<int64_t>& fold : problem_.validation_rows) {
    rows.push_back(SampleWithoutReplacement(fold, kUniformRows, stream));
  }
  return rows;
}

absl::StatusOr<OuterGradient> ValidationCrossEntropy::Gradient(const at::Tensor& parameters,
                                                               int64_t step) {
  const auto loss = [&](const at::Tensor& outputs, absl::Span<const int64_t> rows) {
    return ValidationCrossEntropyLoss(problem_, weighting_, outputs, rows);
  };
  return pass_.Compute(parameters, DrawRows(step), loss, step);
}

}  // namespace counterweight
