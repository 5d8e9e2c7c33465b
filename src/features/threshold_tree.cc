#include "src/features/threshold_tree.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "src/base/class_counts.h"

namespace counterweight {
namespace {

// scikit-learn's: neighbours this close count as one value.
constexpr float kSameValue = 1e-7f;
// Gains closer than this differ by rounding only; the mass of all rows is 1.
constexpr double kSameGain = 1e-12;

struct LabelledValue {
  float value = 0;
  uint32_t label = 0;
};

// The best cut of a leaf: `position` is its first row on the right side.
struct Cut {
  int64_t position = 0;
  double gain = 0;  // decrease of the impurity, weighted by mass
};

// Rows [begin, end) of the sorted column.
struct Leaf {
  int64_t begin = 0, end = 0;
  std::optional<Cut> cut;
};

// Rows of a growing set. It never shrinks: sums of positive terms lose no digits, however many
// classes there are.
class ClassMass {
 public:
  // row_mass: [classes], of a row of each class. It must live as long as this.
  explicit ClassMass(absl::Span<const double> row_mass)
      : row_mass_(row_mass), counts_(row_mass.size(), 0) {}

  void Add(uint32_t label) {
    const double mass = row_mass_[label];
    // (count + 1)^2 - count^2
    squares_ += mass * mass * static_cast<double>(2 * counts_[label] + 1);
    ++counts_[label];
    mass_ += mass;
  }

  // Mass less its Gini impurity, mass (1 - sum_c share_c^2).
  double Purity() const { return squares_ / mass_; }

 private:
  absl::Span<const double> row_mass_;
  std::vector<int64_t> counts_;
  double mass_ = 0;
  double squares_ = 0;  // sum over classes of (mass of the class)^2
};

class TreeGrower {
 public:
  TreeGrower(std::vector<LabelledValue> rows, std::vector<double> row_mass, int64_t leaf_rows)
      : rows_(std::move(rows)),
        row_mass_(std::move(row_mass)),
        leaf_rows_(leaf_rows),
        purity_before_(rows_.size()) {
    AddLeaf(0, static_cast<int64_t>(rows_.size()));
  }

  int64_t leaf_count() const { return static_cast<int64_t>(leaves_.size()); }

  // Cuts the leaf that gains most and gives the threshold; nullopt if no leaf can be cut.
  std::optional<float> CutOnce() {
    const std::optional<size_t> chosen = BestLeaf();
    if (!chosen.has_value()) return std::nullopt;
    const Leaf leaf = leaves_[*chosen];
    const int64_t position = leaf.cut->position;
    leaves_.erase(leaves_.begin() + static_cast<int64_t>(*chosen));
    AddLeaf(leaf.begin, position);
    AddLeaf(position, leaf.end);
    // In double, and halved first: neither the sum nor the midpoint of large values overflows.
    return static_cast<float>(rows_[position - 1].value / 2.0 + rows_[position].value / 2.0);
  }

 private:
  void AddLeaf(int64_t begin, int64_t end) { leaves_.push_back({begin, end, BestCut(begin, end)}); }

  std::optional<size_t> BestLeaf() const {
    std::optional<size_t> best;
    for (size_t i = 0; i < leaves_.size(); ++i) {
      if (!leaves_[i].cut.has_value()) continue;
      if (!best.has_value() || leaves_[i].cut->gain > leaves_[*best].cut->gain + kSameGain) {
        best = i;
      }
    }
    return best;
  }

  bool HasOneClass(int64_t begin, int64_t end) const {
    return std::all_of(rows_.begin() + begin, rows_.begin() + end,
                       [&](const LabelledValue& row) { return row.label == rows_[begin].label; });
  }

  // purity_before_[p] = purity of rows [begin, p), for begin < p < end; returns that of all rows.
  double MeasureLeftSides(int64_t begin, int64_t end) {
    ClassMass left(row_mass_);
    for (int64_t i = begin; i < end; ++i) {
      if (i > begin) purity_before_[i] = left.Purity();
      left.Add(rows_[i].label);
    }
    return left.Purity();
  }

  std::optional<Cut> BestCut(int64_t begin, int64_t end) {
    if (end - begin < 2 * leaf_rows_ || HasOneClass(begin, end)) return std::nullopt;
    const double uncut = MeasureLeftSides(begin, end);
    ClassMass right(row_mass_);
    std::optional<Cut> best;
    for (int64_t position = end - 1; position >= begin + leaf_rows_; --position) {
      right.Add(rows_[position].label);
      if (end - position < leaf_rows_) continue;
      if (rows_[position].value <= rows_[position - 1].value + kSameValue) continue;
      const double gain = purity_before_[position] + right.Purity() - uncut;
      // From the right, so that of equal gains the lowest position stays.
      if (best.has_value() && gain < best->gain - kSameGain) continue;
      best = Cut{position, best.has_value() ? std::max(gain, best->gain) : gain};
    }
    return best;
  }

  std::vector<LabelledValue> rows_;  // ascending by value
  std::vector<double> row_mass_;     // [classes]
  int64_t leaf_rows_;
  std::vector<double> purity_before_;  // [rows], of one call of BestCut
  std::vector<Leaf> leaves_;           // in the order they were made
};

std::vector<LabelledValue> SortedRows(absl::Span<const float> values,
                                      absl::Span<const uint32_t> labels) {
  std::vector<LabelledValue> rows(values.size());
  for (size_t i = 0; i < rows.size(); ++i) rows[i] = {values[i], labels[i]};
  // By label too: the order of rows with one value may not depend on the order given.
  std::sort(rows.begin(), rows.end(), [](const LabelledValue& a, const LabelledValue& b) {
    return a.value < b.value || (a.value == b.value && a.label < b.label);
  });
  return rows;
}

// Mass of a row of each class: classes that are present weigh the same, all rows together 1.
std::vector<double> BalancedMass(absl::Span<const uint32_t> labels, int class_count) {
  const std::vector<int64_t> counts = CountClasses(labels, class_count);
  const auto absent = std::count(counts.begin(), counts.end(), 0);
  std::vector<double> mass(counts.size(), 0);
  for (size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] == 0) continue;
    mass[c] = 1.0 / (static_cast<double>(class_count - absent) * static_cast<double>(counts[c]));
  }
  return mass;
}

}  // namespace

std::vector<float> ThresholdsOfTree(absl::Span<const float> values,
                                    absl::Span<const uint32_t> labels, int class_count,
                                    const ThresholdTreeLimits& limits) {
  TreeGrower tree(SortedRows(values, labels), BalancedMass(labels, class_count), limits.leaf_rows);
  std::vector<float> thresholds;
  while (tree.leaf_count() < limits.leaves) {
    const std::optional<float> threshold = tree.CutOnce();
    if (!threshold.has_value()) break;
    thresholds.push_back(*threshold);
  }
  std::sort(thresholds.begin(), thresholds.end());
  return thresholds;
}

}  // namespace counterweight
