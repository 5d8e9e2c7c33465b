// Results over seeds as a table of docs/results.md.
#ifndef COUNTERWEIGHT_BENCH_RESULT_TABLE_H_
#define COUNTERWEIGHT_BENCH_RESULT_TABLE_H_

#include <string>
#include <vector>

namespace counterweight {

// The values of one figure, one per run.
class Series {
 public:
  // A value that is not finite stands for a run without the figure and is left out.
  void Add(double value);

  // NaN without a value.
  double mean() const;
  // "0.950 ± 0.012": mean and the runs' standard deviation (n - 1); the mean alone of one value,
  // "-" of none.
  std::string Text() const;

 private:
  std::vector<double> values_;
};

// Rows of cells, the first the header: GitHub's table, the first column left, the others right.
std::string MarkdownTable(const std::vector<std::vector<std::string>>& rows);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_RESULT_TABLE_H_
