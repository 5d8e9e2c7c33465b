#include "server/prediction_service.h"

#include <cmath>
#include <thread>

#include "tests/server/running_server.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// SmallArtifact(slope): log-odds = slope * amount + (state is CA) - (state is NY).
v1::PredictRequest Request(const std::string& model, double amount, const std::string& state) {
  v1::PredictRequest request;
  request.set_model(model);
  v1::Row* row = request.add_rows();
  row->add_values()->set_number(amount);
  row->add_values()->set_text(state);
  return request;
}

class PredictionServiceTest : public RunningServer {
 protected:
  grpc::Status Predict(const v1::PredictRequest& request, v1::PredictResponse* response) {
    grpc::ClientContext context;
    return predictions->Predict(&context, request, response);
  }
};

TEST_F(PredictionServiceTest, AnswersWithProbabilitiesLabelsAndTheModel) {
  const std::string name = Publish(SmallArtifact());
  v1::PredictRequest request = Request(name, 0.5, "CA");
  v1::Row* second = request.add_rows();
  second->add_values()->set_text("-2");
  second->add_values();          // missing
  for (int i = 0; i < 2; ++i) {  // loads the model, then finds it loaded
    v1::PredictResponse response;
    const grpc::Status status = Predict(request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    ASSERT_EQ(response.probabilities_size(), 4);
    EXPECT_NEAR(response.probabilities(1), Sigmoid(1.5), 1e-5);
    EXPECT_NEAR(response.probabilities(0), 1 - Sigmoid(1.5), 1e-5);
    EXPECT_NEAR(response.probabilities(3), Sigmoid(-2), 1e-5);
    EXPECT_THAT(response.label_indices(), ElementsAre(1, 0));
    EXPECT_THAT(response.classes(), ElementsAre("0", "1"));
    EXPECT_EQ(response.model(), name);
    EXPECT_EQ(response.version(), 1);
    EXPECT_EQ(response.model_display_name(), "small");
  }
  const std::string metrics = server->metrics().Text();
  EXPECT_THAT(metrics,
              HasSubstr("counterweight_predictions_total{model=\"small\",version=\"1\"} 4"));
  EXPECT_THAT(metrics, HasSubstr("counterweight_loaded_models 1"));
}

TEST_F(PredictionServiceTest, TakesColumnsByNameAndLeavesSurplusOnesOutIfAsked) {
  v1::PredictRequest request;
  request.set_model(Publish(SmallArtifact()));
  for (const char* column : {"state", "id", "amount"}) request.add_columns(column);
  v1::Row* row = request.add_rows();
  row->add_values()->set_text("NY");
  row->add_values()->set_text("any");
  row->add_values()->set_number(3);
  v1::PredictResponse response;
  EXPECT_THAT(Predict(request, &response),
              IsGrpcStatus(grpc::StatusCode::INVALID_ARGUMENT, HasSubstr("\"id\"")));
  request.set_ignore_extra_columns(true);
  ASSERT_TRUE(Predict(request, &response).ok());
  EXPECT_NEAR(response.probabilities(1), Sigmoid(2), 1e-5);
}

TEST_F(PredictionServiceTest, WhatIsWrongWithARequestIsNamed) {
  const std::string name = Publish(SmallArtifact());
  v1::PredictResponse response;
  EXPECT_EQ(FieldOf(Predict({}, &response)), "model");
  EXPECT_EQ(Predict(Request("models/m-none", 1, "CA"), &response).error_code(),
            grpc::StatusCode::NOT_FOUND);
  v1::PredictRequest request = Request(name, 1, "CA");
  request.clear_rows();
  EXPECT_EQ(FieldOf(Predict(request, &response)), "rows");
  request = Request(name, 1, "CA");
  request.mutable_rows(0)->mutable_values(0)->set_text("many");
  const grpc::Status status = Predict(request, &response);
  EXPECT_THAT(status, IsGrpcStatus(grpc::StatusCode::INVALID_ARGUMENT, HasSubstr("amount")));
  EXPECT_EQ(FieldOf(status), "rows[0].values[0]");
  request = Request(name, 1, "CA");
  request.mutable_rows(0)->mutable_values()->RemoveLast();
  EXPECT_EQ(FieldOf(Predict(request, &response)), "rows[0]");
  request.clear_rows();
  for (int i = 0; i <= kMaximumPredictionRows; ++i) request.add_rows();
  EXPECT_EQ(FieldOf(Predict(request, &response)), "rows");
}

TEST_F(PredictionServiceTest, ALargeRequestIsAnsweredToo) {
  v1::PredictRequest request;
  request.set_model(Publish(SmallArtifact()));
  for (int i = 0; i < 30'000; ++i) {
    v1::Row* row = request.add_rows();
    row->add_values()->set_number(i % 7 - 3);
    row->add_values()->set_text("CA");
  }
  v1::PredictResponse response;
  ASSERT_TRUE(Predict(request, &response).ok());
  ASSERT_EQ(response.label_indices_size(), 30'000);
  EXPECT_NEAR(response.probabilities(2 * 6 + 1), Sigmoid(4), 1e-5);
}

TEST_F(PredictionServiceTest, AfterAnAliasSwitchNoAnswerComesFromTheOldModel) {
  const std::string first = Publish(SmallArtifact(1)), second = Publish(SmallArtifact(2));
  const auto point_at = [this](const std::string& model) {
    v1::SetModelAliasRequest request;
    request.set_alias("live");
    request.set_model(model);
    v1::SetModelAliasResponse response;
    grpc::ClientContext context;
    ASSERT_TRUE(models->SetModelAlias(&context, request, &response).ok());
  };
  for (int i = 0; i < 10; ++i) {
    for (const std::string& model : {first, second}) {
      point_at(model);
      v1::PredictResponse response;
      ASSERT_TRUE(Predict(Request("models/live", 1, "CA"), &response).ok());
      EXPECT_EQ(response.model(), model);
    }
  }
}

TEST_F(PredictionServiceTest, ADeletedModelAnswersNoMore) {
  const std::string name = Publish(SmallArtifact());
  v1::PredictResponse response;
  ASSERT_TRUE(Predict(Request(name, 1, "CA"), &response).ok());
  v1::DeleteModelRequest request;
  request.set_name(name);
  google::protobuf::Empty empty;
  grpc::ClientContext context;
  ASSERT_TRUE(models->DeleteModel(&context, request, &empty).ok());
  EXPECT_EQ(Predict(Request(name, 1, "CA"), &response).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(PredictionServiceTest, AStreamAnswersEachRequestInOrder) {
  const std::string name = Publish(SmallArtifact());
  grpc::ClientContext context;
  const auto stream = predictions->StreamPredict(&context);
  const auto amount = [](int i) { return 0.05 * i - 2.5; };
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(stream->Write(Request(i == 0 ? name : "", amount(i), "CA")));
    if (i % 10 != 9) continue;
    for (int answer = i - 9; answer <= i; ++answer) {
      v1::PredictResponse response;
      ASSERT_TRUE(stream->Read(&response));
      EXPECT_NEAR(response.probabilities(1), Sigmoid(amount(answer) + 1), 1e-5);
    }
  }
  stream->WritesDone();
  v1::PredictResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(PredictionServiceTest, AStreamKeepsItsModelThroughAnAliasSwitch) {
  const std::string first = Publish(SmallArtifact(1)), second = Publish(SmallArtifact(2));
  const auto point_at = [this](const std::string& model) {
    v1::SetModelAliasRequest request;
    request.set_alias("live");
    request.set_model(model);
    v1::SetModelAliasResponse response;
    grpc::ClientContext alias_context;
    ASSERT_TRUE(models->SetModelAlias(&alias_context, request, &response).ok());
  };
  point_at(first);
  grpc::ClientContext context;
  const auto stream = predictions->StreamPredict(&context);
  v1::PredictResponse response;
  ASSERT_TRUE(stream->Write(Request("models/live", 1, "CA")));
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.model(), first);
  point_at(second);
  ASSERT_TRUE(stream->Write(Request("models/live", 1, "CA")));
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.model(), first);
  ASSERT_TRUE(stream->Write(Request(second, 1, "CA")));
  EXPECT_FALSE(stream->Read(&response));
  const grpc::Status status = stream->Finish();
  EXPECT_THAT(status, IsGrpcStatus(grpc::StatusCode::INVALID_ARGUMENT, HasSubstr("request 2")));
  EXPECT_EQ(FieldOf(status), "model");
}

TEST_F(PredictionServiceTest, ADrainEndsAnIdleStream) {
  const std::string name = Publish(SmallArtifact());
  grpc::ClientContext context;
  const auto stream = predictions->StreamPredict(&context);
  v1::PredictResponse response;
  ASSERT_TRUE(stream->Write(Request(name, 1, "CA")));
  ASSERT_TRUE(stream->Read(&response));
  std::thread drain([this] { server->Drain(absl::Minutes(5)); });
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(stream->Finish(),
              IsGrpcStatus(grpc::StatusCode::UNAVAILABLE, HasSubstr("shutting down")));
  drain.join();
}

TEST_F(PredictionServiceTest, ADeadlineOfAMillisecondEndsTheCall) {
  const std::string name = Publish(SmallArtifact());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(1));
  const auto stream = predictions->StreamPredict(&context);
  v1::PredictResponse response;
  while (stream->Read(&response)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(Predict(Request(name, 1, "CA"), &response).ok());
}

}  // namespace
}  // namespace counterweight
