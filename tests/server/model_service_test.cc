#include "server/model_service.h"

#include "tests/server/running_server.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ModelServiceTest : public RunningServer {
 protected:
  grpc::Status Get(const std::string& name, v1::Model* model) {
    v1::GetModelRequest request;
    request.set_name(name);
    grpc::ClientContext context;
    return models->GetModel(&context, request, model);
  }
  grpc::Status SetAlias(const std::string& alias, const std::string& model,
                        v1::SetModelAliasResponse* response) {
    v1::SetModelAliasRequest request;
    request.set_alias(alias);
    request.set_model(model);
    grpc::ClientContext context;
    return models->SetModelAlias(&context, request, response);
  }
  grpc::Status Weights(const std::string& model, bool include_synthetic,
                       std::vector<v1::SampleWeights>* batches) {
    v1::StreamSampleWeightsRequest request;
    request.set_model(model);
    request.set_include_synthetic(include_synthetic);
    grpc::ClientContext context;
    const auto reader = models->StreamSampleWeights(&context, request);
    for (v1::SampleWeights batch; reader->Read(&batch);) batches->push_back(batch);
    return reader->Finish();
  }
};

TEST_F(ModelServiceTest, AModelShowsWhatItIsAndWhereItCameFrom) {
  const std::string name = Publish(SmallArtifact());
  v1::Model model;
  ASSERT_TRUE(Get(name, &model).ok());
  EXPECT_EQ(model.name(), name);
  EXPECT_EQ(model.display_name(), "small");
  EXPECT_EQ(model.version(), 1);
  EXPECT_THAT(model.job(), HasSubstr("jobs/job-"));
  EXPECT_THAT(model.dataset(), HasSubstr("datasets/ds-"));
  EXPECT_EQ(model.method(), "plain");
  ASSERT_EQ(model.columns_size(), 2);
  EXPECT_EQ(model.columns(1).name(), "state");
  EXPECT_EQ(model.columns(1).type(), v1::COLUMN_TYPE_CATEGORICAL);
  EXPECT_THAT(model.classes(), ElementsAre("0", "1"));
  EXPECT_EQ(model.positive_label(), "1");
  EXPECT_THAT(model.thresholds(), ElementsAre(0.5, 0.5));
  EXPECT_EQ(model.metrics().validation().row_count(), 2);
  EXPECT_THAT(model.metrics().validation().confusion(), ElementsAre(1, 0, 0, 1));
  EXPECT_FALSE(model.metrics().has_test());
  EXPECT_EQ(model.training_row_count(), 2);
  EXPECT_EQ(model.synthetic_row_count(), 1);
  EXPECT_EQ(model.sha256().size(), 32u);
}

TEST_F(ModelServiceTest, ASucceededJobShowsItsModelAndFigures) {
  const std::string name = Publish(SmallArtifact());
  v1::ListTrainingJobsResponse list;
  grpc::ClientContext context;
  ASSERT_TRUE(training->ListTrainingJobs(&context, {}, &list).ok());
  ASSERT_EQ(list.jobs_size(), 1);
  EXPECT_EQ(list.jobs(0).state(), v1::JOB_STATE_SUCCEEDED);
  EXPECT_EQ(list.jobs(0).model(), name);
  EXPECT_EQ(list.jobs(0).metrics().validation().row_count(), 2);
}

