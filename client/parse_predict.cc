#include "client/parse_commands.h"
#include "client/parse_options.h"

namespace counterweight::client {
namespace {

void AddPredict(CLI::App* parent, std::optional<Command>* command) {
  const auto delimiter = std::make_shared<std::string>();
  const auto [app, predict] =
      AddSubcommand<PredictCommand>(parent, "predict", "Predict the rows of a CSV file.", command,
                                    [delimiter](PredictCommand* built) {
                                      if (!delimiter->empty())
                                        built->batches.delimiter = delimiter->front();
                                    });
  PredictionBatchOptions* const batches = &predict->batches;
  app->add_option("--model", batches->model, "the model, or an alias of it")
      ->required()
      ->transform(NameTransform("models"));
  app->add_option("--input", predict->input, "CSV with a header line; - for standard input")
      ->required();
  app->add_option("--output", predict->output, "CSV to write; - for standard output")->required();
  app->add_flag_callback(
      "--strict", [batches] { batches->ignore_extra_columns = false; },
      "columns that the model does not know are an error");
  app->add_option("--batch-rows", batches->batch_rows, "rows per request")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000));
  AddDelimiter(app, delimiter.get());
}

void AddWeights(CLI::App* parent, std::optional<Command>* command) {
  const auto complete = [](WriteWeightsCommand* built) {
    if (built->output == built->synthetic) {
      throw CLI::ValidationError("--synthetic", "must differ from --output");
    }
  };
  const auto [app, weights] = AddSubcommand<WriteWeightsCommand>(
      parent, "weights", "Write what a model learned about every row.", command, complete);
  app->add_option("--model", weights->model, "the model, or an alias of it")
      ->required()
      ->transform(NameTransform("models"));
  app->add_option("--output", weights->output,
                  "CSV of the real training rows; - for standard output")
      ->required();
  app->add_option("--synthetic", weights->synthetic, "CSV of the synthetic rows");
}

}  // namespace

void AddPredictCommands(CLI::App* app, std::optional<Command>* command) {
  AddPredict(app, command);
  AddWeights(app, command);
}

}  // namespace counterweight::client
