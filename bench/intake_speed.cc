// CPU seconds from a CSV file to a typed dataset, beside pandas.read_csv on the same file.
//
// The product's figure is the whole of what an upload costs behind the network: SHA-256 and spool
// of the bytes, parsing, types, statistics, and the fsynced dataset file. pandas parses into
// memory.
//   bench_intake_speed [ROWS [ROUNDS]]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/csv_tables.h"
#include "bench/interleaved.h"
#include "bench/peer_process.h"
#include "bench/ratio.h"
#include "bench/run_program.h"
#include "bench/scratch_folder.h"
#include "src/base/durable_file.h"
#include "src/base/status_macros.h"
#include "src/tabular/csv_intake.h"
#include "src/tabular/csv_stream.h"
#include "src/tabular/dataset_builder.h"

namespace counterweight {
namespace {

constexpr size_t kChunkBytes = 256 << 10;  // of the client's uploads
constexpr int kGrowth = 16;

struct Setup {
  int64_t rows = 400'000;
  int rounds = 5;
  const ScratchFolder* folder = nullptr;
};

DatasetSpec Spec() {
  DatasetSpec spec;
  spec.display_name = "speed";
  spec.label_column = "y";
  return spec;
}

template <typename Append>
absl::Status AppendFile(const std::string& path, Append append) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(kChunkBytes, '\0');
  while (file) {
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    CW_RETURN_IF_ERROR(append(absl::string_view(bytes.data(), static_cast<size_t>(file.gcount()))));
  }
  return file.eof() ? absl::OkStatus() : absl::UnavailableError(absl::StrCat("read ", path));
}

absl::Status TakeIn(const std::string& path, const ScratchFolder& folder) {
  CW_ASSIGN_OR_RETURN(
      const std::unique_ptr<CsvIntake> intake,
      CsvIntake::Create(Spec(), IntakeLimits(), {folder.File("spool"), folder.File("dataset")}));
  CW_RETURN_IF_ERROR(
      AppendFile(path, [&](absl::string_view bytes) { return intake->Append(bytes); }));
  CW_RETURN_IF_ERROR(intake->Finish().status());
  return RemoveFile(folder.File("spool"));
}

// Without the checksum and the spool, which pandas has no counterpart to.
absl::Status ParseOnly(const std::string& path, const ScratchFolder& folder) {
  const DatasetSpec spec = Spec();
  DatasetBuilder builder(spec, {}, IntakeLimits(), folder.File("dataset"));
  CsvStream stream(spec.delimiter, IntakeLimits(),
                   [&](const CsvRows& rows) { return builder.AddRows(rows); }, {});
  CW_RETURN_IF_ERROR(
      AppendFile(path, [&](absl::string_view bytes) { return stream.Append(bytes); }));
  CW_RETURN_IF_ERROR(stream.Finish());
  return builder.Finish().status();
}

// The dataset is removed after the clock has stopped: an upload keeps it.
Contender IntakeContender(std::string name,
                          absl::Status (*work)(const std::string&, const ScratchFolder&),
                          std::string path, const ScratchFolder& folder) {
  const auto timed = CpuContender(name, [work, path, &folder] { return work(path, folder); }).run;
  return {std::move(name), [timed, &folder]() -> absl::StatusOr<double> {
            CW_ASSIGN_OR_RETURN(const double seconds, timed());
            CW_RETURN_IF_ERROR(RemoveFile(folder.File("dataset")));
            return seconds;
          }};
}

absl::Status ComparePandas(const Setup& setup, PeerProcess& peer, CsvContent content,
                           absl::string_view name, double aim) {
  const std::string path = setup.folder->File("table.csv");
  CW_RETURN_IF_ERROR(WriteCsvTable(path, content, setup.rows));
  const double megabytes = 1e-6 * static_cast<double>(std::filesystem::file_size(path));
  const std::vector<Contender> contenders = {
      IntakeContender("intake", TakeIn, path, *setup.folder),
      IntakeContender("without checksum and spool", ParseOnly, path, *setup.folder),
      {"pandas.read_csv", [&] { return peer.Ask(path); }}};
  CW_ASSIGN_OR_RETURN(const std::vector<double> seconds, MedianCosts(contenders, setup.rounds));
  std::cout << absl::StrFormat("%s, %.1f MB, MB per CPU second:\n", name, megabytes);
  for (size_t i = 0; i < contenders.size(); ++i) {
    std::cout << absl::StrFormat("  %-28s %6.0f\n", contenders[i].name, megabytes / seconds[i]);
  }
  std::cout << RatioLine(
                   absl::StrCat("intake of a ", name, " CSV to pandas.read_csv, MB per CPU s"),
                   seconds[2] / seconds[0], Bound::kAtLeast, aim)
            << "\n"
            << RatioLine(absl::StrCat("the same, ", name, ", without checksum and spool"),
                         seconds[2] / seconds[1], Bound::kAtLeast, aim)
            << std::endl;
  return absl::OkStatus();
}

absl::Status CompareSizes(const Setup& setup) {
  const std::string small = setup.folder->File("small.csv");
  const std::string large = setup.folder->File("large.csv");
  CW_RETURN_IF_ERROR(WriteCsvTable(small, CsvContent::kMixed, setup.rows / kGrowth));
  CW_RETURN_IF_ERROR(WriteCsvTable(large, CsvContent::kMixed, setup.rows / kGrowth * kGrowth));
  const std::vector<Contender> contenders = {
      IntakeContender("rows", TakeIn, small, *setup.folder),
      IntakeContender("16 times the rows", TakeIn, large, *setup.folder)};
  CW_ASSIGN_OR_RETURN(const std::vector<double> seconds, MedianCosts(contenders, setup.rounds));
  std::cout << absl::StrFormat("microseconds a row: %.3f, with 16 times the rows %.3f\n",
                               1e6 * seconds[0] / static_cast<double>(setup.rows / kGrowth),
                               1e6 * seconds[1] / static_cast<double>(setup.rows))
            << RatioLine("intake cost of 16 times the rows, to 16 times the cost",
                         seconds[1] / seconds[0] / kGrowth, Bound::kAtMost, 1.1)
            << std::endl;
  return absl::OkStatus();
}

absl::Status Run(Setup setup) {
  CW_ASSIGN_OR_RETURN(const std::unique_ptr<ScratchFolder> folder, ScratchFolder::Create());
  setup.folder = folder.get();
  absl::StatusOr<PeerProcess> peer = PeerProcess::Start("read_csv.py", {});
  if (peer.ok()) {
    CW_RETURN_IF_ERROR(ComparePandas(setup, *peer, CsvContent::kNumeric, "numeric", 10));
    CW_RETURN_IF_ERROR(ComparePandas(setup, *peer, CsvContent::kMixed, "mixed", 5.5));
  } else {
    const std::string why(peer.status().message());
    std::cout << UnmeasuredRatioLine("intake of a numeric CSV to pandas.read_csv, MB per CPU s",
                                     Bound::kAtLeast, 10, why)
              << "\n"
              << UnmeasuredRatioLine("intake of a mixed CSV to pandas.read_csv, MB per CPU s",
                                     Bound::kAtLeast, 5.5, why)
              << std::endl;
  }
  return CompareSizes(setup);
}

}  // namespace
}  // namespace counterweight

int main(int argc, char** argv) {
  counterweight::Setup setup;
  CLI::App app("Intake of CSV files beside pandas");
  app.add_option("--rows", setup.rows)->check(CLI::Range(16, 100'000'000))->capture_default_str();
  app.add_option("--rounds", setup.rounds)->check(CLI::Range(1, 1000))->capture_default_str();
  return counterweight::RunProgram(app, argc, argv, [&] { return counterweight::Run(setup); });
}