TEST_F(ModelServiceTest, AnAliasIsSetSwitchedAndRemoved) {
  const std::string first = Publish(SmallArtifact(1)), second = Publish(SmallArtifact(2));
  v1::SetModelAliasResponse response;
  ASSERT_TRUE(SetAlias("live", first, &response).ok());
  EXPECT_EQ(response.previous_model(), "");
  ASSERT_TRUE(SetAlias("live", second, &response).ok());
  EXPECT_EQ(response.model(), second);
  EXPECT_EQ(response.previous_model(), first);
  v1::Model model;
  ASSERT_TRUE(Get("models/live", &model).ok());
  EXPECT_EQ(model.name(), second);
  EXPECT_THAT(model.aliases(), ElementsAre("live"));
  ASSERT_TRUE(SetAlias("live", "", &response).ok());
  EXPECT_EQ(response.model(), "");
  EXPECT_EQ(Get("models/live", &model).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(FieldOf(SetAlias("Live!", first, &response)), "alias");
}

TEST_F(ModelServiceTest, DeletesWhatNoAliasHolds) {
  const std::string name = Publish(SmallArtifact());
  v1::SetModelAliasResponse alias;
  ASSERT_TRUE(SetAlias("live", name, &alias).ok());
  v1::DeleteModelRequest request;
  request.set_name(name);
  google::protobuf::Empty empty;
  grpc::ClientContext refused_context, context;
  EXPECT_THAT(models->DeleteModel(&refused_context, request, &empty),
              IsGrpcStatus(grpc::StatusCode::FAILED_PRECONDITION, HasSubstr("live")));
  ASSERT_TRUE(SetAlias("live", "", &alias).ok());
  EXPECT_TRUE(models->DeleteModel(&context, request, &empty).ok());
  v1::Model model;
  EXPECT_EQ(Get(name, &model).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(ModelServiceTest, EvaluatesADataset) {
  const std::string name = Publish(SmallArtifact());
  v1::EvaluateModelRequest request;
  request.set_model(name);
  request.set_dataset(UploadSmall().name());
  v1::EvaluateModelResponse response;
  grpc::ClientContext context;
  const grpc::Status status = models->EvaluateModel(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.model(), name);
  EXPECT_EQ(response.version(), 1);
  EXPECT_EQ(response.metrics().row_count(), 5);
  EXPECT_THAT(response.metrics().classes(), ElementsAre("0", "1"));
}

TEST_F(ModelServiceTest, StreamsRealRowsThenSyntheticOnes) {
  const std::string name = Publish(SmallArtifact());
  std::vector<v1::SampleWeights> batches;
  ASSERT_TRUE(Weights(name, true, &batches).ok());
  ASSERT_EQ(batches.size(), 2u);
  ASSERT_EQ(batches[0].real_rows_size(), 2);
  EXPECT_EQ(batches[0].real_rows(1).row(), 2);
  EXPECT_EQ(batches[0].real_rows(1).label(), "1");
  EXPECT_TRUE(batches[0].real_rows(0).has_contribution());
  EXPECT_FALSE(batches[0].real_rows(1).has_contribution());
  EXPECT_THAT(batches[1].feature_names(), ElementsAre("amount", "state"));
  ASSERT_EQ(batches[1].synthetic_rows_size(), 1);
  EXPECT_DOUBLE_EQ(batches[1].synthetic_rows(0).features(0).number(), 1.5);
  EXPECT_EQ(batches[1].synthetic_rows(0).features(1).text(), "NY");
  EXPECT_EQ(batches[1].synthetic_rows(0).parent_row(), 2);

  batches.clear();
  ASSERT_TRUE(Weights(name, false, &batches).ok());
  EXPECT_EQ(batches.size(), 1u);
  EXPECT_EQ(Weights("models/m-none", false, &batches).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(ModelServiceTest, AReaderThatGoesAwayEndsTheStream) {
  Artifact artifact = SmallArtifact();
  SampleWeightsTable& weights = artifact.sample_weights;
  weights.rows.clear();
  for (int64_t row = 0; row < 200'000; ++row) weights.rows.push_back(row);
  weights.labels.assign(weights.rows.size(), 0);
  weights.weights.assign(weights.rows.size(), 1);
  weights.contributions.assign(weights.rows.size(), 0.5f);
  const std::string name = Publish(artifact);
  v1::StreamSampleWeightsRequest request;
  request.set_model(name);
  // More streams than may run at a time: each must give its place back.
  for (int i = 0; i < 20; ++i) {
    grpc::ClientContext context;
    const auto reader = models->StreamSampleWeights(&context, request);
    v1::SampleWeights batch;
    ASSERT_TRUE(reader->Read(&batch));
    EXPECT_EQ(batch.real_rows_size(), 1000);
    context.TryCancel();
    while (reader->Read(&batch)) {
    }
    EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
}

}  // namespace
}  // namespace counterweight
