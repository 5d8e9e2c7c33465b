// Use cases of datasets: take in, look at, delete.
#ifndef COUNTERWEIGHT_SRC_APPLICATION_DATASETS_H_
#define COUNTERWEIGHT_SRC_APPLICATION_DATASETS_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "src/application/data_directory.h"
#include "src/base/clock.h"
#include "src/store/dataset_store.h"
#include "src/tabular/csv_intake.h"
#include "src/tabular/schema.h"
#include "src/tabular/table.h"

namespace counterweight {

struct DatasetView {
  DatasetRecord record;
  DatasetDescription description;
};

// One running upload; it leaves nothing behind unless Finish returned a dataset.
// Thread safety: one thread at a time.
class DatasetUpload {
 public:
  ~DatasetUpload();

  // If the request_id was seen before with the same spec: the dataset it made. Append and Finish
  // must then not be called.
  const std::optional<DatasetView>& existing() const { return existing_; }

  // offset: bytes sent before. OUT_OF_RANGE if it is not where the upload stands; INVALID_ARGUMENT
  // and RESOURCE_EXHAUSTED from the intake; with a runner, maybe only of a later call.
  absl::Status Append(int64_t offset, absl::string_view bytes);
  // sha256: 32 bytes, of everything sent. FieldError "finish.sha256" if it is not that.
  absl::StatusOr<DatasetView> Finish(absl::string_view sha256);

 private:
  friend class Datasets;
  DatasetUpload(DataDirectory* directory, const Clock* clock)
      : directory_(directory), clock_(clock) {}

  DataDirectory* directory_;
  const Clock* clock_;
  std::string id_, request_id_, fingerprint_;
  std::unique_ptr<CsvIntake> intake_;
  std::optional<DatasetView> existing_;
};

// Thread-safe.
class Datasets {
 public:
  Datasets(DataDirectory* directory, const Clock* clock, IntakeLimits limits)
      : directory_(directory), clock_(clock), limits_(limits) {}

  // FieldError "spec...." or "request_id"; ALREADY_EXISTS if request_id came with another spec
  // before. runner: see CsvIntake::Create.
  absl::StatusOr<std::unique_ptr<DatasetUpload>> StartUpload(const DatasetSpec& spec,
                                                             const std::string& request_id,
                                                             TaskRunner runner = {});
  // name: "datasets/{id}". NOT_FOUND, FieldError "name".
  absl::StatusOr<DatasetView> Get(const std::string& name);
  absl::StatusOr<Page<DatasetView>> List(const PageRequest& page);
  absl::Status Delete(const std::string& name);

 private:
  DataDirectory* directory_;
  const Clock* clock_;
  const IntakeLimits limits_;
};

// The whole table of a dataset id. NOT_FOUND; DATA_LOSS naming the dataset.
absl::StatusOr<LabelledTable> LoadDataset(DataDirectory& directory, const std::string& id);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_APPLICATION_DATASETS_H_
