#include "src/learn/resampled_method.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "src/augment/gather_rows.h"
#include "src/base/class_counts.h"

namespace counterweight {
namespace {

std::vector<uint32_t> LabelsOf(const TrainingSet& set, absl::Span<const int64_t> rows) {
  std::vector<uint32_t> labels;
  labels.reserve(rows.size());
  for (const int64_t row : rows) labels.push_back(set.labels[row]);
  return labels;
}

// How many rows the classes lack of the largest's count.
int64_t MissingRows(const TrainingSet& set, absl::Span<const int64_t> training_rows) {
  const std::vector<int64_t> counts = CountClasses(LabelsOf(set, training_rows), set.class_count);
  const int64_t most = counts[LargestClass(counts)];
  int64_t missing = 0;
  for (const int64_t count : counts) missing += count > 0 ? most - count : 0;
  return missing;
}

}  // namespace

absl::Status CheckNewRows(const TrainingProblem& problem) {
  int64_t rows = 0;
  for (const std::vector<int64_t>& training_rows : problem.training_rows) {
    rows += MissingRows(*problem.set, training_rows);
  }
  const int64_t row_bytes =
      std::max<int64_t>(1, problem.set->features.columns) * static_cast<int64_t>(sizeof(float));
  if (rows <= kMaximumNewRowBytes / row_bytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat(
      "resampling to classes of one size would add ", rows, " rows of ", row_bytes,
      " bytes to the networks' training parts; at most ", kMaximumNewRowBytes,
      " bytes are added in all. Method class_weighted gives classes the same weight without"));
}

ResampledMethod::ResampledMethod(const TrainingProblem& problem, Oversampler oversampler,
                                 uint64_t seed)
    : TrainingMethod(problem),
      features_(problem.set->features),
      targets_(problem.targets),
      member_rows_(problem.training_rows) {
  for (int member = 0; member < problem.members; ++member) AddMember(member, oversampler, seed);
}

void ResampledMethod::AddMember(int member, Oversampler oversampler, uint64_t seed) {
  const TrainingSet& set = *problem().set;
  const std::vector<int64_t>& training_rows = problem().training_rows[member];
  const LabelledRows part{GatherRows(set.features, training_rows), LabelsOf(set, training_rows),
                          set.class_count, set.column_groups};
  const NewRows added = oversampler(part, RandomStream(seed, "resampling", member));
  for (int64_t i = 0; i < added.features.rows; ++i) {
    member_rows_[member].push_back(features_.rows + i);
  }
  for (const uint32_t label : added.labels) targets_.push_back(problem().TargetOf(label));
  features_.values.insert(features_.values.end(), added.features.values.begin(),
                          added.features.values.end());
  features_.rows += added.features.rows;
}

}  // namespace counterweight
