#include "client/model_text.h"

#include <google/protobuf/util/time_util.h>

#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/dataset_text.h"
#include "client/metrics_text.h"
#include "client/number_text.h"
#include "client/table.h"

namespace counterweight::client {
namespace {

using google::protobuf::util::TimeUtil;

std::string OptionsText(const v1::Model& model) {
  const std::map<std::string, std::string> sorted(model.options().begin(), model.options().end());
  return absl::StrJoin(sorted, " ", absl::PairFormatter("="));
}

std::string Facts(const v1::Model& model) {
  TextTable table({{""}, {""}});
  table.AddRow({"name", model.name()});
  table.AddRow({"display name", absl::StrCat(model.display_name(), ", version ", model.version())});
  if (model.aliases_size() > 0) {
    table.AddRow({"aliases", absl::StrJoin(model.aliases(), ", ")});
  }
  table.AddRow({"created", TimeUtil::ToString(model.create_time())});
  table.AddRow({"job", model.job()});
  table.AddRow({"dataset", model.dataset()});
  table.AddRow({"method", model.method()});
  if (!model.options().empty()) table.AddRow({"options", OptionsText(model)});
  table.AddRow({"seed", absl::StrCat(model.seed())});
  table.AddRow({"trained on", absl::StrCat(model.training_row_count(), " rows and ",
                                           model.synthetic_row_count(), " synthetic rows")});
  table.AddRow({"size", BytesText(model.artifact_bytes())});
  table.AddRow({"SHA-256", absl::BytesToHexString(model.sha256())});
  return table.ToString();
}

std::string Settings(const v1::Model& model) {
  TextTable table({{"setting"},
                   {"rule"},
                   {"weight", Alignment::kRight},
                   {"fold AP", Alignment::kRight},
                   {"chosen step", Alignment::kRight},
                   {"options"}});
  for (const v1::Model::Setting& setting : model.settings()) {
    const std::map<std::string, std::string> sorted(setting.options().begin(),
                                                    setting.options().end());
    table.AddRow({setting.name(), setting.rule(), RoundedText(setting.weight(), 3),
                  RoundedText(setting.validation_average_precision(), 4),
                  absl::StrCat(setting.chosen_step()),
                  absl::StrJoin(sorted, " ", absl::PairFormatter("="))});
  }
  return table.ToString();
}

std::string Classes(const v1::Model& model) {
  TextTable table({{"class"}, {"threshold", Alignment::kRight}, {""}});
  for (int i = 0; i < model.classes_size(); ++i) {
    const bool known = i < model.thresholds_size();
    const bool positive = model.classes(i) == model.positive_label();
    table.AddRow({model.classes(i), known ? ShortText(model.thresholds(i)) : "-",
                  positive ? "positive" : ""});
  }
  return table.ToString();
}

std::string Columns(const v1::Model& model) {
  TextTable table({{"column"}, {"type"}});
  for (const v1::Model::FeatureColumn& column : model.columns()) {
    table.AddRow({column.name(), ColumnTypeName(column.type())});
  }
  return table.ToString();
}

}  // namespace

std::string ModelText(const v1::Model& model) {
  const std::string text =
      absl::StrCat(Facts(model), "\n", Settings(model), "\n", Classes(model), "\n", Columns(model));
  const std::string figures = MetricsText(model.metrics());
  return figures.empty() ? text : absl::StrCat(text, "\n", figures);
}

std::string ModelsText(const v1::ListModelsResponse& list) {
  TextTable table({{"name"},
                   {"display name"},
                   {"version", Alignment::kRight},
                   {"method"},
                   {"dataset"},
                   {"test AP", Alignment::kRight},
                   {"aliases"},
                   {"created"}});
  for (const v1::Model& model : list.models()) {
    const bool tested = model.metrics().has_test();
    table.AddRow({model.name(), model.display_name(), absl::StrCat(model.version()), model.method(),
                  model.dataset(),
                  tested ? RoundedText(model.metrics().test().average_precision(), 4) : "-",
                  absl::StrJoin(model.aliases(), ", "), TimeUtil::ToString(model.create_time())});
  }
  return table.ToString();
}

std::string EvaluationText(const v1::EvaluateModelResponse& evaluation) {
  TextTable table({{""}, {""}});
  table.AddRow({"model", absl::StrCat(evaluation.model(), ", version ", evaluation.version())});
  return absl::StrCat(table.ToString(), "\n", MetricsText({{"dataset", evaluation.metrics()}}));
}

}  // namespace counterweight::client
