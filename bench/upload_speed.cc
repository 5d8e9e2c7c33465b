// An upload over loopback, from the first byte to the durable dataset, beside the same stream
// dropped; and the memory of the server meanwhile.
//   bench_upload_speed [MEBIBYTES [ROUNDS]]
// The server is counterweightd of $COUNTERWEIGHT_BIN, else of this program's folder.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "bench/csv_tables.h"
#include "bench/dropping_server.h"
#include "bench/interleaved.h"
#include "bench/ratio.h"
#include "bench/run_program.h"
#include "bench/scratch_folder.h"
#include "bench/server_process.h"
#include "counterweight/v1/dataset.grpc.pb.h"
#include "src/base/durable_file.h"
#include "src/base/sha256.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

constexpr size_t kChunkBytes = 256 << 10;  // of the client's uploads
constexpr int64_t kTableRows = 100'000;

// One CSV: a header, then the same rows again and again. Made before anything is timed.
struct Stream {
  std::string header, rows;
  int repetitions = 1;
  std::string sha256;

  int64_t bytes() const {
    return static_cast<int64_t>(header.size() + rows.size() * static_cast<size_t>(repetitions));
  }
};

absl::StatusOr<Stream> MakeStream(const ScratchFolder& folder, int64_t bytes) {
  const std::string path = folder.File("table.csv");
  CW_RETURN_IF_ERROR(WriteCsvTable(path, CsvContent::kMixed, kTableRows));
  CW_ASSIGN_OR_RETURN(const std::string csv, ReadFile(path, int64_t{1} << 30));
  CW_RETURN_IF_ERROR(RemoveFile(path));
  Stream stream;
  const size_t header_bytes = csv.find('\n') + 1;
  stream.header = csv.substr(0, header_bytes);
  stream.rows = csv.substr(header_bytes);
  stream.repetitions = std::max(1, static_cast<int>(bytes / static_cast<int64_t>(csv.size())));
  Sha256 hash;
  hash.Update(stream.header);
  for (int i = 0; i < stream.repetitions; ++i) hash.Update(stream.rows);
  stream.sha256 = hash.Finish();
  return stream;
}

class Upload {
 public:
  explicit Upload(const std::string& address)
      : stub_(v1::DatasetService::NewStub(
            grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))) {}

  // Seconds until the answer.
  absl::StatusOr<double> Send(const Stream& stream) {
    const absl::Time begun = absl::Now();
    grpc::ClientContext context;
    v1::Dataset dataset;
    const auto writer = stub_->UploadDataset(&context, &dataset);
    v1::UploadDatasetRequest request;
    request.mutable_header()->mutable_spec()->set_display_name("speed");
    request.mutable_header()->mutable_spec()->set_label_column("y");
    bool open = writer->Write(request);
    int64_t offset = 0;
    open = open && SendBytes(stream.header, &offset, *writer);
    for (int i = 0; i < stream.repetitions && open; ++i) {
      open = SendBytes(stream.rows, &offset, *writer);
    }
    request.mutable_finish()->set_sha256(stream.sha256);
    if (open && writer->Write(request)) writer->WritesDone();
    const grpc::Status status = writer->Finish();
    if (!status.ok()) return absl::InternalError(status.error_message());
    return absl::ToDoubleSeconds(absl::Now() - begun);
  }

 private:
  using Writer = grpc::ClientWriterInterface<v1::UploadDatasetRequest>;

  static bool SendBytes(absl::string_view bytes, int64_t* offset, Writer& writer) {
    v1::UploadDatasetRequest request;
    while (!bytes.empty()) {
      const absl::string_view chunk = bytes.substr(0, kChunkBytes);
      request.mutable_chunk()->set_offset(*offset);
      request.mutable_chunk()->set_content(std::string(chunk));
      if (!writer.Write(request)) return false;
      *offset += static_cast<int64_t>(chunk.size());
      bytes.remove_prefix(chunk.size());
    }
    return true;
  }

  const std::unique_ptr<v1::DatasetService::Stub> stub_;
};

void CompareMemory(const ServerProcess& server, double idle_mebibytes, int64_t upload_bytes) {
  const double peak = MebibytesOf(server.pid(), "VmHWM");
  std::cout << absl::StrFormat("server idle %.1f MiB, at most %.1f MiB\n", idle_mebibytes, peak)
            << RatioLine(absl::StrFormat("memory of uploads of %.0f MiB, above idle, MiB",
                                         static_cast<double>(upload_bytes) / (1 << 20)),
                         peak - idle_mebibytes, Bound::kAtMost, 64)
            << std::endl;
}

absl::Status Run(const std::string& program, int64_t bytes, int rounds) {
  CW_ASSIGN_OR_RETURN(const std::unique_ptr<ScratchFolder> folder, ScratchFolder::Create());
  CW_ASSIGN_OR_RETURN(const Stream stream, MakeStream(*folder, bytes));
  CW_ASSIGN_OR_RETURN(const ServerProcess dropping, ServerProcess::Start(program, {"--drop"}));
  CW_ASSIGN_OR_RETURN(const ServerProcess server, StartCounterweight(folder->File("data"), 0));
  const double idle = MebibytesOf(server.pid(), "VmRSS");
  Upload durable(server.address()), dropped(dropping.address());
  const std::vector<Contender> contenders = {{"durable", [&] { return durable.Send(stream); }},
                                             {"dropped", [&] { return dropped.Send(stream); }}};
  CW_ASSIGN_OR_RETURN(const std::vector<double> seconds, MedianCosts(contenders, rounds));
  const double megabytes = 1e-6 * static_cast<double>(stream.bytes());
  std::cout << absl::StrFormat(
      "%.0f MB in chunks of 256 KiB: durable %.0f MB/s, dropped %.0f MB/s\n", megabytes,
      megabytes / seconds[0], megabytes / seconds[1]);
  CompareMemory(server, idle, stream.bytes());
  std::cout << RatioLine("durable upload, parsed and stored, to the same stream dropped, bytes/s",
                         seconds[1] / seconds[0], Bound::kAtLeast, 0.6)
            << std::endl;
  return absl::OkStatus();
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) {
  if (argc > 1 && std::string(argv[1]) == "--drop") return counterweight::RunDroppingServer();
  int64_t mebibytes = 1024;
  int rounds = 3;
  CLI::App app("Durable uploads beside the same stream dropped");
  app.add_option("--mebibytes", mebibytes, "of a stream")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--rounds", rounds)->check(CLI::Range(1, 1000))->capture_default_str();
  std::error_code error;
  const std::string program = std::filesystem::read_symlink("/proc/self/exe", error).string();
  return counterweight::RunProgram(
      app, argc, argv, [&] { return counterweight::Run(program, mebibytes << 20, rounds); });
}
