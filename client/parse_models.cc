#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/parse_commands.h"
#include "client/parse_options.h"
#include "client/resource_name.h"

namespace counterweight::client {
namespace {

CLI::Option* AddModel(CLI::App* app, const std::string& option, std::string* model) {
  return app->add_option(option, *model, "the model, or an alias of it")
      ->required()
      ->transform(NameTransform("models"));
}

void AddAlias(CLI::App* models, std::optional<Command>* command) {
  struct Given {
    std::string alias;
    std::string model;
    bool remove = false;
  };
  CLI::App* const app = models->add_subcommand(
      "alias", "Point an alias at a model; with an empty MODEL or --remove, remove it.");
  const auto given = std::make_shared<Given>();
  app->add_option("ALIAS", given->alias, "the alias")
      ->required()
      ->transform(NameTransform("models"));
  const CLI::Option* const model =
      app->add_option("MODEL", given->model, "the model; empty removes the alias");
  app->add_flag("--remove", given->remove, "remove the alias");
  app->callback([=] {
    if (given->remove == (model->count() > 0)) {
      throw CLI::ValidationError("MODEL", "give either a model or --remove");
    }
    SetModelAliasCommand alias;
    alias.request.set_alias(std::string(ResourceId(given->alias)));
    if (!given->model.empty()) {
      const absl::StatusOr<std::string> name = ResourceName("models", given->model);
      if (!name.ok()) throw CLI::ValidationError("MODEL", std::string(name.status().message()));
      alias.request.set_model(*name);
    }
    *command = alias;
  });
}

}  // namespace

void AddModelsCommands(CLI::App* app, std::optional<Command>* command) {
  CLI::App* const models =
      app->add_subcommand("models", "List, evaluate, alias and delete models.");
  models->require_subcommand(1);

  const auto list =
      AddSubcommand<ListModelsCommand>(models, "list", "List models, newest first.", command);
  AddPaging(list.app, list.built);

  const auto get =
      AddSubcommand<GetModelCommand>(models, "get", "Show a model with its figures.", command);
  AddModel(get.app, "NAME", get.built->request.mutable_name());

  const auto remove =
      AddSubcommand<DeleteModelCommand>(models, "delete", "Delete a model.", command);
  AddModel(remove.app, "NAME", remove.built->request.mutable_name());

  AddAlias(models, command);

  const auto evaluate = AddSubcommand<EvaluateModelCommand>(
      models, "evaluate", "Figures of a model on a dataset.", command);
  AddModel(evaluate.app, "MODEL", evaluate.built->request.mutable_model());
  evaluate.app->add_option("--dataset", *evaluate.built->request.mutable_dataset(), "the dataset")
      ->required()
      ->transform(NameTransform("datasets"));
}

}  // namespace counterweight::client
