#include "src/learn/synthetic_contributions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/status/status.h"

namespace counterweight {
namespace {

constexpr double kSmallestUsableShare = 0.05;
constexpr double kMomentum = 0.9;
constexpr double kLargestLogit = 3.0;
constexpr double kSmallestMass = 0.003;
constexpr double kLargestMass = 2.0;
constexpr double kSmallestScale = 1e-12;

double RootMeanSquare(double sum_of_squares, int64_t count) {
  const double mean = sum_of_squares / static_cast<double>(std::max<int64_t>(count, 1));
  return std::max(std::sqrt(mean), kSmallestScale);
}

double Mean(absl::Span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

SyntheticContributions::SyntheticContributions(const SyntheticSet& set, int class_count,
                                               int members,
                                               const SyntheticContributionOptions& options)
    : set_(set),
      members_(members),
      options_(options),
      rows_of_class_(class_count),
      logits_(set.size(), 0.0),
      logit_momenta_(set.size(), 0.0),
      log_masses_(class_count, std::log(options.mass)),
      mass_momenta_(class_count, 0.0),
      weights_(set.size(), 1.0),
      masses_(class_count, 0.0) {
  for (int64_t row = 0; row < set.size(); ++row) rows_of_class_[set.classes[row]].push_back(row);
  for (int member = 0; member < members; ++member) {
    const auto first = set.usable.begin() + member * set.size();
    const auto usable = std::accumulate(first, first + set.size(), int64_t{0});
    const double share =
        static_cast<double>(usable) / static_cast<double>(std::max<int64_t>(set.size(), 1));
    usable_shares_.push_back(std::max(share, kSmallestUsableShare));
  }
  RefreshWeights();
}

bool SyntheticContributions::CrossFitMean(absl::Span<const int64_t> rows,
                                          absl::Span<const float> products,
                                          absl::Span<const uint8_t> counts,
                                          std::vector<double>& mean) const {
  mean.assign(rows.size(), 0.0);
  std::vector<int> members_of_row(rows.size(), 0);
  bool any = false;
  for (int member = 0; member < members_; ++member) {
    if (!counts[member]) continue;
    const float* h = products.data() + member * set_.size();
    const uint8_t* usable = set_.usable.data() + member * set_.size();
    double squares = 0;
    int64_t usable_count = 0;
    for (const int64_t row : rows) {
      squares += usable[row] * static_cast<double>(h[row]) * h[row];
      usable_count += usable[row];
    }
    if (usable_count == 0) continue;
    any = true;
    const double scale = RootMeanSquare(squares, usable_count);
    for (size_t i = 0; i < rows.size(); ++i) {
      if (!usable[rows[i]]) continue;
      mean[i] += h[rows[i]] / scale;
      ++members_of_row[i];
    }
  }
  for (size_t i = 0; i < rows.size(); ++i) mean[i] /= std::max(1, members_of_row[i]);
  return any;
}

void SyntheticContributions::UpdateLogits(absl::Span<const int64_t> rows,
                                          absl::Span<const double> products, double class_mean) {
  double squares = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    double& momentum = logit_momenta_[rows[i]];
    momentum = kMomentum * momentum + (1 - kMomentum) * (products[i] - class_mean);
    squares += momentum * momentum;
  }
  const double scale = RootMeanSquare(squares, static_cast<int64_t>(rows.size()));
  for (const int64_t row : rows) {
    const double moved = logits_[row] - options_.contribution_rate * logit_momenta_[row] / scale;
    logits_[row] = std::clamp(moved, -kLargestLogit, kLargestLogit);
  }
}

void SyntheticContributions::UpdateMass(int class_index, double class_mean) {
  double& momentum = mass_momenta_[class_index];
  momentum = kMomentum * momentum + (1 - kMomentum) * class_mean;
  const double moved = log_masses_[class_index] - options_.mass_rate * momentum;
  log_masses_[class_index] = std::clamp(moved, std::log(kSmallestMass), std::log(kLargestMass));
}

void SyntheticContributions::Update(absl::Span<const float> products,
                                    absl::Span<const uint8_t> counts) {
  std::vector<double> mean;
  for (size_t c = 0; c < rows_of_class_.size(); ++c) {
    const std::vector<int64_t>& rows = rows_of_class_[c];
    // Without any product, momentum alone would go on moving the class.
    if (!CrossFitMean(rows, products, counts, mean)) continue;
    const double class_mean = Mean(mean);
    UpdateLogits(rows, mean, class_mean);
    UpdateMass(static_cast<int>(c), class_mean);
  }
  RefreshWeights();
}

void SyntheticContributions::RefreshWeights() {
  for (size_t c = 0; c < rows_of_class_.size(); ++c) {
    const std::vector<int64_t>& rows = rows_of_class_[c];
    if (rows.empty()) continue;
    masses_[c] = std::exp(log_masses_[c]);
    double sum = 0;
    for (const int64_t row : rows) {
      weights_[row] = std::exp(logits_[row]);
      sum += weights_[row];
    }
    for (const int64_t row : rows) weights_[row] *= static_cast<double>(rows.size()) / sum;
  }
}

double SyntheticContributions::total_mass() const {
  double mass = 0;
  for (size_t c = 0; c < rows_of_class_.size(); ++c) {
    mass += masses_[c] * static_cast<double>(rows_of_class_[c].size());
  }
  return mass / static_cast<double>(std::max<int64_t>(set_.size(), 1));
}

void SyntheticContributions::Save(ByteWriter& writer) const {
  writer.PutVector(logits_);
  writer.PutVector(logit_momenta_);
  writer.PutVector(log_masses_);
  writer.PutVector(mass_momenta_);
}

absl::Status SyntheticContributions::Restore(ByteReader& reader) {
  for (std::vector<double>* values : {&logits_, &logit_momenta_, &log_masses_, &mass_momenta_}) {
    std::vector<double> restored = reader.GetVector<double>();
    if (restored.size() != values->size()) {
      return absl::DataLossError("the checkpoint's contributions are of another synthetic set");
    }
    *values = std::move(restored);
  }
  RefreshWeights();
  return absl::OkStatus();
}

}  // namespace counterweight
