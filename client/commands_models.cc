#include "absl/strings/str_cat.h"
#include "client/model_text.h"
#include "client/printable.h"
#include "client/run_command.h"

namespace counterweight::client {
namespace {

std::string AliasText(const v1::SetModelAliasResponse& response) {
  const std::string before =
      response.previous_model().empty() ? "" : absl::StrCat(", before ", response.previous_model());
  const std::string now = response.model().empty()
                              ? absl::StrCat(response.alias(), " removed")
                              : absl::StrCat(response.alias(), " is ", response.model());
  return Printable(absl::StrCat(now, before)) + "\n";
}

}  // namespace

absl::Status Run(const ListModelsCommand& command, const CommandContext& context) {
  ModelClient models = context.Models();
  const absl::StatusOr<v1::ListModelsResponse> list =
      command.all_pages ? models.ListAll(command.request) : models.List(command.request);
  if (!list.ok()) return list.status();
  const absl::Status printed = context.Print(*list, ModelsText(*list));
  if (printed.ok()) context.PrintNextPage(list->next_page_token());
  return printed;
}

absl::Status Run(const GetModelCommand& command, const CommandContext& context) {
  const absl::StatusOr<v1::Model> model = context.Models().Get(command.request);
  if (!model.ok()) return model.status();
  return context.Print(*model, ModelText(*model));
}

absl::Status Run(const DeleteModelCommand& command, const CommandContext& context) {
  const absl::Status deleted = context.Models().Delete(command.request);
  if (!deleted.ok()) return deleted;
  return context.Print(google::protobuf::Empty(),
                       absl::StrCat("deleted ", command.request.name(), "\n"));
}

absl::Status Run(const SetModelAliasCommand& command, const CommandContext& context) {
  const absl::StatusOr<v1::SetModelAliasResponse> response =
      context.Models().SetAlias(command.request);
  if (!response.ok()) return response.status();
  return context.Print(*response, AliasText(*response));
}

absl::Status Run(const EvaluateModelCommand& command, const CommandContext& context) {
  const absl::StatusOr<v1::EvaluateModelResponse> evaluation =
      context.Models().Evaluate(command.request);
  if (!evaluation.ok()) return evaluation.status();
  return context.Print(*evaluation, EvaluationText(*evaluation));
}

}  // namespace counterweight::client
