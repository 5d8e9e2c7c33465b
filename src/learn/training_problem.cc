#include "src/learn/training_problem.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "src/base/class_counts.h"
#include "src/base/status_macros.h"
#include "src/evaluation/class_scores.h"

namespace counterweight {
namespace {

template <typename... Parts>
absl::Status Invalid(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat("training set: ", parts...));
}

absl::Status CheckSizes(const TrainingSet& set) {
  const int64_t rows = set.features.rows;
  if (rows < 1) return Invalid("no row");
  if (static_cast<int64_t>(set.features.values.size()) != rows * set.features.columns) {
    return Invalid(set.features.values.size(), " values for ", rows, " rows of ",
                   set.features.columns, " columns");
  }
  if (static_cast<int64_t>(set.labels.size()) != rows) {
    return Invalid(set.labels.size(), " labels for ", rows, " rows");
  }
  if (static_cast<int64_t>(set.folds.size()) != rows) {
    return Invalid(set.folds.size(), " folds for ", rows, " rows");
  }
  if (!set.column_groups.empty() &&
      static_cast<int64_t>(set.column_groups.size()) != set.features.columns) {
    return Invalid(set.column_groups.size(), " column groups for ", set.features.columns,
                   " columns");
  }
  if (set.encoding.input_width != set.features.columns) {
    return Invalid("an encoding of ", set.encoding.input_width, " columns for rows of ",
                   set.features.columns);
  }
  return set.encoding.Validate();
}

absl::Status CheckRanges(const TrainingSet& set) {
  if (set.class_count < 2) return Invalid(set.class_count, " classes, but at least 2");
  if (set.positive_class < 0 || set.positive_class >= set.class_count) {
    return Invalid("positive class ", set.positive_class, " of ", set.class_count, " classes");
  }
  if (set.fold_count < 2) return Invalid(set.fold_count, " folds, but at least 2");
  for (int64_t row = 0; row < set.features.rows; ++row) {
    if (set.labels[row] >= static_cast<uint32_t>(set.class_count)) {
      return Invalid("row ", row, " has label ", set.labels[row], " of ", set.class_count,
                     " classes");
    }
    if (set.folds[row] < 0 || set.folds[row] >= set.fold_count) {
      return Invalid("row ", row, " is in fold ", set.folds[row], " of ", set.fold_count);
    }
    const float* values = set.features.row(row);
    for (int64_t column = 0; column < set.features.columns; ++column) {
      if (!std::isfinite(values[column])) {
        return Invalid("row ", row, ", column ", column, " is not finite");
      }
    }
  }
  return absl::OkStatus();
}

std::vector<RankedClass> RankedClasses(const TrainingSet& set, uint32_t majority_class) {
  if (set.class_count == 2) return {{static_cast<uint32_t>(set.positive_class), 0}};
  std::vector<RankedClass> ranked;
  for (int c = 0; c < set.class_count; ++c) {
    const auto label = static_cast<uint32_t>(c);
    if (label != majority_class) ranked.push_back({label, c});
  }
  return ranked;
}

void ShareOutRows(TrainingProblem& problem) {
  problem.training_rows.resize(problem.members);
  problem.validation_rows.resize(problem.members);
  for (int64_t row = 0; row < problem.rows(); ++row) {
    for (int member = 0; member < problem.members; ++member) {
      const bool own_fold = problem.set->folds[row] == member;
      (own_fold ? problem.validation_rows : problem.training_rows)[member].push_back(row);
    }
  }
}

}  // namespace

uint32_t TrainingProblem::TargetOf(uint32_t label) const {
  if (outputs > 1) return label;
  return label == static_cast<uint32_t>(set->positive_class) ? 1 : 0;
}

absl::StatusOr<TrainingProblem> MakeTrainingProblem(const TrainingSet& set) {
  CW_RETURN_IF_ERROR(CheckSizes(set));
  CW_RETURN_IF_ERROR(CheckRanges(set));
  const std::vector<int64_t> counts = CountClasses(set.labels, set.class_count);
  const int majority = LargestClass(counts);
  if (counts[majority] == set.features.rows) {
    return Invalid("all ", set.features.rows, " rows are of class ", majority);
  }
  TrainingProblem problem;
  problem.set = &set;
  CW_ASSIGN_OR_RETURN(RowEncoder encoder, RowEncoder::Create(set.encoding));
  problem.encoder = std::make_shared<const RowEncoder>(std::move(encoder));
  problem.members = set.networks == NetworksKind::kSingle ? 1 : set.fold_count;
  problem.outputs = ScoreColumns(set.class_count);
  problem.majority_class = static_cast<uint32_t>(majority);
  problem.ranked_classes = RankedClasses(set, problem.majority_class);
  ShareOutRows(problem);
  for (int member = 0; member < problem.members; ++member) {
    if (problem.training_rows[member].empty()) {
      return Invalid("every row is in fold ", member, ", so its member has no row to train on");
    }
  }
  problem.targets.reserve(set.labels.size());
  for (const uint32_t label : set.labels) problem.targets.push_back(problem.TargetOf(label));
  return problem;
}

}  // namespace counterweight
