#include "client/dataset_text.h"

#include <google/protobuf/util/time_util.h>

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "client/number_text.h"
#include "client/table.h"

namespace counterweight::client {
namespace {

using google::protobuf::util::TimeUtil;

std::string Facts(const v1::Dataset& dataset) {
  TextTable table({{""}, {""}});
  table.AddRow({"name", dataset.name()});
  table.AddRow({"display name", dataset.display_name()});
  table.AddRow({"created", TimeUtil::ToString(dataset.create_time())});
  table.AddRow({"rows", absl::StrCat(dataset.row_count())});
  table.AddRow({"columns", absl::StrCat(dataset.columns_size())});
  if (dataset.ignored_columns_size() > 0) {
    table.AddRow({"ignored columns", absl::StrJoin(dataset.ignored_columns(), ", ")});
  }
  table.AddRow({"label column", dataset.label_column()});
  table.AddRow({"positive label", dataset.positive_label()});
  table.AddRow({"imbalance ratio", ShortText(dataset.imbalance_ratio())});
  table.AddRow({"uploaded", BytesText(dataset.uploaded_bytes())});
  table.AddRow({"SHA-256", absl::BytesToHexString(dataset.sha256())});
  return table.ToString();
}

std::string Classes(const v1::Dataset& dataset) {
  TextTable table({{"class"}, {"rows", Alignment::kRight}, {"share", Alignment::kRight}});
  for (const v1::Dataset::ClassCount& count : dataset.classes()) {
    const double share =
        static_cast<double>(count.row_count()) / static_cast<double>(dataset.row_count());
    table.AddRow({count.label(), absl::StrCat(count.row_count()), ShortText(share)});
  }
  return table.ToString();
}

// The values of a categorical column that most rows have.
std::string MostFrequent(const v1::Dataset::Column& column) {
  constexpr int kShown = 3;
  std::vector<std::string> parts;
  for (const v1::Dataset::Column::CategoryCount& category : column.most_frequent()) {
    if (static_cast<int>(parts.size()) == kShown) break;
    parts.push_back(absl::StrCat(category.value(), " (", category.row_count(), ")"));
  }
  const bool more = column.category_count() > static_cast<int64_t>(parts.size());
  return absl::StrCat(column.category_count(), " values: ", absl::StrJoin(parts, ", "),
                      more ? ", ..." : "");
}

std::string Columns(const v1::Dataset& dataset) {
  TextTable table({{"column"},
                   {"type"},
                   {"missing", Alignment::kRight},
                   {"minimum", Alignment::kRight},
                   {"maximum", Alignment::kRight},
                   {"mean", Alignment::kRight},
                   {"deviation", Alignment::kRight},
                   {"values"}});
  for (const v1::Dataset::Column& column : dataset.columns()) {
    std::vector<std::string> cells = {column.name(), ColumnTypeName(column.type()),
                                      absl::StrCat(column.missing_count())};
    if (column.has_numeric()) {
      const v1::Dataset::Column::NumericStatistics& numeric = column.numeric();
      for (const double value :
           {numeric.minimum(), numeric.maximum(), numeric.mean(), numeric.standard_deviation()}) {
        cells.push_back(ShortText(value));
      }
    } else {
      cells.insert(cells.end(), 4, "");
    }
    if (column.category_count() > 0) cells.push_back(MostFrequent(column));
    table.AddRow(std::move(cells));
  }
  return table.ToString();
}

}  // namespace

std::string DatasetText(const v1::Dataset& dataset) {
  return absl::StrCat(Facts(dataset), "\n", Classes(dataset), "\n", Columns(dataset));
}

std::string DatasetsText(const v1::ListDatasetsResponse& list) {
  TextTable table({{"name"},
                   {"display name"},
                   {"created"},
                   {"rows", Alignment::kRight},
                   {"columns", Alignment::kRight},
                   {"label"},
                   {"imbalance", Alignment::kRight}});
  for (const v1::Dataset& dataset : list.datasets()) {
    table.AddRow({dataset.name(), dataset.display_name(), TimeUtil::ToString(dataset.create_time()),
                  absl::StrCat(dataset.row_count()), absl::StrCat(dataset.columns_size()),
                  dataset.label_column(), ShortText(dataset.imbalance_ratio())});
  }
  return table.ToString();
}

std::string ColumnTypeName(v1::ColumnType type) {
  const std::string& name = v1::ColumnType_Name(type);
  if (name.empty()) return absl::StrCat("type ", static_cast<int>(type));
  return absl::AsciiStrToLower(absl::StripPrefix(name, "COLUMN_TYPE_"));
}

}  // namespace counterweight::client
