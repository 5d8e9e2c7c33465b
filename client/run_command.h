// Carrying out a parsed command.
#ifndef COUNTERWEIGHT_CLIENT_RUN_COMMAND_H_
#define COUNTERWEIGHT_CLIENT_RUN_COMMAND_H_

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>

#include <istream>
#include <memory>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/backoff.h"
#include "client/command.h"
#include "client/command_line.h"
#include "client/dataset_client.h"
#include "client/model_client.h"
#include "client/prediction_client.h"
#include "client/training_client.h"

namespace counterweight::client {

// What a command works with: a server and three streams. Results go to `out`, progress and remarks
// to `err`. Streams are borrowed.
struct CommandContext {
  std::shared_ptr<grpc::Channel> channel;
  OutputFormat output = OutputFormat::kTable;
  std::istream* in = nullptr;
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  // Columns of the terminal behind `err`; 0 if it is none.
  int err_width = 0;
  // For watching and uploading.
  BackoffOptions backoff;

  DatasetClient Datasets() const { return DatasetClient(v1::DatasetService::NewStub(channel)); }
  TrainingClient Training() const { return TrainingClient(v1::TrainingService::NewStub(channel)); }
  ModelClient Models() const { return ModelClient(v1::ModelService::NewStub(channel)); }
  PredictionClient Predictions() const {
    return PredictionClient(v1::PredictionService::NewStub(channel));
  }
  // Writes the message as one line of JSON, or `text` in table mode.
  absl::Status Print(const google::protobuf::Message& message, absl::string_view text) const;
  // A hint after a list of which only one page was fetched; nothing after the last page.
  void PrintNextPage(const std::string& token) const;
};

// Errors: the server's, or what is wrong with a file. ABORTED: a watched job FAILED or was
// CANCELLED, or runs of a bench failed. CANCELLED: interrupted while watching or in a bench.
absl::Status RunCommand(const Command& command, const CommandContext& context);

// One per command: commands_*.cc.
absl::Status Run(const UploadDatasetCommand& command, const CommandContext& context);
absl::Status Run(const ListDatasetsCommand& command, const CommandContext& context);
absl::Status Run(const GetDatasetCommand& command, const CommandContext& context);
absl::Status Run(const DeleteDatasetCommand& command, const CommandContext& context);
absl::Status Run(const SubmitJobCommand& command, const CommandContext& context);
absl::Status Run(const WatchJobCommand& command, const CommandContext& context);
absl::Status Run(const GetJobCommand& command, const CommandContext& context);
absl::Status Run(const ListJobsCommand& command, const CommandContext& context);
absl::Status Run(const CancelJobCommand& command, const CommandContext& context);
absl::Status Run(const ListModelsCommand& command, const CommandContext& context);
absl::Status Run(const GetModelCommand& command, const CommandContext& context);
absl::Status Run(const DeleteModelCommand& command, const CommandContext& context);
absl::Status Run(const SetModelAliasCommand& command, const CommandContext& context);
absl::Status Run(const EvaluateModelCommand& command, const CommandContext& context);
absl::Status Run(const PredictCommand& command, const CommandContext& context);
absl::Status Run(const WriteWeightsCommand& command, const CommandContext& context);
absl::Status Run(const BenchMethodsCommand& command, const CommandContext& context);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_RUN_COMMAND_H_
