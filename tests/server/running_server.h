// A real server without workers on free ports, and short ways to what a test needs first.
#ifndef COUNTERWEIGHT_TESTS_SERVER_RUNNING_SERVER_H_
#define COUNTERWEIGHT_TESTS_SERVER_RUNNING_SERVER_H_

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "counterweight/v1/dataset.grpc.pb.h"
#include "counterweight/v1/model.grpc.pb.h"
#include "counterweight/v1/prediction.grpc.pb.h"
#include "counterweight/v1/training.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/counterweight_server.h"
#include "src/base/sha256.h"
#include "tests/testing/small_artifact.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {

// EXPECT_THAT(status, IsGrpcStatus(grpc::StatusCode::NOT_FOUND, HasSubstr("datasets/x")));
MATCHER_P2(IsGrpcStatus, code, message_matcher, "is a gRPC status of the given code and message") {
  *result_listener << "which is " << arg.error_code() << ": " << arg.error_message();
  return arg.error_code() == code && ::testing::Matches(message_matcher)(arg.error_message());
}

// The field that the status's google.rpc details name; empty if they name none.
inline std::string FieldOf(const grpc::Status& status) {
  google::rpc::Status details;
  google::rpc::BadRequest bad_request;
  if (!details.ParseFromString(status.error_details()) || details.details_size() != 1 ||
      !details.details(0).UnpackTo(&bad_request) || bad_request.field_violations_size() != 1) {
    return "";
  }
  return bad_request.field_violations(0).field();
}

inline constexpr char kUploadCsv[] = "amount,state,label\n1,CA,0\n2,NY,0\n3,CA,1\n4,NY,1\n5,CA,0\n";

class RunningServer : public ::testing::Test {
 protected:
  void SetUp() override { Start(); }

  // Also what a restart does, after Stop.
  void Start() {
    options.data_dir = temporary.File("data");
    options.workers = 0;
    options.listen.port = 0;
    options.metrics_listen.port = 0;
    absl::StatusOr<std::unique_ptr<CounterweightServer>> started =
        CounterweightServer::Start(options, &clock);
    ASSERT_THAT(started, IsOk());
    server = *std::move(started);
    Connect();
  }

  void Connect() {
    grpc::ChannelArguments arguments;
    // A channel of its own for each test: no connection of an earlier server is taken over.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    channel =
        grpc::CreateCustomChannel(server->address(), grpc::InsecureChannelCredentials(), arguments);
    datasets = v1::DatasetService::NewStub(channel);
    training = v1::TrainingService::NewStub(channel);
    models = v1::ModelService::NewStub(channel);
    predictions = v1::PredictionService::NewStub(channel);
  }

  static v1::UploadDatasetRequest Header(const std::string& request_id = "") {
    v1::UploadDatasetRequest request;
    request.mutable_header()->mutable_spec()->set_display_name("small");
    request.mutable_header()->mutable_spec()->set_label_column("label");
    request.mutable_header()->set_request_id(request_id);
    return request;
  }
  static v1::UploadDatasetRequest Chunk(int64_t offset, const std::string& content) {
    v1::UploadDatasetRequest request;
    request.mutable_chunk()->set_offset(offset);
    request.mutable_chunk()->set_content(content);
    return request;
  }
  static v1::UploadDatasetRequest Finish(const std::string& content) {
    v1::UploadDatasetRequest request;
    request.mutable_finish()->set_sha256(Sha256Digest(content));
    return request;
  }

  // Sends the messages and then no more.
  grpc::Status SendUpload(const std::vector<v1::UploadDatasetRequest>& messages,
                          v1::Dataset* dataset) {
    grpc::ClientContext context;
    const auto writer = datasets->UploadDataset(&context, dataset);
    for (const v1::UploadDatasetRequest& message : messages) {
      if (!writer->Write(message)) break;  // the server has answered already
    }
    writer->WritesDone();
    return writer->Finish();
  }

  v1::Dataset UploadSmall() {
    v1::Dataset dataset;
    const grpc::Status status =
        SendUpload({Header(), Chunk(0, kUploadCsv), Finish(kUploadCsv)}, &dataset);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return dataset;
  }

  v1::TrainingJob CreateJob(const std::string& dataset) {
    v1::CreateTrainingJobRequest request;
    request.mutable_spec()->set_dataset(dataset);
    v1::TrainingJob job;
    grpc::ClientContext context;
    const grpc::Status status = training->CreateTrainingJob(&context, request, &job);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return job;
  }

  // The oldest queued job, as a worker claims it.
  Lease Claim() {
    const auto claimed = jobs().Claim("worker", clock.Now(), absl::Hours(1));
    EXPECT_THAT(claimed, IsOk());
    if (!claimed.ok() || !claimed->has_value()) return {};
    return {(*claimed)->id, "worker", (*claimed)->token};
  }

  // A job taken through to SUCCEEDED with `artifact`; the model's name.
  std::string Publish(const Artifact& artifact) {
    CreateJob(UploadSmall().name());
    const Lease lease = Claim();
    const absl::StatusOr<JobRecord> job = jobs().Get(lease.job_id);
    EXPECT_THAT(job, IsOk());
    const absl::StatusOr<ModelRecord> stored =
        StoreArtifact(server->directory(), artifact, *job, clock.Now());
    EXPECT_THAT(stored, IsOk());
    const absl::StatusOr<ModelRecord> published = jobs().Publish(lease, *stored, clock.Now());
    EXPECT_THAT(published, IsOk());
    return "models/" + published->id;
  }

  JobStore& jobs() { return server->directory().jobs(); }

  int FilesInUploads() const {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(temporary.File("data/uploads"))) {
      static_cast<void>(entry);
      ++count;
    }
    return count;
  }

  const TemporaryDirectory temporary;
  const SystemClock clock;
  ServerOptions options;
  std::unique_ptr<CounterweightServer> server;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::DatasetService::Stub> datasets;
  std::unique_ptr<v1::TrainingService::Stub> training;
  std::unique_ptr<v1::ModelService::Stub> models;
  std::unique_ptr<v1::PredictionService::Stub> predictions;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_TESTS_SERVER_RUNNING_SERVER_H_
