#include "client/bench_text.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/number_text.h"
#include "client/table.h"

namespace counterweight::client {
namespace {

using google::protobuf::ListValue;
using google::protobuf::Struct;
using google::protobuf::Value;

constexpr int kDecimals = 4;

std::string SpreadText(const Spread& spread) {
  const std::string mean = RoundedText(spread.mean, kDecimals);
  if (std::isnan(spread.deviation)) return mean;
  return absl::StrCat(mean, " ± ", RoundedText(spread.deviation, kDecimals));
}

std::string PrecisionText(const BenchSummary& summary) {
  std::vector<TextTable::Column> columns = {{"average precision"}};
  for (const std::string& method : summary.scope.methods) {
    columns.push_back({method, Alignment::kRight});
  }
  TextTable table(std::move(columns));
  for (size_t dataset = 0; dataset < summary.scope.datasets.size(); ++dataset) {
    std::vector<std::string> cells = {summary.scope.datasets[dataset]};
    for (const BenchCell& cell : summary.cells[dataset]) {
      cells.push_back(SpreadText(cell.average_precision));
    }
    table.AddRow(std::move(cells));
  }
  return table.ToString();
}

void AppendComparison(const BenchComparison& comparison, std::vector<std::string>* cells) {
  cells->push_back(std::isnan(comparison.mean_difference)
                       ? "-"
                       : absl::StrFormat("%+.*f", kDecimals, comparison.mean_difference));
  cells->push_back(absl::StrCat(comparison.wins, "/", comparison.ties, "/", comparison.losses));
  cells->push_back(RoundedText(comparison.p_value, kDecimals));
  cells->push_back(RoundedText(comparison.adjusted_p_value, kDecimals));
}

std::string MethodsText(const BenchSummary& summary) {
  const Alignment right = Alignment::kRight;
  TextTable table({{"method"},
                   {"mean AP", right},
                   {"mean AUC", right},
                   {"mean best F1", right},
                   {"average rank", right},
                   {"seconds", right},
                   {"difference", right},
                   {"won/tied/lost", right},
                   {"p", right},
                   {"Holm p", right}});
  for (size_t i = 0; i < summary.methods.size(); ++i) {
    const BenchMethodSummary& method = summary.methods[i];
    std::vector<std::string> cells = {summary.scope.methods[i],
                                      RoundedText(method.average_precision, kDecimals),
                                      RoundedText(method.roc_auc, kDecimals),
                                      RoundedText(method.best_f1, kDecimals),
                                      RoundedText(method.average_rank, 2),
                                      RoundedText(method.seconds, 1)};
    if (method.against.has_value()) AppendComparison(*method.against, &cells);
    table.AddRow(std::move(cells));
  }
  return table.ToString();
}

Value Number(double number) {
  Value value;
  if (std::isfinite(number)) {
    value.set_number_value(number);
  } else {
    value.set_null_value(google::protobuf::NULL_VALUE);
  }
  return value;
}

Value Text(const std::string& text) {
  Value value;
  value.set_string_value(text);
  return value;
}

Value Texts(absl::Span<const std::string> texts) {
  Value value;
  value.mutable_list_value();  // empty, but a list
  for (const std::string& text : texts) *value.mutable_list_value()->add_values() = Text(text);
  return value;
}

// Sets named fields of one object.
class Object {
 public:
  explicit Object(Struct* fields) : fields_(fields->mutable_fields()) {}
  Object& Set(const std::string& name, Value value) {
    (*fields_)[name] = std::move(value);
    return *this;
  }
  Object& Set(const std::string& name, const Spread& spread) {
    Object((*fields_)[name].mutable_struct_value())
        .Set("mean", Number(spread.mean))
        .Set("deviation", Number(spread.deviation));
    return *this;
  }

 private:
  google::protobuf::Map<std::string, Value>* const fields_;
};

void AddCells(const BenchSummary& summary, ListValue* list) {
  for (size_t dataset = 0; dataset < summary.cells.size(); ++dataset) {
    for (size_t method = 0; method < summary.cells[dataset].size(); ++method) {
      const BenchCell& cell = summary.cells[dataset][method];
      if (cell.seeds == 0) continue;
      Object(list->add_values()->mutable_struct_value())
          .Set("dataset", Text(summary.scope.datasets[dataset]))
          .Set("method", Text(summary.scope.methods[method]))
          .Set("seeds", Number(cell.seeds))
          .Set("averagePrecision", cell.average_precision)
          .Set("rocAuc", cell.roc_auc)
          .Set("bestF1", cell.best_f1)
          .Set("expectedCalibrationError", cell.expected_calibration_error)
          .Set("seconds", cell.seconds);
    }
  }
}

Value ComparisonValue(const absl::optional<BenchComparison>& comparison) {
  if (!comparison.has_value()) return Number(BenchRow::kNone);
  Value value;
  Object(value.mutable_struct_value())
      .Set("datasets", Number(comparison->datasets))
      .Set("meanDifference", Number(comparison->mean_difference))
      .Set("wins", Number(comparison->wins))
      .Set("ties", Number(comparison->ties))
      .Set("losses", Number(comparison->losses))
      .Set("pValue", Number(comparison->p_value))
      .Set("adjustedPValue", Number(comparison->adjusted_p_value));
  return value;
}

void AddMethods(const BenchSummary& summary, ListValue* list) {
  for (size_t i = 0; i < summary.methods.size(); ++i) {
    const BenchMethodSummary& method = summary.methods[i];
    Object(list->add_values()->mutable_struct_value())
        .Set("method", Text(summary.scope.methods[i]))
        .Set("averagePrecision", Number(method.average_precision))
        .Set("rocAuc", Number(method.roc_auc))
        .Set("bestF1", Number(method.best_f1))
        .Set("averageRank", Number(method.average_rank))
        .Set("seconds", Number(method.seconds))
        .Set("against", ComparisonValue(method.against));
  }
}

}  // namespace

std::string BenchText(const BenchSummary& summary) {
  return absl::StrCat(
      PrecisionText(summary), "\nover the ", summary.compared_datasets.size(), " of ",
      summary.scope.datasets.size(), " datasets on which all methods have results; difference: ",
      summary.scope.methods[summary.scope.reference], " minus the method\n", MethodsText(summary));
}

google::protobuf::Struct BenchJson(const BenchSummary& summary,
                                   absl::Span<const std::string> failures) {
  Value cells;
  AddCells(summary, cells.mutable_list_value());
  Value methods;
  AddMethods(summary, methods.mutable_list_value());
  Struct json;
  Object(&json)
      .Set("reference", Text(summary.scope.methods[summary.scope.reference]))
      .Set("seeds", Number(static_cast<double>(summary.scope.seeds)))
      .Set("datasets", Texts(summary.scope.datasets))
      .Set("comparedDatasets", Texts(summary.compared_datasets))
      .Set("failures", Texts(failures))
      .Set("cells", std::move(cells))
      .Set("methods", std::move(methods));
  return json;
}

}  // namespace counterweight::client
