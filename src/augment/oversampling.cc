#include "src/augment/oversampling.h"

#include "src/augment/class_neighbours.h"
#include "src/augment/gather_rows.h"
#include "src/base/class_counts.h"

namespace counterweight {

std::vector<ShortClass> ShortClasses(const LabelledRows& rows) {
  const std::vector<int64_t> counts = CountClasses(rows.labels, rows.class_count);
  const int64_t most = counts[LargestClass(counts)];
  std::vector<ShortClass> short_classes;
  std::vector<int> place(rows.class_count, -1);  // in short_classes
  for (int c = 0; c < rows.class_count; ++c) {
    if (counts[c] == 0 || counts[c] == most) continue;
    place[c] = static_cast<int>(short_classes.size());
    short_classes.push_back({static_cast<uint32_t>(c), {}, most - counts[c]});
  }
  for (size_t row = 0; row < rows.labels.size(); ++row) {
    const int at = place[rows.labels[row]];
    if (at >= 0) short_classes[at].members.push_back(static_cast<int64_t>(row));
  }
  return short_classes;
}

std::vector<int64_t> DrawBases(absl::Span<const int64_t> candidates, int64_t count,
                               RandomStream& stream) {
  std::vector<int64_t> bases;
  bases.reserve(count);
  for (int64_t i = 0; i < count; ++i) bases.push_back(candidates[stream.Below(candidates.size())]);
  return bases;
}

void AppendRow(absl::Span<const float> values, uint32_t label, NewRows& out) {
  out.features.values.insert(out.features.values.end(), values.begin(), values.end());
  ++out.features.rows;
  out.labels.push_back(label);
}

void AppendCopies(const LabelledRows& rows, const ShortClass& short_class, RandomStream& stream,
                  NewRows& out) {
  const size_t columns = rows.features.columns;
  for (const int64_t row : DrawBases(short_class.members, short_class.missing, stream)) {
    AppendRow({rows.features.row(row), columns}, short_class.label, out);
  }
}

void AppendBetweenNeighbours(const LabelledRows& rows, const ShortClass& short_class,
                             absl::Span<const int64_t> bases, RandomStream& stream, NewRows& out) {
  const Matrix members = GatherRows(rows.features, short_class.members);
  const ClassNeighbours neighbours(members, bases);
  std::vector<float> values(members.columns);
  for (const int64_t base : bases) {
    const float* from = members.row(base);
    const float* to = members.row(neighbours.Of(base)[stream.Below(neighbours.count())]);
    const double lambda = stream.Uniform();
    for (int64_t c = 0; c < members.columns; ++c) {
      // In double, so that rounding to float cannot leave the segment.
      values[c] = static_cast<float>(from[c] + lambda * (static_cast<double>(to[c]) - from[c]));
    }
    AppendRow(values, short_class.label, out);
  }
}

}  // namespace counterweight
