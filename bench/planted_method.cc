#include "bench/planted_method.h"

#include <algorithm>
#include <cmath>

namespace counterweight {
namespace {

// [folds]
MemberRows MajorityRowsOfFolds(const TrainingProblem& problem) {
  const TrainingSet& set = *problem.set;
  MemberRows rows(set.fold_count);
  for (int64_t row = 0; row < problem.rows(); ++row) {
    if (set.labels[row] == problem.majority_class) rows[set.folds[row]].push_back(row);
  }
  return rows;
}

}  // namespace

std::vector<uint8_t> PlantMajorityRows(const TrainingProblem& problem, double share,
                                       RandomStream stream, SyntheticRows& rows) {
  const MemberRows majority = MajorityRowsOfFolds(problem);
  const Matrix& features = problem.set->features;
  const int64_t count = rows.set().size();
  std::vector<uint8_t> planted(count, 0);
  const std::vector<int64_t> order = stream.Permutation(count);
  const auto planted_count = std::llround(share * static_cast<double>(count));
  for (int64_t i = 0; i < planted_count; ++i) {
    const int64_t row = order[i];
    const std::vector<int64_t>& sources = majority[problem.set->folds[rows.set().parents[row]]];
    const int64_t source = sources[stream.Below(sources.size())];
    std::copy_n(features.row(source), features.columns, rows.positions().row(row));
    planted[row] = 1;
  }
  return planted;
}

}  // namespace counterweight
