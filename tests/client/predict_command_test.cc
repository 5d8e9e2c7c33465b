// `predict` and `weights`: what ends up in their files.
#include <counterweight/v1/model.grpc.pb.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "client/run_command.h"
#include "tests/client/scripted_prediction.h"
#include "tests/client/scripted_server.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ScriptedModels : public v1::ModelService::Service {
 public:
  grpc::Status GetModel(grpc::ServerContext*, const v1::GetModelRequest* request,
                        v1::Model* model) override {
    if (request->name() != "models/m-1") return {grpc::StatusCode::NOT_FOUND, "no such model"};
    model->add_classes("no");
    model->add_classes("yes");
    model->add_columns()->set_name("age");
    return grpc::Status::OK;
  }
  grpc::Status StreamSampleWeights(grpc::ServerContext*,
                                   const v1::StreamSampleWeightsRequest* request,
                                   grpc::ServerWriter<v1::SampleWeights>* writer) override {
    for (const v1::SampleWeights& message : messages) writer->Write(message);
    include_synthetic = request->include_synthetic();
    return end;
  }

  std::vector<v1::SampleWeights> messages;
  grpc::Status end;
  bool include_synthetic = false;
};

class PredictCommandTest : public ::testing::Test {
 protected:
  PredictCommandTest() : server_({&prediction_, &models_}) {
    context_.channel = server_.InProcess();
    context_.in = &in_;
    context_.out = &out_;
    context_.err = &err_;
    predict_.batches.model = "models/m-1";
    predict_.batches.batch_rows = 3;
    predict_.input = "-";
    predict_.output = directory_.File("out.csv");
    weights_.model = "models/m-1";
    weights_.output = directory_.File("weights.csv");
  }

  std::string Contents(const std::string& name) const {
    std::ifstream file(directory_.File(name));
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  TemporaryDirectory directory_;
  ScriptedPrediction prediction_;
  ScriptedModels models_;
  ScriptedServer server_;
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
  CommandContext context_;
  PredictCommand predict_;
  WriteWeightsCommand weights_;
};

TEST_F(PredictCommandTest, OneLinePerRowInOrder) {
  in_.str("p,id\n0.25,a\n0.75,b\n0.5,c\n0,d\n1,e\n");
  ASSERT_THAT(RunCommand(predict_, context_), IsOk());
  EXPECT_EQ(Contents("out.csv"),
            "predicted,p_no,p_yes\n"
            "no,0.75,0.25\n"
            "yes,0.25,0.75\n"
            "yes,0.5,0.5\n"
            "no,1,0\n"
            "yes,0,1\n");
  EXPECT_THAT(Files(), ElementsAre("out.csv"));
  EXPECT_EQ(err_.str(), "predicted 5 rows with models/m-1, version 3\n");
}

TEST_F(PredictCommandTest, ReadsAFileAndWritesStandardOutput) {
  std::ofstream(directory_.File("in.csv")) << "p\n1\n";
  predict_.input = directory_.File("in.csv");
  predict_.output = "-";
  ASSERT_THAT(RunCommand(predict_, context_), IsOk());
  EXPECT_EQ(out_.str(), "predicted,p_no,p_yes\nyes,0,1\n");
}

TEST_F(PredictCommandTest, AFileShowsItsProgress) {
  std::ofstream(directory_.File("in.csv")) << "p\n1\n1\n1\n1\n";
  predict_.input = directory_.File("in.csv");
  ASSERT_THAT(RunCommand(predict_, context_), IsOk());
  EXPECT_THAT(err_.str(), StartsWith("predicted 3 rows\n"));
}

TEST_F(PredictCommandTest, ManyRowsKeepTheirOrder) {
  std::string csv = "p\n";
  std::string expected = "predicted,p_no,p_yes\n";
  for (int i = 0; i < 20'000; ++i) {
    const bool yes = i * 7919 % 13 < 4;
    absl::StrAppend(&csv, yes ? "1\n" : "0\n");
    absl::StrAppend(&expected, yes ? "yes,0,1\n" : "no,1,0\n");
  }
  in_.str(csv);
  ASSERT_THAT(RunCommand(predict_, context_), IsOk());
  EXPECT_TRUE(Contents("out.csv") == expected);
}

TEST_F(PredictCommandTest, AHeaderAloneGivesAHeaderAlone) {
  in_.str("p\n");
  ASSERT_THAT(RunCommand(predict_, context_), IsOk());
  EXPECT_EQ(Contents("out.csv"), "predicted,p_no,p_yes\n");
}

TEST_F(PredictCommandTest, AnErrorLeavesNothingBehind) {
  prediction_.before_answer = [](int index, const v1::PredictRequest&, v1::PredictResponse*) {
    return index == 1 ? grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "row 0: bad")
                      : grpc::Status::OK;
  };
  in_.str("p\n1\n1\n1\n1\n");
  EXPECT_THAT(RunCommand(predict_, context_),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("after row 2 of the input")));
  EXPECT_THAT(Files(), ElementsAre());
}

