// Use cases of training jobs: submit, look at, cancel.
#ifndef COUNTERWEIGHT_SRC_APPLICATION_JOBS_H_
#define COUNTERWEIGHT_SRC_APPLICATION_JOBS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/application/data_directory.h"
#include "src/artifact/model_summary.h"
#include "src/base/clock.h"
#include "src/store/job_store.h"

namespace counterweight {

struct JobRequest {
  std::string dataset;  // "datasets/{id}"
  std::string method;   // empty: the default
  std::map<std::string, std::string> options;
  uint64_t seed = 0;
  std::string model_display_name;  // empty: the dataset's
  std::string request_id;
};

struct JobView {
  JobRecord record;
  std::optional<ModelSummary> model;  // SUCCEEDED, while the model exists
};

// Thread-safe.
class Jobs {
 public:
  Jobs(DataDirectory* directory, const Clock* clock, int max_attempts)
      : directory_(directory), clock_(clock), max_attempts_(max_attempts) {}

  // Everything that can be wrong with a request is said now, not by the worker: FieldError
  // "spec.dataset", "spec.method", "spec.options[...]", NOT_FOUND for an unknown dataset,
  // ALREADY_EXISTS if request_id came with another spec before.
  absl::StatusOr<JobView> Create(const JobRequest& request);
  absl::StatusOr<JobView> Get(const std::string& name);
  absl::StatusOr<Page<JobView>> List(const PageRequest& page, std::optional<JobState> state);
  absl::StatusOr<JobView> Cancel(const std::string& name);

 private:
  absl::StatusOr<JobView> View(JobRecord record);

  DataDirectory* directory_;
  const Clock* clock_;
  const int max_attempts_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_APPLICATION_JOBS_H_
