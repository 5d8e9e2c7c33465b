#include "client/upload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/sha.h>

#include <fstream>
#include <random>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/synchronization/mutex.h"
#include "tests/client/scripted_server.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What one stream brought.
struct Received {
  v1::UploadDatasetRequest::Header header;
  std::vector<size_t> chunk_sizes;
  std::string bytes;
  std::string sha256;
};

std::string Sha256(const std::string& bytes) {
  std::string sum(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(sum.data()));
  return sum;
}

// Takes uploads; refuses some of them after refuse_after bytes.
class ScriptedDatasets : public v1::DatasetService::Service {
 public:
  grpc::Status UploadDataset(grpc::ServerContext*,
                             grpc::ServerReader<v1::UploadDatasetRequest>* reader,
                             v1::Dataset* dataset) override {
    Received received;
    v1::UploadDatasetRequest request;
    EXPECT_TRUE(reader->Read(&request));
    EXPECT_TRUE(request.has_header()) << "the header comes first";
    received.header = request.header();
    const grpc::Status refusal = NextRefusal();
    while (reader->Read(&request)) {
      if (request.has_finish()) {
        received.sha256 = request.finish().sha256();
        continue;
      }
      EXPECT_TRUE(received.sha256.empty()) << "finish comes last";
      EXPECT_EQ(request.chunk().offset(), static_cast<int64_t>(received.bytes.size()));
      received.chunk_sizes.push_back(request.chunk().content().size());
      received.bytes += request.chunk().content();
      if (!refusal.ok()) return refusal;
    }
    dataset->set_name("datasets/ds-1");
    dataset->set_uploaded_bytes(static_cast<int64_t>(received.bytes.size()));
    absl::MutexLock lock(&mutex_);
    uploads_.push_back(std::move(received));
    return grpc::Status::OK;
  }

  void Refuse(std::vector<grpc::Status> refusals) {
    absl::MutexLock lock(&mutex_);
    refusals_ = std::move(refusals);
  }
  std::vector<Received> uploads() {
    absl::MutexLock lock(&mutex_);
    return uploads_;
  }
  int tries() {
    absl::MutexLock lock(&mutex_);
    return tries_;
  }

 private:
  grpc::Status NextRefusal() {
    absl::MutexLock lock(&mutex_);
    const size_t index = tries_++;
    return index < refusals_.size() ? refusals_[index] : grpc::Status::OK;
  }

  absl::Mutex mutex_;
  int tries_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<grpc::Status> refusals_ ABSL_GUARDED_BY(mutex_);
  std::vector<Received> uploads_ ABSL_GUARDED_BY(mutex_);
};

class UploadTest : public ::testing::Test {
 protected:
  UploadTest() : server_({&service_}), stub_(v1::DatasetService::NewStub(server_.InProcess())) {
    header_.mutable_spec()->set_display_name("Fraud");
    header_.set_request_id("r-1");
  }

  absl::StatusOr<v1::Dataset> Upload(const std::string& bytes) {
    std::istringstream input(bytes);
    return UploadStream(stub_.get(), header_, &input, [](int64_t, int64_t) {});
  }
  absl::StatusOr<v1::Dataset> UploadPath(const std::string& path, int retries) {
    return UploadFile(stub_.get(), header_, path, [](int64_t, int64_t) {},
                      {retries, absl::ZeroDuration(), absl::ZeroDuration()});
  }

  ScriptedDatasets service_;
  ScriptedServer server_;
  std::unique_ptr<v1::DatasetService::Stub> stub_;
  v1::UploadDatasetRequest::Header header_;
};

TEST_F(UploadTest, EveryByteArrivesWithItsOffsetAndChecksum) {
  for (const size_t size : {size_t{0}, size_t{1}, kUploadChunkBytes, kUploadChunkBytes + 1,
                            5 * kUploadChunkBytes - 1}) {
    std::mt19937_64 random(size);
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    ASSERT_OK_AND_ASSIGN(const v1::Dataset dataset, Upload(bytes));
    EXPECT_EQ(dataset.uploaded_bytes(), static_cast<int64_t>(size));
    const Received received = service_.uploads().back();
    EXPECT_EQ(received.bytes, bytes);
    EXPECT_EQ(received.sha256, Sha256(bytes));
    EXPECT_EQ(received.header.request_id(), "r-1");
    EXPECT_EQ(received.chunk_sizes.size(), (size + kUploadChunkBytes - 1) / kUploadChunkBytes);
  }
}