TEST_F(PredictCommandTest, AnErrorKeepsTheFileThatWasThere) {
  std::ofstream(directory_.File("out.csv")) << "old";
  in_.str("p\n1\n1,2\n");
  EXPECT_THAT(RunCommand(predict_, context_),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("row 1 (line 3)")));
  EXPECT_EQ(Contents("out.csv"), "old");
  EXPECT_THAT(Files(), ElementsAre("out.csv"));
}

TEST_F(PredictCommandTest, AMissingInputIsNamed) {
  predict_.input = directory_.File("none.csv");
  EXPECT_THAT(RunCommand(predict_, context_),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none.csv")));
  EXPECT_THAT(Files(), ElementsAre());
}

TEST_F(PredictCommandTest, ClassesThatChangeWithinAStreamAreAnError) {
  prediction_.before_answer = [](int index, const v1::PredictRequest&,
                                 v1::PredictResponse* answer) {
    if (index == 1) answer->set_classes(0, "other");
    return grpc::Status::OK;
  };
  in_.str("p\n1\n1\n1\n1\n");
  EXPECT_THAT(RunCommand(predict_, context_),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("changed the classes")));
}

v1::SampleWeights RealRows() {
  v1::SampleWeights message;
  v1::SampleWeights::RealRow* row = message.add_real_rows();
  row->set_row(0);
  row->set_label("no, thanks");
  row->set_weight(1);
  row->set_contribution(-0.25);
  row = message.add_real_rows();
  row->set_row(2);
  row->set_label("yes");
  row->set_weight(0.1);
  return message;
}

v1::SampleWeights SyntheticRows() {
  v1::SampleWeights message;
  message.add_feature_names("age");
  message.add_feature_names("city");
  message.add_feature_names("member");
  message.add_feature_names("income");
  v1::SampleWeights::SyntheticRow* const row = message.add_synthetic_rows();
  row->add_features()->set_number(41.5);
  row->add_features()->set_text("a,b");
  row->add_features()->set_boolean(true);
  row->add_features();
  row->set_label("yes");
  row->set_weight(0.5);
  row->set_contribution(1.25);
  row->set_parent_row(2);
  row->set_neighbour_row(9);
  return message;
}

TEST_F(PredictCommandTest, WeightsOfRealRows) {
  models_.messages = {RealRows()};
  ASSERT_THAT(RunCommand(weights_, context_), IsOk());
  EXPECT_EQ(Contents("weights.csv"),
            "row,label,weight,contribution\n"
            "0,\"no, thanks\",1,-0.25\n"
            "2,yes,0.1,\n");
  EXPECT_FALSE(models_.include_synthetic);
}

TEST_F(PredictCommandTest, WeightsOfSyntheticRows) {
  models_.messages = {RealRows(), SyntheticRows()};
  weights_.synthetic = directory_.File("synthetic.csv");
  ASSERT_THAT(RunCommand(weights_, context_), IsOk());
  EXPECT_TRUE(models_.include_synthetic);
  EXPECT_EQ(Contents("synthetic.csv"),
            "age,city,member,income,class,weight,contribution,parent_row,neighbour_row\n"
            "41.5,\"a,b\",true,,yes,0.5,1.25,2,9\n");
  EXPECT_THAT(Contents("weights.csv"), HasSubstr("2,yes,0.1,\n"));
}

TEST_F(PredictCommandTest, AModelWithoutSyntheticRowsStillNamesTheColumns) {
  models_.messages = {RealRows()};
  weights_.synthetic = directory_.File("synthetic.csv");
  ASSERT_THAT(RunCommand(weights_, context_), IsOk());
  EXPECT_EQ(Contents("synthetic.csv"), "age,class,weight,contribution,parent_row,neighbour_row\n");
}

TEST_F(PredictCommandTest, BrokenWeightsLeaveNothingBehind) {
  models_.messages = {RealRows(), SyntheticRows()};
  models_.end = grpc::Status(grpc::StatusCode::INTERNAL, "broken artefact");
  weights_.synthetic = directory_.File("synthetic.csv");
  EXPECT_THAT(RunCommand(weights_, context_),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("broken artefact")));
  EXPECT_THAT(Files(), ElementsAre());
}

TEST_F(PredictCommandTest, ASyntheticRowOfTheWrongWidthIsRefused) {
  v1::SampleWeights message = SyntheticRows();
  message.mutable_synthetic_rows(0)->add_features();
  models_.messages = {message};
  weights_.synthetic = directory_.File("synthetic.csv");
  EXPECT_THAT(RunCommand(weights_, context_),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("5 values for 4 columns")));
  EXPECT_THAT(Files(), ElementsAre());
}

}  // namespace
}  // namespace counterweight::client
