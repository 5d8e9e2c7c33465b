// Uploads of a few lines, for the tests of the intake.
#ifndef COUNTERWEIGHT_TESTS_TABULAR_INTAKE_TESTING_H_
#define COUNTERWEIGHT_TESTS_TABULAR_INTAKE_TESTING_H_

#include <zlib.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/base/random_stream.h"
#include "src/base/status_macros.h"
#include "src/tabular/csv_intake.h"
#include "src/tabular/dataset_file.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {

// A spec whose label column is "y".
inline DatasetSpec LabelY() {
  DatasetSpec spec;
  spec.display_name = "a test";
  spec.label_column = "y";
  return spec;
}

inline IntakeFiles FilesIn(const TemporaryDirectory& directory) {
  return {directory.File("spool"), directory.File("dataset")};
}

// One gzip member.
inline std::string Gzip(absl::string_view bytes) {
  z_stream stream = {};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    std::abort();
  std::string result(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) std::abort();
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

// Hands `bytes` to `append` in pieces of 0 to `largest` bytes.
template <typename Append>
absl::Status AppendInPieces(absl::string_view bytes, uint64_t largest, RandomStream& random,
                            Append append) {
  while (!bytes.empty()) {
    const absl::string_view piece = bytes.substr(0, random.Below(largest + 1));
    bytes.remove_prefix(piece.size());
    CW_RETURN_IF_ERROR(append(piece));
  }
  return absl::OkStatus();
}

// The whole way: upload in one piece, then the dataset file read back.
inline absl::StatusOr<LabelledTable> TakeIn(absl::string_view csv,
                                            const DatasetSpec& spec = LabelY(),
                                            const IntakeLimits& limits = {}) {
  TemporaryDirectory directory;
  CW_ASSIGN_OR_RETURN(std::unique_ptr<CsvIntake> intake,
                      CsvIntake::Create(spec, limits, FilesIn(directory)));
  CW_RETURN_IF_ERROR(intake->Append(csv));
  CW_RETURN_IF_ERROR(intake->Finish().status());
  return ReadDatasetFile(directory.File("dataset"));
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_TESTS_TABULAR_INTAKE_TESTING_H_