TEST_F(UploadTest, TheChecksumIsSha256) {
  ASSERT_THAT(Upload("abc"), IsOk());
  EXPECT_EQ(absl::BytesToHexString(service_.uploads().back().sha256),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(UploadTest, TheServersRefusalIsTheAnswer) {
  service_.Refuse({grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "row 7 is short")});
  EXPECT_THAT(Upload(std::string(20 * kUploadChunkBytes, 'x')),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("row 7")));
}

// Gives some bytes, then fails as a disk does.
class BreakingBuffer : public std::streambuf {
 protected:
  int_type underflow() override {
    if (given_) throw std::ios_base::failure("broken disk");
    given_ = true;
    setg(bytes_, bytes_, bytes_ + sizeof(bytes_));
    return traits_type::to_int_type(bytes_[0]);
  }

 private:
  bool given_ = false;
  char bytes_[3] = {'a', ',', 'b'};
};

TEST_F(UploadTest, ABrokenInputUploadsNothing) {
  BreakingBuffer buffer;
  std::istream input(&buffer);
  EXPECT_THAT(UploadStream(stub_.get(), header_, &input, [](int64_t, int64_t) {}),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("could not be read")));
  for (const Received& received : service_.uploads()) EXPECT_EQ(received.sha256, "");
}

TEST_F(UploadTest, AFileIsSentAgainFromItsStartUnderTheSameRequestId) {
  TemporaryDirectory directory;
  std::string bytes(3 * kUploadChunkBytes + 5, 'x');
  std::ofstream(directory.File("f.csv")) << bytes;
  service_.Refuse({grpc::Status(grpc::StatusCode::UNAVAILABLE, "restarting")});
  ASSERT_THAT(UploadPath(directory.File("f.csv"), 1), IsOk());
  EXPECT_EQ(service_.tries(), 2);
  EXPECT_EQ(service_.uploads().back().bytes, bytes);
  EXPECT_EQ(service_.uploads().back().header.request_id(), "r-1");
}

TEST_F(UploadTest, RetriesAreBoundedAndOnlyAfterUnavailable) {
  TemporaryDirectory directory;
  std::ofstream(directory.File("f.csv")) << "a";
  const grpc::Status away(grpc::StatusCode::UNAVAILABLE, "restarting");
  service_.Refuse({away, away, away, away});
  EXPECT_THAT(UploadPath(directory.File("f.csv"), 2),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("restarting")));
  EXPECT_EQ(service_.tries(), 3);
  service_.Refuse(
      std::vector<grpc::Status>(4, grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "bad table")));
  EXPECT_THAT(UploadPath(directory.File("f.csv"), 2),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("bad table")));
  EXPECT_EQ(service_.tries(), 4);
}

TEST_F(UploadTest, ProgressCountsTheBytesOfTheFile) {
  TemporaryDirectory directory;
  std::ofstream(directory.File("f.csv")) << std::string(kUploadChunkBytes + 1, 'x');
  std::vector<std::pair<int64_t, int64_t>> seen;
  ASSERT_THAT(UploadFile(stub_.get(), header_, directory.File("f.csv"),
                         [&](int64_t sent, int64_t total) {
                           seen.push_back({sent, total});
                         },
                         {0, absl::ZeroDuration(), absl::ZeroDuration()}),
              IsOk());
  const auto total = static_cast<int64_t>(kUploadChunkBytes) + 1;
  EXPECT_THAT(seen, ElementsAre(std::pair(total - 1, total), std::pair(total, total)));
}

TEST_F(UploadTest, AMissingFileAndADirectoryAreNamed) {
  TemporaryDirectory directory;
  EXPECT_THAT(UploadPath(directory.File("none.csv"), 3),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none.csv")));
  EXPECT_THAT(UploadPath(directory.path(), 3),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is a directory")));
  EXPECT_EQ(service_.tries(), 0);
}

}  // namespace
}  // namespace counterweight::client
