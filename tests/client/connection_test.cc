#include "client/connection.h"

#include <counterweight/v1/dataset.grpc.pb.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "client/dataset_client.h"
#include "tests/client/scripted_server.h"
#include "tests/testing/status_matchers.h"

namespace counterweight::client {
namespace {

using ::testing::_;
using ::testing::HasSubstr;

TEST(CheckServerTest, TakesWhatCanBeDialled) {
  for (const char* server : {"localhost:8470", "10.0.0.1:1", "[::1]:8470", "unix:/run/socket"}) {
    EXPECT_THAT(CheckServer(server), IsOk()) << server;
  }
}

TEST(CheckServerTest, RefusesWhatCannot) {
  for (const char* server : {"", "localhost", ":8470", "localhost:", "localhost:0",
                             "localhost:65536", "localhost:http", "::1:8470", "unix:"}) {
    EXPECT_THAT(CheckServer(server), StatusIs(absl::StatusCode::kInvalidArgument, _)) << server;
  }
}

// Fails the first call of each kind.
class FlakyDatasets : public v1::DatasetService::Service {
 public:
  grpc::Status GetDataset(grpc::ServerContext*, const v1::GetDatasetRequest*,
                          v1::Dataset*) override {
    return ++gets == 1 ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "starting") : grpc::Status::OK;
  }
  grpc::Status DeleteDataset(grpc::ServerContext*, const v1::DeleteDatasetRequest*,
                             google::protobuf::Empty*) override {
    return ++deletes == 1 ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "starting")
                          : grpc::Status::OK;
  }
  std::atomic<int> gets{0};
  std::atomic<int> deletes{0};
};

TEST(ConnectionTest, ReadsAreRepeatedAfterUnavailable) {
  FlakyDatasets service;
  ScriptedServer server({&service});
  DatasetClient client(v1::DatasetService::NewStub(Connect(server.address())));
  EXPECT_THAT(client.Get({}), IsOk());
  EXPECT_EQ(service.gets, 2);
}

TEST(ConnectionTest, DeletesAreNotRepeated) {
  FlakyDatasets service;
  ScriptedServer server({&service});
  DatasetClient client(v1::DatasetService::NewStub(Connect(server.address())));
  EXPECT_THAT(client.Delete({}), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("starting")));
  EXPECT_EQ(service.deletes, 1);
}

}  // namespace
}  // namespace counterweight::client
