#include "src/learn/synthetic_rows.h"

#include "src/base/random_stream.h"

namespace counterweight {
namespace {

SyntheticSet MakeSet(const TrainingProblem& problem, const TrainingOptions& options,
                     uint64_t seed) {
  const TrainingSet& set = *problem.set;
  return MakeSyntheticSet(set.features, set.labels, set.class_count, set.folds, problem.members,
                          SetOptionsOf(options), RandomStream(seed, "synthetic set"));
}

}  // namespace

SyntheticSetOptions SetOptionsOf(const TrainingOptions& options) {
  SyntheticSetOptions set_options;
  set_options.rows = options.synthetic_rows;
  set_options.neighbours = options.neighbours;
  set_options.lambda_max = options.lambda_max;
  return set_options;
}

std::vector<uint32_t> SyntheticTargets(const TrainingProblem& problem, const SyntheticSet& set) {
  std::vector<uint32_t> targets;
  for (const uint32_t label : set.classes) targets.push_back(problem.TargetOf(label));
  return targets;
}

bool UsableByAnyMember(const SyntheticSet& set, int64_t row) {
  for (size_t i = row; i < set.usable.size(); i += set.size()) {
    if (set.usable[i]) return true;
  }
  return false;
}

MemberRows UsableRows(const SyntheticSet& set, int members) {
  MemberRows usable(members);
  for (int member = 0; member < members; ++member) {
    for (int64_t row = 0; row < set.size(); ++row) {
      if (set.usable[member * set.size() + row]) usable[member].push_back(row);
    }
  }
  return usable;
}

SyntheticRows::SyntheticRows(const TrainingProblem& problem, const NetworkShape& shape,
                             const TrainingOptions& options, uint64_t seed)
    : problem_(problem),
      options_(options),
      seed_(seed),
      set_(MakeSet(problem, options, seed)),
      targets_(SyntheticTargets(problem, set_)),
      weighted_rows_(*problem.encoder, shape) {}

MemberRows SyntheticRows::DrawBatch(int64_t step) const {
  RandomStream stream(seed_, "synthetic batch", step);
  MemberRows rows(problem_.members);
  for (std::vector<int64_t>& member : rows) {
    for (int i = 0; i < options_.synthetic_batch; ++i) {
      member.push_back(static_cast<int64_t>(stream.Below(set_.size())));
    }
  }
  return rows;
}

void SyntheticRows::AddGradient(const TrainingState& state,
                                const CrossFit<SyntheticContributions>& contributions,
                                const at::Tensor& gradient, absl::Span<double> losses) {
  const auto coefficient = [&](int member, int64_t row) {
    return contributions.of(member).Coefficient(member, row) / options_.synthetic_batch;
  };
  weighted_rows_.AddGradient(
      state.parameters, set_.features, targets_, DrawBatch(state.step), coefficient,
      Dropout{options_.dropout, RandomStream(seed_, "synthetic dropout", state.step)}, gradient,
      losses);
}

SyntheticOutcome SyntheticRows::Outcome(
    const CrossFit<SyntheticContributions>& contributions) const {
  SyntheticOutcome outcome;
  outcome.set = set_;
  outcome.contributions.assign(set_.size(), 0.0f);
  outcome.class_mass.assign(contributions.of(0).masses().size(), 0.0f);
  const float share = 1.0f / static_cast<float>(contributions.members());
  for (int member = 0; member < contributions.members(); ++member) {
    const SyntheticContributions& copy = contributions.of(member);
    for (int64_t row = 0; row < set_.size(); ++row) {
      if (!UsableByAnyMember(set_, row)) continue;
      outcome.contributions[row] += share * static_cast<float>(copy.weights()[row]);
    }
    for (size_t c = 0; c < outcome.class_mass.size(); ++c) {
      outcome.class_mass[c] += share * static_cast<float>(copy.masses()[c]);
    }
  }
  return outcome;
}

double MeanTotalMass(const CrossFit<SyntheticContributions>& contributions) {
  double sum = 0;
  for (int member = 0; member < contributions.members(); ++member) {
    sum += contributions.of(member).total_mass();
  }
  return sum / contributions.members();
}

}  // namespace counterweight
