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

// Without the categorical column: packed rows hold numbers only.
Artifact NumericArtifact() {
  Artifact artifact = SmallArtifact();
  artifact.preprocessing.schema[1].type = ColumnType::kNumeric;
  artifact.preprocessing.schema[1].categories.clear();
  artifact.preprocessing.categorical.clear();
  NumericFeature second = artifact.preprocessing.numeric[0];
  second.source = 1;
  artifact.preprocessing.numeric.push_back(second);
  artifact.groups[0].encoding.input_width = 2;
  artifact.groups[0].sizes = {2, 1};
  artifact.groups[0].parameters = {1.0f, -1.0f, 0.0f, 1.0f, 1.0f};  // amount - state
  artifact.sample_weights = {};
  return artifact;
}

template <typename Float>
v1::PredictRequest PackedRequest(const std::string& model, v1::NumberFormat format,
                                 const std::vector<Float>& values) {
  v1::PredictRequest request;
  request.set_model(model);
  request.mutable_packed_rows()->set_format(format);
  request.mutable_packed_rows()->set_row_count(static_cast<int64_t>(values.size() / 2));
  request.mutable_packed_rows()->set_values(values.data(), values.size() * sizeof(Float));
  return request;
}

TEST_F(PredictionServiceTest, PackedRowsGetTheAnswersOfRows) {
  const std::string name = Publish(NumericArtifact());
  std::vector<float> singles;
  v1::PredictRequest rows;
  rows.set_model(name);
  // Enough for several parts, with a missing value (the median, 0).
  for (int i = 0; i < 5'000; ++i) {
    singles.push_back(0.001f * static_cast<float>(i) - 2);
    singles.push_back(i == 7 ? std::nanf("") : 0.5f);
    v1::Row* row = rows.add_rows();
    row->add_values()->set_number(singles[2 * i]);
    row->add_values()->set_number(singles[2 * i + 1]);
  }
  const std::vector<double> doubles(singles.begin(), singles.end());
  v1::PredictResponse expected, found;
  ASSERT_TRUE(Predict(rows, &expected).ok());
  EXPECT_NEAR(expected.probabilities(2 * 7 + 1), Sigmoid(singles[14]), 1e-5);
  EXPECT_NEAR(expected.probabilities(2 * 4'999 + 1), Sigmoid(singles[9'998] - 0.5), 1e-5);
  for (v1::PredictRequest request : {PackedRequest(name, v1::NUMBER_FORMAT_FLOAT32, singles),
                                     PackedRequest(name, v1::NUMBER_FORMAT_FLOAT64, doubles)}) {
    ASSERT_TRUE(Predict(request, &found).ok());
    EXPECT_EQ(found.SerializeAsString(), expected.SerializeAsString());
    request.set_pack_probabilities(true);
    ASSERT_TRUE(Predict(request, &found).ok());
    EXPECT_EQ(found.probabilities_size(), 0);
    const std::string bytes(reinterpret_cast<const char*>(expected.probabilities().data()),
                            expected.probabilities_size() * sizeof(float));
    EXPECT_EQ(found.packed_probabilities(), bytes);
  }
}

TEST_F(PredictionServiceTest, WhatIsWrongWithPackedRowsIsNamed) {
  const std::string name = Publish(NumericArtifact());
  const std::vector<float> values = {1, 2, 3, 4};
  const v1::PredictRequest good = PackedRequest(name, v1::NUMBER_FORMAT_FLOAT32, values);
  v1::PredictResponse response;
  ASSERT_TRUE(Predict(good, &response).ok());
  const auto field_of = [&](auto change) {
    v1::PredictRequest request = good;
    change(request);
    return FieldOf(Predict(request, &response));
  };
  EXPECT_EQ(field_of([](auto& request) { request.add_rows(); }), "packed_rows");
  EXPECT_EQ(field_of([](auto& request) { request.mutable_packed_rows()->clear_format(); }),
            "packed_rows.format");
  EXPECT_EQ(field_of([](auto& request) { request.mutable_packed_rows()->set_row_count(0); }),
            "packed_rows.row_count");
  EXPECT_EQ(field_of([](auto& request) { request.mutable_packed_rows()->set_row_count(-1); }),
            "packed_rows.row_count");
  EXPECT_EQ(
      field_of([](auto& request) { request.mutable_packed_rows()->set_row_count(1LL << 60); }),
      "packed_rows.row_count");
  EXPECT_EQ(field_of([](auto& request) { request.mutable_packed_rows()->set_row_count(3); }),
            "packed_rows.values");
  EXPECT_EQ(field_of([](auto& request) { request.add_columns("amount"); }), "columns");
  const v1::PredictRequest categorical =
      PackedRequest(Publish(SmallArtifact()), v1::NUMBER_FORMAT_FLOAT32, values);
  EXPECT_THAT(Predict(categorical, &response),
              IsGrpcStatus(grpc::StatusCode::INVALID_ARGUMENT, HasSubstr("\"state\"")));
}

TEST_F(PredictionServiceTest, AWrongCellOfALargeRequestIsNamedByItsRow) {
  v1::PredictRequest request;
  request.set_model(Publish(SmallArtifact()));
  for (int i = 0; i < 3'000; ++i) {
    v1::Row* row = request.add_rows();
    row->add_values()->set_text(i == 2'000 || i == 2'900 ? "many" : "1");
    row->add_values()->set_text("CA");
  }
  v1::PredictResponse response;
  EXPECT_EQ(FieldOf(Predict(request, &response)), "rows[2000].values[0]");
}

TEST_F(PredictionServiceTest, AStreamTakesPackedRows) {
  const std::string name = Publish(NumericArtifact());
  grpc::ClientContext context;
  const auto stream = predictions->StreamPredict(&context);
  v1::PredictResponse response;
  for (const float amount : {-1.0f, 2.0f}) {
    ASSERT_TRUE(stream->Write(
        PackedRequest(name, v1::NUMBER_FORMAT_FLOAT32, std::vector<float>{amount, 0})));
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_NEAR(response.probabilities(1), Sigmoid(amount), 1e-5);
  }
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
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
