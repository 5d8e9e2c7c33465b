#include "client/prediction_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/client/scripted_prediction.h"
#include "tests/client/scripted_server.h"
#include "tests/testing/status_matchers.h"

namespace counterweight::client {
namespace {

using ::testing::HasSubstr;

class PredictionClientTest : public ::testing::Test {
 protected:
  PredictionClientTest()
      : server_({&service_}), client_(v1::PredictionService::NewStub(server_.InProcess())) {}

  // Gives `count` requests of two rows each, whose cells are the row's number.
  PredictionClient::NextRequest Source(int count) {
    return [this, count](v1::PredictRequest* request) -> absl::StatusOr<bool> {
      if (taken_ == count) return false;
      for (int row = 0; row < 2; ++row) {
        request->add_rows()->add_values()->set_text(absl::StrCat(2 * taken_ + row));
      }
      ++taken_;
      most_in_flight_ = std::max<int>(most_in_flight_, taken_ - answered_);
      return true;
    };
  }
  // Expects the rows of Source in order.
  PredictionClient::OnResponse Sink() {
    return [this](const v1::PredictResponse& response) {
      for (int row = 0; row < 2; ++row) {
        EXPECT_EQ(response.probabilities(2 * row + 1), 2 * answered_ + row);
      }
      ++answered_;
      return absl::OkStatus();
    };
  }

  ScriptedPrediction service_;
  ScriptedServer server_;
  PredictionClient client_;
  std::atomic<int> taken_{0};
  std::atomic<int> answered_{0};
  std::atomic<int> most_in_flight_{0};
};

TEST_F(PredictionClientTest, AnswersComeInTheOrderOfTheRequests) {
  EXPECT_THAT(client_.Stream(Source(500), Sink()), IsOk());
  EXPECT_EQ(answered_, 500);
}

TEST_F(PredictionClientTest, NeverMoreThanTheBoundAreUnderWay) {
  for (const int bound : {1, 2, 5}) {
    taken_ = answered_ = most_in_flight_ = 0;
    EXPECT_THAT(client_.Stream(Source(200), Sink(), bound), IsOk());
    EXPECT_EQ(answered_, 200);
    EXPECT_LE(most_in_flight_, bound);
  }
}

TEST_F(PredictionClientTest, TheBoundIsUsed) {
  // The first answer waits until the client has taken as many requests as it may.
  service_.before_answer = [this](int, const v1::PredictRequest&, v1::PredictResponse*) {
    while (taken_ < 3) std::this_thread::yield();
    return grpc::Status::OK;
  };
  // Over a socket: in process a write waits until the server reads.
  PredictionClient remote(v1::PredictionService::NewStub(Connect(server_.address())));
  EXPECT_THAT(remote.Stream(Source(10), Sink(), 3), IsOk());
  EXPECT_EQ(most_in_flight_, 3);
}

// More bytes each way than HTTP/2 windows hold: a client that writes all before it reads would
// hang.
TEST_F(PredictionClientTest, LargeMessagesBothWaysDoNotBlockEachOther) {
  service_.before_answer = [](int, const v1::PredictRequest&, v1::PredictResponse* response) {
    response->set_model_display_name(std::string(4 << 20, 'm'));
    return grpc::Status::OK;
  };
  int left = 12;
  const auto next = [&](v1::PredictRequest* request) -> absl::StatusOr<bool> {
    request->add_rows()->add_values()->set_text("1" + std::string(4 << 20, ' '));
    return left-- > 0;
  };
  int answers = 0;
  PredictionClient remote(v1::PredictionService::NewStub(Connect(server_.address())));
  EXPECT_THAT(remote.Stream(
                  next,
                  [&](const v1::PredictResponse&) {
                    ++answers;
                    return absl::OkStatus();
                  },
                  8),
              IsOk());
  EXPECT_EQ(answers, 12);
}

TEST_F(PredictionClientTest, NothingToAskIsFine) {
  EXPECT_THAT(client_.Stream(Source(0), Sink()), IsOk());
}

TEST_F(PredictionClientTest, TheServersErrorSaysWhereItsRowsCountFrom) {
  service_.before_answer = [](int index, const v1::PredictRequest&, v1::PredictResponse*) {
    return index == 3 ? grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "row 1: not a number")
                      : grpc::Status::OK;
  };
  EXPECT_THAT(client_.Stream(Source(500), Sink()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("after row 5 of the input, rows counted from there: row 1: not")));
  EXPECT_EQ(answered_, 3);
}

TEST_F(PredictionClientTest, AnErrorOfTheSourceIsReturned) {
  const PredictionClient::NextRequest good = Source(5);
  const auto next = [&](v1::PredictRequest* request) -> absl::StatusOr<bool> {
    if (taken_ == 4) return absl::DataLossError("broken disk");
    return good(request);
  };
  EXPECT_THAT(client_.Stream(next, Sink()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("broken disk")));
}

TEST_F(PredictionClientTest, AnErrorOfTheSinkIsReturned) {
  EXPECT_THAT(client_.Stream(Source(500),
                             [](const v1::PredictResponse&) {
                               return absl::ResourceExhaustedError("disk full");
                             }),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("disk full")));
}

TEST_F(PredictionClientTest, AnAnswerOfTheWrongShapeIsRefused) {
  service_.before_answer = [](int, const v1::PredictRequest&, v1::PredictResponse* response) {
    response->add_probabilities(0);
    return grpc::Status::OK;
  };
  EXPECT_THAT(client_.Stream(Source(3), Sink()),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("5 probabilities for 2 rows")));
  v1::PredictRequest request;
  request.add_rows()->add_values()->set_text("1");
  EXPECT_THAT(client_.Predict(request),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("3 probabilities for 1 rows")));
}

TEST_F(PredictionClientTest, ALabelOutsideTheClassesIsRefused) {
  v1::PredictResponse response;
  response.add_classes("no");
  response.add_probabilities(1);
  response.add_label_indices(1);
  EXPECT_THAT(CheckResponse(1, response),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("label 1 of 1 classes")));
  response.set_label_indices(0, 0);
  EXPECT_THAT(CheckResponse(1, response), IsOk());
}

// Ends every stream with OK after the first answer.
class HastyPrediction : public v1::PredictionService::Service {
 public:
  grpc::Status StreamPredict(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<v1::PredictResponse, v1::PredictRequest>* stream) override {
    v1::PredictRequest request;
    stream->Read(&request);
    v1::PredictResponse response;
    response.add_classes("no");
    for (int i = 0; i < request.rows_size(); ++i) {
      response.add_label_indices(0);
      response.add_probabilities(1);
    }
    stream->Write(response);
    return grpc::Status::OK;
  }
};

TEST_F(PredictionClientTest, AnEarlyEndIsNoSuccess) {
  HastyPrediction service;
  ScriptedServer server({&service});
  PredictionClient client(v1::PredictionService::NewStub(server.InProcess()));
  EXPECT_THAT(
      client.Stream(Source(50), [](const v1::PredictResponse&) { return absl::OkStatus(); }),
      StatusIs(absl::StatusCode::kInternal, HasSubstr("before its last answer")));
}

}  // namespace
}  // namespace counterweight::client
