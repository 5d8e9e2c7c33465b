#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/parse_commands.h"
#include "client/parse_options.h"

namespace counterweight::client {
namespace {

v1::ColumnType ColumnTypeNamed(const std::string& name) {
  v1::ColumnType type = v1::COLUMN_TYPE_UNSPECIFIED;
  v1::ColumnType_Parse(absl::StrCat("COLUMN_TYPE_", absl::AsciiStrToUpper(name)), &type);
  return type;
}

void SetColumnType(const std::string& text, v1::DatasetSpec* spec) {
  const auto [column, type_name] = KeyAndValue("--column-type", text, /*at_last=*/true);
  const v1::ColumnType type = ColumnTypeNamed(type_name);
  if (type == v1::COLUMN_TYPE_UNSPECIFIED) {
    throw CLI::ValidationError(
        "--column-type",
        absl::StrCat("\"", type_name, "\" is none of numeric, categorical, boolean, ignored"));
  }
  if (!spec->mutable_column_types()->insert({column, type}).second) {
    throw CLI::ValidationError("--column-type", absl::StrCat("\"", column, "\" is given twice"));
  }
}

void AddUpload(CLI::App* datasets, std::optional<Command>* command) {
  const auto [app, upload] = AddSubcommand<UploadDatasetCommand>(
      datasets, "upload", "Upload a CSV file (also gzipped) as a dataset.", command);
  v1::UploadDatasetRequest::Header* const header = &upload->header;
  v1::DatasetSpec* const spec = header->mutable_spec();
  app->add_option("FILE", upload->file, "the file; - for standard input")->required();
  app->add_option("--name", *spec->mutable_display_name(), "a name for people")->required();
  app->add_option("--label", *spec->mutable_label_column(), "the column that holds the class")
      ->required();
  app->add_option("--positive", *spec->mutable_positive_label(),
                  "the class of interest; default the rarest");
  AddDelimiter(app, spec->mutable_delimiter());
  app->add_option_function<std::vector<std::string>>(
         "--column-type",
         [spec](const std::vector<std::string>& given) {
           for (const std::string& text : given) SetColumnType(text, spec);
         },
         "NAME=numeric|categorical|boolean|ignored; may be repeated")
      ->allow_extra_args(false);
  app->add_option("--request-id", *header->mutable_request_id(),
                  "repeats an earlier upload safely; default a new one");
}

}  // namespace

void AddDatasetsCommands(CLI::App* app, std::optional<Command>* command) {
  CLI::App* const datasets = app->add_subcommand("datasets", "Upload, list and delete datasets.");
  datasets->require_subcommand(1);
  AddUpload(datasets, command);

  const auto list =
      AddSubcommand<ListDatasetsCommand>(datasets, "list", "List datasets, newest first.", command);
  AddPaging(list.app, list.built);

  const auto get = AddSubcommand<GetDatasetCommand>(
      datasets, "get", "Show a dataset with its columns and classes.", command);
  get.app->add_option("NAME", *get.built->request.mutable_name(), "the dataset")
      ->required()
      ->transform(NameTransform("datasets"));

  const auto remove =
      AddSubcommand<DeleteDatasetCommand>(datasets, "delete", "Delete a dataset.", command);
  remove.app->add_option("NAME", *remove.built->request.mutable_name(), "the dataset")
      ->required()
      ->transform(NameTransform("datasets"));
}

}  // namespace counterweight::client
