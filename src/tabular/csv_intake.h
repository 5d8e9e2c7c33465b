// CSV bytes as they arrive -> a stored dataset, in bounded memory.
#ifndef COUNTERWEIGHT_SRC_TABULAR_CSV_INTAKE_H_
#define COUNTERWEIGHT_SRC_TABULAR_CSV_INTAKE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/tabular/intake_limits.h"
#include "src/tabular/schema.h"
#include "src/tabular/text_relay.h"

namespace counterweight {

// The files of one upload.
struct IntakeFiles {
  std::string spool;    // the bytes exactly as appended, compressed if they were
  std::string dataset;  // typed columns (dataset_file.h)
};

// One upload. While bytes arrive they are spooled, and split, parsed and written as typed columns.
// The spool is read again only if a column's type turned out too late: a text after numbers, or the
// first text (of a boolean column: the first that is none) after thousands of rows.
// Memory: O(columns + categories) and one row group of at most about 8 MiB, whatever the size. The
// spool holds all bytes after every Append; the dataset file begins to exist with the first row
// group. The caller owns both files and removes them (also after an error).
//
// Types are inferred from the cells that are present: all numbers -> numeric; all booleans
// (true/false, t/f, yes/no, y/n) -> boolean; anything else -> categorical; no cell at all ->
// numeric. DatasetSpec::column_types overrides this; a cell must then fit.
// Thread safety: one thread at a time.
class CsvIntake {
 public:
  // FieldError for a spec that is wrong by itself. runner: text is split, parsed and written on its
  // threads, while Append hashes, spools and inflates; without one, Append does all of it.
  static absl::StatusOr<std::unique_ptr<CsvIntake>> Create(const DatasetSpec& spec,
                                                           const IntakeLimits& limits,
                                                           const IntakeFiles& files,
                                                           TaskRunner runner = {});
  ~CsvIntake();

  // The next bytes of the upload, any split; gzip is detected by its magic. The first error is
  // final. INVALID_ARGUMENT "row 17, column \"age\": ..." (0-based data row; the header is
  // "header"); FieldError "spec.label_column" or "spec.column_types[NAME]" if the header has no
  // such column; RESOURCE_EXHAUSTED for a limit or a full disk.
  absl::Status Append(absl::string_view bytes);

  // Waits until what was appended is taken in. The first error, if there was one: with a runner
  // Append may still have been without it.
  absl::Status Wait();

  // Bytes appended so far.
  int64_t uploaded_bytes() const;
  // SHA-256 of them, 32 bytes; call after the last Append.
  std::string Sha256();

  // Types, statistics, class counts; completes the dataset file, fsynced. INVALID_ARGUMENT: empty
  // file, header only, no feature column, one class only, a class with one row; FieldError
  // "spec.positive_label" if it is no class; RESOURCE_EXHAUSTED: too many categories, or the disk
  // is full; DATA_LOSS: the spool had to be read and is not what was appended. Call once, last.
  absl::StatusOr<DatasetDescription> Finish();

 private:
  struct State;
  explicit CsvIntake(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_CSV_INTAKE_H_
