#include "client/upload.h"

#include <grpcpp/client_context.h>
#include <openssl/evp.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "client/status_text.h"

namespace counterweight::client {
namespace {

using Stub = v1::DatasetService::StubInterface;
using Writer = grpc::ClientWriterInterface<v1::UploadDatasetRequest>;

// SHA-256 of bytes given piece by piece.
class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    ok_ = context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1;
  }
  void Add(absl::string_view bytes) {
    ok_ = ok_ && EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
  }
  absl::StatusOr<std::string> Finish() {
    std::string sum(EVP_MD_size(EVP_sha256()), '\0');
    ok_ = ok_ && EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(sum.data()),
                                    nullptr) == 1;
    if (!ok_) return absl::InternalError("OpenSSL could not compute a SHA-256");
    return sum;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
  bool ok_ = false;
};

// Reads up to a whole chunk, also where a pipe gives less at a time.
std::string ReadChunk(std::istream* input) {
  std::string bytes(kUploadChunkBytes, '\0');
  input->read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(input->gcount()));
  return bytes;
}

// A Write that fails means that the server has answered already: Finish tells what.
absl::Status SendParts(const v1::UploadDatasetRequest::Header& header, std::istream* input,
                       const OnUploadProgress& on_progress, int64_t total, Writer* writer) {
  v1::UploadDatasetRequest request;
  *request.mutable_header() = header;
  if (!writer->Write(request)) return absl::OkStatus();
  Digest digest;
  int64_t sent = 0;
  for (std::string bytes = ReadChunk(input); !bytes.empty(); bytes = ReadChunk(input)) {
    digest.Add(bytes);
    const auto count = static_cast<int64_t>(bytes.size());
    request.mutable_chunk()->set_offset(sent);
    request.mutable_chunk()->set_content(std::move(bytes));
    if (!writer->Write(request)) return absl::OkStatus();
    sent += count;
    on_progress(sent, total);
  }
  if (input->bad()) {
    return absl::DataLossError(absl::StrCat("the input could not be read after byte ", sent));
  }
  absl::StatusOr<std::string> sum = digest.Finish();
  if (!sum.ok()) return sum.status();
  request.mutable_finish()->set_sha256(*std::move(sum));
  if (writer->Write(request)) writer->WritesDone();
  return absl::OkStatus();
}

absl::StatusOr<v1::Dataset> UploadOnce(Stub* stub, const v1::UploadDatasetRequest::Header& header,
                                       const std::string& path,
                                       const OnUploadProgress& on_progress) {
  std::error_code failed;
  if (std::filesystem::is_directory(path, failed)) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is a directory"));
  }
  errno = 0;
  std::ifstream input(path, std::ios::binary);
  if (!input.is_open()) {
    const int reason = errno == 0 ? EIO : errno;
    return absl::Status(
        absl::ErrnoToStatusCode(reason),
        absl::StrCat("cannot open ", path, ": ", std::generic_category().message(reason)));
  }
  const auto size = std::filesystem::file_size(path, failed);
  const int64_t total = failed ? -1 : static_cast<int64_t>(size);
  return UploadStream(stub, header, &input, on_progress, total);
}

}  // namespace

absl::StatusOr<v1::Dataset> UploadStream(Stub* stub, const v1::UploadDatasetRequest::Header& header,
                                         std::istream* input, const OnUploadProgress& on_progress,
                                         int64_t total) {
  // No deadline: how long it takes depends on the table and the line.
  grpc::ClientContext context;
  v1::Dataset dataset;
  const auto writer = stub->UploadDataset(&context, &dataset);
  const absl::Status sent = SendParts(header, input, on_progress, total, writer.get());
  if (!sent.ok()) context.TryCancel();
  const grpc::Status status = writer->Finish();
  if (!sent.ok()) return sent;
  if (!status.ok()) return FromGrpc(status);
  return dataset;
}

absl::StatusOr<v1::Dataset> UploadFile(Stub* stub, const v1::UploadDatasetRequest::Header& header,
                                       const std::string& path, const OnUploadProgress& on_progress,
                                       const BackoffOptions& backoff_options) {
  Backoff backoff(backoff_options);
  while (true) {
    absl::StatusOr<v1::Dataset> dataset = UploadOnce(stub, header, path, on_progress);
    if (dataset.ok() || !absl::IsUnavailable(dataset.status())) return dataset;
    const absl::optional<absl::Duration> wait = backoff.Next();
    if (!wait.has_value()) return dataset;
    absl::SleepFor(*wait);
  }
}

}  // namespace counterweight::client
