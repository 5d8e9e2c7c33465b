#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/parse_commands.h"
#include "client/parse_options.h"

namespace counterweight::client {
namespace {

void SetOption(const std::string& text, v1::TrainingSpec* spec) {
  const auto [key, value] = KeyAndValue("--set", text, /*at_last=*/false);
  if (!spec->mutable_options()->insert({key, value}).second) {
    throw CLI::ValidationError("--set", absl::StrCat("\"", key, "\" is given twice"));
  }
}

void SetState(const std::string& name, v1::ListTrainingJobsRequest* request) {
  v1::JobState state = v1::JOB_STATE_UNSPECIFIED;
  v1::JobState_Parse(absl::StrCat("JOB_STATE_", absl::AsciiStrToUpper(name)), &state);
  if (state == v1::JOB_STATE_UNSPECIFIED) {
    throw CLI::ValidationError(
        "--state",
        absl::StrCat("\"", name, "\" is none of queued, running, succeeded, failed, cancelled"));
  }
  request->set_state(state);
}

void AddSubmit(CLI::App* jobs, std::optional<Command>* command) {
  const auto [app, submit] =
      AddSubcommand<SubmitJobCommand>(jobs, "submit", "Train a model on a dataset.", command);
  v1::CreateTrainingJobRequest* const request = &submit->request;
  v1::TrainingSpec* const spec = request->mutable_spec();
  app->add_option("--dataset", *spec->mutable_dataset(), "the dataset")
      ->required()
      ->transform(NameTransform("datasets"));
  app->add_option("--method", *spec->mutable_method(), "the training method; default library");
  app->add_option_function<std::vector<std::string>>(
         "--set",
         [spec](const std::vector<std::string>& given) {
           for (const std::string& text : given) SetOption(text, spec);
         },
         "an option of the method as NAME=VALUE; may be repeated")
      ->allow_extra_args(false);
  app->add_option_function<uint64_t>(
         "--seed", [spec](uint64_t seed) { spec->set_seed(seed); },
         "every random draw follows from it; default 0")
      ->check(UnsignedNumber());
  app->add_option("--model-name", *spec->mutable_model_display_name(),
                  "the model's name for people; default the dataset's");
  app->add_option("--request-id", *request->mutable_request_id(),
                  "repeats an earlier submission safely; default a new one");
  app->add_flag("--watch", submit->watch, "watch the job to its end");
}

void AddWatch(CLI::App* jobs, std::optional<Command>* command) {
  const auto [app, watch] = AddSubcommand<WatchJobCommand>(
      jobs, "watch", "Watch a job to its end, then show it.", command);
  v1::WatchTrainingJobRequest* const request = &watch->request;
  app->add_option("NAME", *request->mutable_name(), "the job")
      ->required()
      ->transform(NameTransform("jobs"));
  app->add_option_function<int64_t>(
         "--after", [request](int64_t sequence) { request->set_after_sequence(sequence); },
         "skip the events up to this number")
      ->check(CLI::NonNegativeNumber);
}

}  // namespace

void AddJobsCommands(CLI::App* app, std::optional<Command>* command) {
  CLI::App* const jobs = app->add_subcommand("jobs", "Submit, watch, list and cancel jobs.");
  jobs->require_subcommand(1);
  AddSubmit(jobs, command);
  AddWatch(jobs, command);

  const auto get = AddSubcommand<GetJobCommand>(
      jobs, "get", "Show a job with its progress and figures.", command);
  get.app->add_option("NAME", *get.built->request.mutable_name(), "the job")
      ->required()
      ->transform(NameTransform("jobs"));

  const auto list =
      AddSubcommand<ListJobsCommand>(jobs, "list", "List jobs, newest first.", command);
  AddPaging(list.app, list.built);
  v1::ListTrainingJobsRequest* const list_request = &list.built->request;
  list.app->add_option_function<std::string>(
      "--state", [list_request](const std::string& name) { SetState(name, list_request); },
      "only jobs that are queued, running, succeeded, failed or cancelled");

  const auto cancel = AddSubcommand<CancelJobCommand>(jobs, "cancel", "Ask a job to end.", command);
  cancel.app->add_option("NAME", *cancel.built->request.mutable_name(), "the job")
      ->required()
      ->transform(NameTransform("jobs"));
}

}  // namespace counterweight::client
