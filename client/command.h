// What one invocation of the command line asks for, as values: parsed in parse_*.cc, carried out in
// commands_*.cc. Requests are complete but for request_ids that were not given.
#ifndef COUNTERWEIGHT_CLIENT_COMMAND_H_
#define COUNTERWEIGHT_CLIENT_COMMAND_H_

#include <counterweight/v1/dataset.pb.h>
#include <counterweight/v1/model.pb.h>
#include <counterweight/v1/training.pb.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "client/bench_plan.h"
#include "client/prediction_batches.h"

namespace counterweight::client {

struct UploadDatasetCommand {
  std::string file;  // "-": standard input
  v1::UploadDatasetRequest::Header header;
};
struct ListDatasetsCommand {
  v1::ListDatasetsRequest request;
  bool all_pages = true;  // false: the one page of request.page_size
};
struct GetDatasetCommand {
  v1::GetDatasetRequest request;
};
struct DeleteDatasetCommand {
  v1::DeleteDatasetRequest request;
};

struct SubmitJobCommand {
  v1::CreateTrainingJobRequest request;
  bool watch = false;
};
struct WatchJobCommand {
  v1::WatchTrainingJobRequest request;
};
struct GetJobCommand {
  v1::GetTrainingJobRequest request;
};
struct ListJobsCommand {
  v1::ListTrainingJobsRequest request;
  bool all_pages = true;
};
struct CancelJobCommand {
  v1::CancelTrainingJobRequest request;
};

struct ListModelsCommand {
  v1::ListModelsRequest request;
  bool all_pages = true;
};
struct GetModelCommand {
  v1::GetModelRequest request;
};
struct DeleteModelCommand {
  v1::DeleteModelRequest request;
};
struct SetModelAliasCommand {
  v1::SetModelAliasRequest request;
};
struct EvaluateModelCommand {
  v1::EvaluateModelRequest request;
};

struct PredictCommand {
  PredictionBatchOptions batches;
  std::string input;   // "-": standard input
  std::string output;  // "-": standard output
};

struct WriteWeightsCommand {
  std::string model;
  std::string output;     // "-": standard output
  std::string synthetic;  // empty: not asked for
};

// Methods x datasets x seeds 0 to seeds - 1. Files that are not wanted are empty.
struct BenchMethodsCommand {
  std::vector<std::string> datasets;  // CSV files
  std::string label = "label";
  std::vector<BenchMethod> methods;
  uint64_t seeds = 1;
  std::map<std::string, std::string> options;  // of every method that does not set its own
  size_t jobs = 2;                             // in flight at a time
  bool keep = false;
  std::string csv;
  std::string json;
  std::string splits;
  std::vector<std::string> include;
  std::string reference;  // empty: the first method
};

using Command = std::variant<UploadDatasetCommand, ListDatasetsCommand, GetDatasetCommand,
                             DeleteDatasetCommand, SubmitJobCommand, WatchJobCommand, GetJobCommand,
                             ListJobsCommand, CancelJobCommand, ListModelsCommand, GetModelCommand,
                             DeleteModelCommand, SetModelAliasCommand, EvaluateModelCommand,
                             PredictCommand, WriteWeightsCommand, BenchMethodsCommand>;

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_COMMAND_H_
