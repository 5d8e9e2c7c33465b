#include "server/dataset_service.h"

#include <set>

#include "tests/server/running_server.h"
#include "tests/testing/wait_until.h"

namespace counterweight {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DatasetServiceTest : public RunningServer {
 protected:
  grpc::Status Get(const std::string& name, v1::Dataset* dataset) {
    v1::GetDatasetRequest request;
    request.set_name(name);
    grpc::ClientContext context;
    return datasets->GetDataset(&context, request, dataset);
  }

  grpc::Status List(int page_size, const std::string& token, v1::ListDatasetsResponse* response) {
    v1::ListDatasetsRequest request;
    request.set_page_size(page_size);
    request.set_page_token(token);
    grpc::ClientContext context;
    return datasets->ListDatasets(&context, request, response);
  }
};

TEST_F(DatasetServiceTest, AnUploadBecomesADataset) {
  const std::string csv = kUploadCsv;
  v1::Dataset dataset;
  const grpc::Status status = SendUpload(
      {Header(), Chunk(0, csv.substr(0, 25)), Chunk(25, csv.substr(25)), Finish(csv)}, &dataset);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(dataset.display_name(), "small");
  EXPECT_EQ(dataset.row_count(), 5);
  EXPECT_EQ(dataset.uploaded_bytes(), static_cast<int64_t>(csv.size()));
  EXPECT_EQ(dataset.sha256(), Sha256Digest(csv));
  ASSERT_EQ(dataset.columns_size(), 2);
  EXPECT_EQ(dataset.columns(0).name(), "amount");
  EXPECT_EQ(dataset.columns(0).type(), v1::COLUMN_TYPE_NUMERIC);
  EXPECT_DOUBLE_EQ(dataset.columns(0).numeric().mean(), 3);
  EXPECT_EQ(dataset.columns(1).type(), v1::COLUMN_TYPE_CATEGORICAL);
  ASSERT_EQ(dataset.columns(1).most_frequent_size(), 2);
  EXPECT_EQ(dataset.columns(1).most_frequent(0).value(), "CA");
  EXPECT_EQ(dataset.columns(1).most_frequent(0).row_count(), 3);
  EXPECT_EQ(dataset.positive_label(), "1");
  EXPECT_DOUBLE_EQ(dataset.imbalance_ratio(), 1.5);

  v1::Dataset read;
  ASSERT_TRUE(Get(dataset.name(), &read).ok());
  EXPECT_EQ(read.SerializeAsString(), dataset.SerializeAsString());
  // The spool file goes when the call is torn down, which may be after its answer.
  EXPECT_TRUE(WaitUntil([this] { return FilesInUploads() == 0; }));
  EXPECT_THAT(server->metrics().Text(),
              HasSubstr("counterweight_received_bytes_total " + std::to_string(csv.size())));
}

TEST_F(DatasetServiceTest, EachMessageThatIsOutOfPlaceIsNamed) {
  const std::string csv = kUploadCsv;
  v1::UploadDatasetRequest empty_header, short_hash;
  empty_header.mutable_header();
  short_hash.mutable_finish()->set_sha256("abc");
  struct Case {
    std::vector<v1::UploadDatasetRequest> messages;
    std::string field;
  };
  const std::vector<Case> cases = {
      {{}, "header"},
      {{Chunk(0, csv)}, "chunk"},
      {{Finish(csv)}, "finish"},
      {{v1::UploadDatasetRequest()}, "part"},
      {{empty_header}, "header.spec"},
      {{Header(), Header()}, "header"},
      {{Header(), Chunk(0, csv)}, "finish"},
      {{Header(), Chunk(0, csv), short_hash}, "finish.sha256"},
      {{Header(), Chunk(0, csv), Finish("other bytes")}, "finish.sha256"},
      {{Header(), Chunk(0, std::string(kMaximumChunkBytes + 1, 'a'))}, "chunk.content"},
  };
  for (const Case& c : cases) {
    v1::Dataset dataset;
    const grpc::Status status = SendUpload(c.messages, &dataset);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << c.field;
    EXPECT_EQ(FieldOf(status), c.field) << status.error_message();
  }
  EXPECT_TRUE(WaitUntil([this] { return FilesInUploads() == 0; }));
}

TEST_F(DatasetServiceTest, AGapBetweenChunksIsOutOfRange) {
  v1::Dataset dataset;
  EXPECT_THAT(SendUpload({Header(), Chunk(0, "ab"), Chunk(3, "c")}, &dataset),
              IsGrpcStatus(grpc::StatusCode::OUT_OF_RANGE, HasSubstr("2 bytes were received")));
}

TEST_F(DatasetServiceTest, AnUnknownColumnTypeIsAnError) {
  v1::UploadDatasetRequest header = Header();
  (*header.mutable_header()->mutable_spec()->mutable_column_types())["state"] =
      static_cast<v1::ColumnType>(77);
  v1::Dataset dataset;
  const grpc::Status status = SendUpload({header}, &dataset);
  EXPECT_THAT(status, IsGrpcStatus(grpc::StatusCode::INVALID_ARGUMENT, HasSubstr("77")));
  EXPECT_EQ(FieldOf(status), "spec.column_types[state]");
}

TEST_F(DatasetServiceTest, ABadCellIsNamedByRow) {
  const std::string csv = "amount,label\n1,0\n2,0,9\n";
  v1::Dataset dataset;
  EXPECT_THAT(SendUpload({Header(), Chunk(0, csv), Finish(csv)}, &dataset),
              IsGrpcStatus(grpc::StatusCode::INVALID_ARGUMENT, HasSubstr("row 1")));
}

TEST_F(DatasetServiceTest, ARepeatedRequestIdAnswersWithTheFirstDataset) {
  v1::Dataset first, second;
  ASSERT_TRUE(SendUpload({Header("r-1"), Chunk(0, kUploadCsv), Finish(kUploadCsv)}, &first).ok());
  ASSERT_TRUE(SendUpload({Header("r-1"), Chunk(0, kUploadCsv), Finish(kUploadCsv)}, &second).ok());
  EXPECT_EQ(first.name(), second.name());
  v1::ListDatasetsResponse list;
  ASSERT_TRUE(List(0, "", &list).ok());
  EXPECT_EQ(list.datasets_size(), 1);
}

TEST_F(DatasetServiceTest, ACancelledUploadLeavesNoSpool) {
  v1::Dataset dataset;
  grpc::ClientContext context;
  const auto writer = datasets->UploadDataset(&context, &dataset);
  ASSERT_TRUE(writer->Write(Header()));
  ASSERT_TRUE(writer->Write(Chunk(0, kUploadCsv)));
  ASSERT_TRUE(WaitUntil([this] { return FilesInUploads() == 1; }));
  context.TryCancel();
  EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(WaitUntil([this] { return FilesInUploads() == 0; }));
  EXPECT_TRUE(WaitUntil([this] {
    return server->metrics().Text().find(
               "counterweight_rpc_handled_total{code=\"CANCELLED\",method=\"UploadDataset\"") !=
           std::string::npos;
  }));
}

TEST_F(DatasetServiceTest, UploadsAtATimeAreBounded) {
  server.reset();
  options.max_uploads = 1;
  Start();
  v1::Dataset dataset;
  grpc::ClientContext context;
  const auto writer = datasets->UploadDataset(&context, &dataset);
  ASSERT_TRUE(writer->Write(Header()));
  ASSERT_TRUE(WaitUntil([this] { return FilesInUploads() == 1; }));
  v1::Dataset refused;
  EXPECT_THAT(SendUpload({Header()}, &refused),
              IsGrpcStatus(grpc::StatusCode::RESOURCE_EXHAUSTED, HasSubstr("1 uploads")));
  context.TryCancel();
  writer->Finish();
  ASSERT_TRUE(WaitUntil([this] { return FilesInUploads() == 0; }));
  UploadSmall();
}

TEST_F(DatasetServiceTest, ListsInPagesNewestFirst) {
  std::vector<std::string> names;
  for (int i = 0; i < 5; ++i) names.push_back(UploadSmall().name());
  std::vector<std::string> listed;
  std::string token;
  do {
    v1::ListDatasetsResponse response;
    ASSERT_TRUE(List(2, token, &response).ok());
    EXPECT_LE(response.datasets_size(), 2);
    for (const v1::Dataset& dataset : response.datasets()) listed.push_back(dataset.name());
    token = response.next_page_token();
  } while (!token.empty());
  std::reverse(names.begin(), names.end());
  EXPECT_EQ(listed, names);
}

TEST_F(DatasetServiceTest, BadPagesAreNamed) {
  v1::ListDatasetsResponse response;
  EXPECT_EQ(FieldOf(List(-1, "", &response)), "page_size");
  EXPECT_EQ(FieldOf(List(1001, "", &response)), "page_size");
  EXPECT_EQ(List(1, "not a token", &response).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(DatasetServiceTest, UnknownAndMalformedNamesAreTold) {
  v1::Dataset dataset;
  EXPECT_THAT(Get("datasets/ds-none", &dataset),
              IsGrpcStatus(grpc::StatusCode::NOT_FOUND, HasSubstr("datasets/ds-none")));
  EXPECT_EQ(FieldOf(Get("models/m-none", &dataset)), "name");
  EXPECT_EQ(FieldOf(Get("", &dataset)), "name");
}

TEST_F(DatasetServiceTest, ADatasetInUseCannotBeDeleted) {
  const v1::Dataset dataset = UploadSmall();
  CreateJob(dataset.name());
  v1::DeleteDatasetRequest request;
  request.set_name(dataset.name());
  google::protobuf::Empty empty;
  grpc::ClientContext refused_context, context;
  EXPECT_EQ(datasets->DeleteDataset(&refused_context, request, &empty).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
  ASSERT_THAT(jobs().Fail(Claim(), clock.Now(), "for the test"), IsOk());
  EXPECT_TRUE(datasets->DeleteDataset(&context, request, &empty).ok());
  v1::Dataset read;
  EXPECT_EQ(Get(dataset.name(), &read).error_code(), grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace counterweight
