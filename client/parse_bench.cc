#include <utility>

#include "client/bench_plan.h"
#include "client/parse_commands.h"
#include "client/parse_options.h"

namespace counterweight::client {
namespace {

void AddMethods(const std::vector<std::string>& given, std::vector<BenchMethod>* methods) {
  for (const std::string& text : given) {
    absl::StatusOr<std::vector<BenchMethod>> parsed = ParseBenchMethods(text);
    if (!parsed.ok()) {
      throw CLI::ValidationError("--methods", std::string(parsed.status().message()));
    }
    methods->insert(methods->end(), parsed->begin(), parsed->end());
  }
  const absl::Status distinct = CheckDistinctNames(*methods);
  if (!distinct.ok()) throw CLI::ValidationError("--methods", std::string(distinct.message()));
}

void AddWhatRuns(CLI::App* app, BenchMethodsCommand* bench) {
  app->add_option("--dataset", bench->datasets, "a CSV file to upload; may be repeated")
      ->required()
      ->allow_extra_args(false);
  app->add_option("--label", bench->label, "the column that holds the class, in every dataset")
      ->capture_default_str();
  app->add_option_function<std::vector<std::string>>(
         "--methods",
         [bench](const std::vector<std::string>& given) { AddMethods(given, &bench->methods); },
         "METHOD or ALIAS=METHOD, each with +OPTION=VALUE as often as needed, separated by commas")
      ->required()
      ->allow_extra_args(false);
  app->add_option("--seeds", bench->seeds, "seeds 0 to this number - 1")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  app->add_option_function<std::vector<std::string>>(
         "--set",
         [bench](const std::vector<std::string>& given) {
           for (const std::string& text : given) {
             if (bench->options.insert(KeyAndValue("--set", text, /*at_last=*/false)).second) {
               continue;
             }
             throw CLI::ValidationError("--set", "\"" + text + "\" sets an option twice");
           }
         },
         "an option of every method as NAME=VALUE; may be repeated; without it test_fraction=0.4")
      ->allow_extra_args(false);
  app->add_option("--jobs", bench->jobs, "jobs in flight at a time")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  app->add_flag("--keep", bench->keep, "leave models and datasets on the server");
}

void AddFiles(CLI::App* app, BenchMethodsCommand* bench) {
  app->add_option("--csv", bench->csv,
                  "appends a row per finished run; runs that it holds are not repeated");
  app->add_option("--json", bench->json, "the summary as a file; - for standard output");
  app->add_option("--include", bench->include,
                  "results of other methods on the same splits, as --csv writes them; may be "
                  "repeated")
      ->allow_extra_args(false);
  app->add_option("--splits", bench->splits,
                  "a folder: DATASET-SEED.csv with the rows held out, for other tools");
  app->add_option("--reference", bench->reference,
                  "the method that the others are tested against; default the first");
}

}  // namespace

void AddBenchCommands(CLI::App* app, std::optional<Command>* command) {
  CLI::App* const bench = app->add_subcommand("bench", "Compare training methods on datasets.");
  bench->require_subcommand(1);
  const auto methods = AddSubcommand<BenchMethodsCommand>(
      bench, "methods", "Train methods x datasets x seeds and compare their test figures.",
      command);
  AddWhatRuns(methods.app, methods.built);
  AddFiles(methods.app, methods.built);
}

}  // namespace counterweight::client
