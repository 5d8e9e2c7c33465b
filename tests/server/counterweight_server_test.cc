#include "server/counterweight_server.h"

#include <grpcpp/generic/generic_stub.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/server/running_server.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CounterweightServerTest : public RunningServer {
 protected:
  // A unary call of any method, with bytes as they are.
  grpc::Status Call(const std::string& method, const std::string& request, std::string* response) {
    grpc::GenericStub stub(channel);
    grpc::ClientContext context;
    const grpc::Slice slice(request);
    const grpc::ByteBuffer bytes(&slice, 1);
    grpc::ByteBuffer answer;
    grpc::CompletionQueue queue;
    const auto reader = stub.PrepareUnaryCall(&context, method, bytes, &queue);
    reader->StartCall();
    grpc::Status status;
    reader->Finish(&answer, &status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    grpc::Slice single;
    if (response != nullptr && status.ok() && answer.DumpToSingleSlice(&single).ok()) {
      response->assign(reinterpret_cast<const char*>(single.begin()), single.size());
    }
    return status;
  }
};

TEST_F(CounterweightServerTest, AnswersHealthChecks) {
  for (const std::string service : {"", "counterweight.v1.PredictionService"}) {
    // HealthCheckRequest{service = 1}; HealthCheckResponse{status = 1}: 1 is SERVING.
    const std::string request =
        service.empty() ? "" : absl::StrCat("\n", std::string(1, service.size()), service);
    std::string response;
    const grpc::Status status = Call("/grpc.health.v1.Health/Check", request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response, "\x08\x01");
  }
}

TEST_F(CounterweightServerTest, DescribesItsServices) {
  std::string response;
  // ServerReflectionRequest{list_services = 7: "*"}.
  const grpc::Status status = Call("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                                   "\x3a\x01*", &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  for (const char* service :
       {"DatasetService", "TrainingService", "ModelService", "PredictionService"}) {
    EXPECT_THAT(response, HasSubstr(absl::StrCat("counterweight.v1.", service)));
  }
}

TEST_F(CounterweightServerTest, CountsRpcsByMethodAndCode) {
  v1::Dataset dataset;
  v1::GetDatasetRequest request;
  request.set_name("datasets/ds-none");
  for (int i = 0; i < 3; ++i) {
    grpc::ClientContext context;
    datasets->GetDataset(&context, request, &dataset);
  }
  EXPECT_THAT(server->metrics().Text(),
              HasSubstr("counterweight_rpc_handled_total{code=\"NOT_FOUND\",method=\"GetDataset\","
                        "service=\"counterweight.v1.DatasetService\"} 3"));
}

TEST_F(CounterweightServerTest, AMadeUpMethodIsUnimplementedAndMakesNoSeries) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(Call(absl::StrCat("/made.Up/Method", i), "", nullptr).error_code(),
              grpc::StatusCode::UNIMPLEMENTED);
  }
  EXPECT_THAT(server->metrics().Text(), Not(HasSubstr("made.Up")));
}

TEST_F(CounterweightServerTest, BytesThatAreNoMessageAreAnError) {
  EXPECT_FALSE(Call("/counterweight.v1.DatasetService/GetDataset", "\xff\xff\xff", nullptr).ok());
  EXPECT_TRUE(Call("/counterweight.v1.DatasetService/ListDatasets", "", nullptr).ok());
}

TEST_F(CounterweightServerTest, ATooLargeMessageIsRefused) {
  EXPECT_EQ(Call("/counterweight.v1.PredictionService/Predict",
                 std::string(options.max_message_bytes + 1, 'x'), nullptr)
                .error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(CounterweightServerTest, ADirectoryHasOneServer) {
  EXPECT_THAT(CounterweightServer::Start(options, &clock),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("data")));
}

TEST_F(CounterweightServerTest, AnAddressHasOneServer) {
  const TemporaryDirectory other;
  ServerOptions taken = options;
  taken.data_dir = other.File("data");
  taken.listen = *ParseListenAddress(server->address());
  EXPECT_THAT(CounterweightServer::Start(taken, &clock),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr(server->address())));
}

TEST_F(CounterweightServerTest, AWorkerProgramThatIsNotThereIsNamed) {
  const TemporaryDirectory other;
  ServerOptions absent = options;
  absent.data_dir = other.File("data");
  absent.workers = 1;
  absent.worker_binary = other.File("no-such-program");
  EXPECT_THAT(CounterweightServer::Start(absent, &clock),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no-such-program")));
}

TEST_F(CounterweightServerTest, ARestartKeepsWhatWasAcknowledged) {
  const std::string model = Publish(SmallArtifact());
  const v1::TrainingJob queued = CreateJob(UploadSmall().name());
  server.reset();
  Start();
  v1::GetModelRequest request;
  request.set_name(model);
  v1::Model found;
  grpc::ClientContext context, job_context;
  EXPECT_TRUE(models->GetModel(&context, request, &found).ok());
  v1::GetTrainingJobRequest job_request;
  job_request.set_name(queued.name());
  v1::TrainingJob job;
  EXPECT_TRUE(training->GetTrainingJob(&job_context, job_request, &job).ok());
  EXPECT_EQ(job.state(), v1::JOB_STATE_QUEUED);
}

TEST_F(CounterweightServerTest, ManyClientsAtOnceAreAllAnswered) {
  const std::string model = Publish(SmallArtifact());
  std::vector<std::thread> clients;
  std::atomic<int> answered{0};
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&, c] {
      for (int i = 0; i < 25; ++i) {
        grpc::ClientContext context, list_context;
        v1::PredictRequest request;
        request.set_model(model);
        request.add_rows()->add_values()->set_number(c);
        request.mutable_rows(0)->add_values()->set_text("CA");
        v1::PredictResponse response;
        v1::ListDatasetsResponse list;
        answered += predictions->Predict(&context, request, &response).ok();
        answered += datasets->ListDatasets(&list_context, {}, &list).ok();
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(answered, 8 * 25 * 2);
}

// What Prometheus would scrape, in the eyes of its own linter.
TEST_F(CounterweightServerTest, PromtoolFindsNothingWrong) {
  if (std::system("command -v promtool > /dev/null 2>&1") != 0) GTEST_SKIP() << "no promtool";
  Publish(SmallArtifact());
  std::ofstream(temporary.File("metrics")) << server->metrics().Text();
  const int status =
      std::system(absl::StrCat("promtool check metrics < ", temporary.File("metrics"), " > ",
                               temporary.File("report"), " 2>&1")
                      .c_str());
  std::ostringstream report;
  report << std::ifstream(temporary.File("report")).rdbuf();
  EXPECT_EQ(status, 0);
  EXPECT_THAT(report.str(), IsEmpty());
}

}  // namespace
}  // namespace counterweight
