#include "client/metrics_text.h"

#include "absl/strings/str_cat.h"
#include "client/number_text.h"
#include "client/printable.h"
#include "client/table.h"

namespace counterweight::client {
namespace {

using Metrics = v1::ClassificationMetrics;

struct Figure {
  const char* title;
  double (Metrics::*value)() const;
};

constexpr Figure kFigures[] = {
    {"ROC AUC", &Metrics::roc_auc},
    {"F1", &Metrics::f1},
    {"best F1", &Metrics::best_f1},
    {"precision", &Metrics::precision},
    {"recall", &Metrics::recall},
    {"balanced accuracy", &Metrics::balanced_accuracy},
    {"geometric mean", &Metrics::geometric_mean},
    {"Matthews correlation", &Metrics::matthews_correlation},
    {"Brier score", &Metrics::brier_score},
    {"log loss", &Metrics::log_loss},
    {"expected calibration error", &Metrics::expected_calibration_error},
};

TextTable FigureTable(const std::string& first_title, const std::vector<TitledMetrics>& sets) {
  std::vector<TextTable::Column> columns = {{first_title}};
  for (const TitledMetrics& set : sets) columns.push_back({set.title, Alignment::kRight});
  return TextTable(std::move(columns));
}

// "0.5312 [0.41, 0.64]". No average precision is 0, so an interval up to 0 was not reported.
std::string AveragePrecisionText(const Metrics& metrics) {
  const std::string value = RoundedText(metrics.average_precision(), 4);
  if (metrics.average_precision_high() == 0) return value;
  return absl::StrCat(value, " [", RoundedText(metrics.average_precision_low(), 2), ", ",
                      RoundedText(metrics.average_precision_high(), 2), "]");
}

std::string FiguresText(const std::vector<TitledMetrics>& sets) {
  TextTable table = FigureTable("figure", sets);
  std::vector<std::string> cells = {"rows"};
  for (const TitledMetrics& set : sets) cells.push_back(absl::StrCat(set.metrics.row_count()));
  table.AddRow(cells);
  cells = {"average precision"};
  for (const TitledMetrics& set : sets) cells.push_back(AveragePrecisionText(set.metrics));
  table.AddRow(cells);
  for (const Figure& figure : kFigures) {
    cells = {figure.title};
    for (const TitledMetrics& set : sets) {
      cells.push_back(RoundedText((set.metrics.*figure.value)(), 4));
    }
    table.AddRow(cells);
  }
  return table.ToString();
}

std::string ClassesText(const std::vector<TitledMetrics>& sets) {
  const Metrics& last = sets.back().metrics;
  if (last.classes_size() <= 2) return "";
  TextTable table = FigureTable("average precision of class", sets);
  for (int i = 0; i < last.classes_size(); ++i) {
    std::vector<std::string> cells = {last.classes(i)};
    for (const TitledMetrics& set : sets) {
      const bool known = i < set.metrics.class_average_precision_size();
      cells.push_back(known ? RoundedText(set.metrics.class_average_precision(i), 4) : "-");
    }
    table.AddRow(cells);
  }
  return "\n" + table.ToString();
}

std::string ConfusionText(const TitledMetrics& set) {
  const Metrics& metrics = set.metrics;
  const int classes = metrics.classes_size();
  if (classes == 0 || metrics.confusion_size() != classes * classes) return "";
  std::vector<TextTable::Column> columns = {{absl::StrCat("confusion (", set.title, ")")}};
  for (const std::string& name : metrics.classes()) {
    columns.push_back({"predicted " + name, Alignment::kRight});
  }
  TextTable table(std::move(columns));
  for (int truth = 0; truth < classes; ++truth) {
    std::vector<std::string> cells = {"true " + metrics.classes(truth)};
    for (int guess = 0; guess < classes; ++guess) {
      cells.push_back(absl::StrCat(metrics.confusion(truth * classes + guess)));
    }
    table.AddRow(std::move(cells));
  }
  return "\n" + table.ToString();
}

}  // namespace

std::string MetricsText(const std::vector<TitledMetrics>& sets) {
  if (sets.empty()) return "";
  return FiguresText(sets) + ClassesText(sets) + ConfusionText(sets.back());
}

std::string MetricsText(const v1::ModelMetrics& metrics) {
  std::vector<TitledMetrics> sets;
  if (metrics.has_validation()) sets.push_back({"validation", metrics.validation()});
  if (metrics.has_test()) sets.push_back({"test", metrics.test()});
  return MetricsText(sets);
}

}  // namespace counterweight::client
