#include "src/application/jobs.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/application/request_id.h"
#include "src/application/resource_name.h"
#include "src/base/byte_codec.h"
#include "src/base/field_error.h"
#include "src/base/sha256.h"
#include "src/base/status_macros.h"
#include "src/recipe/training_methods.h"
#include "src/recipe/training_options.h"

namespace counterweight {
namespace {

constexpr size_t kMaximumDisplayNameBytes = 200;

std::string Fingerprint(const JobRequest& request) {
  ByteWriter writer;
  writer.PutString(request.dataset);
  writer.PutString(request.method);
  for (const auto& [name, value] : request.options) {
    writer.PutString(name);
    writer.PutString(value);
  }
  writer.Put(request.seed);
  writer.PutString(request.model_display_name);
  return Sha256Hex(writer.bytes());
}

absl::Status ValidateDisplayName(const std::string& name) {
  if (name.size() <= kMaximumDisplayNameBytes) return absl::OkStatus();
  return FieldError(
      "spec.model_display_name",
      absl::StrCat(name.size(), " bytes; at most ", kMaximumDisplayNameBytes, " are allowed"));
}

}  // namespace

absl::StatusOr<JobView> Jobs::Create(const JobRequest& request) {
  CW_RETURN_IF_ERROR(ValidateRequestId(request.request_id));
  CW_RETURN_IF_ERROR(ValidateDisplayName(request.model_display_name));
  CW_ASSIGN_OR_RETURN(const std::string dataset_id,
                      ParseResourceName(request.dataset, kDatasetCollection, "spec.dataset"));
  const std::string method = request.method.empty() ? std::string(kDefaultMethod) : request.method;
  CW_RETURN_IF_ERROR(ValidateMethod(method));
  CW_RETURN_IF_ERROR(ParseTrainingOptions(request.options).status());
  CW_RETURN_IF_ERROR(ValidateMethodOptions(method, request.options));

  const std::string fingerprint = Fingerprint(request);
  CW_ASSIGN_OR_RETURN(
      std::optional<JobRecord> earlier,
      FindEarlierRequest<JobRecord>(directory_->jobs(), request.request_id, fingerprint));
  if (earlier.has_value()) return View(*std::move(earlier));

  CW_ASSIGN_OR_RETURN(const DatasetRecord dataset, directory_->datasets().Get(dataset_id));
  JobRecord record;
  record.id = NewId("job-");
  record.dataset_id = dataset_id;
  record.method = method;
  record.options = request.options;
  record.seed = request.seed;
  record.model_display_name =
      request.model_display_name.empty() ? dataset.display_name : request.model_display_name;
  record.create_time = clock_->Now();
  record.max_attempts = max_attempts_;
  record.request_id = request.request_id;
  record.request_fingerprint = fingerprint;
  const absl::Status inserted = directory_->jobs().Insert(record);
  if (absl::IsAlreadyExists(inserted)) {  // the same request ran twice side by side
    CW_ASSIGN_OR_RETURN(earlier, FindEarlierRequest<JobRecord>(directory_->jobs(),
                                                               request.request_id, fingerprint));
    if (earlier.has_value()) return View(*std::move(earlier));
  }
  CW_RETURN_IF_ERROR(inserted);
  return View(std::move(record));
}

absl::StatusOr<JobView> Jobs::Get(const std::string& name) {
  CW_ASSIGN_OR_RETURN(const std::string id, ParseResourceName(name, kJobCollection, "name"));
  CW_ASSIGN_OR_RETURN(JobRecord record, directory_->jobs().Get(id));
  return View(std::move(record));
}

absl::StatusOr<Page<JobView>> Jobs::List(const PageRequest& page, std::optional<JobState> state) {
  CW_ASSIGN_OR_RETURN(Page<JobRecord> records, directory_->jobs().List(page, state));
  Page<JobView> views;
  views.next_token = std::move(records.next_token);
  for (JobRecord& record : records.records) {
    CW_ASSIGN_OR_RETURN(JobView view, View(std::move(record)));
    views.records.push_back(std::move(view));
  }
  return views;
}

absl::StatusOr<JobView> Jobs::Cancel(const std::string& name) {
  CW_ASSIGN_OR_RETURN(const std::string id, ParseResourceName(name, kJobCollection, "name"));
  CW_ASSIGN_OR_RETURN(JobRecord record, directory_->jobs().Cancel(id, clock_->Now()));
  return View(std::move(record));
}

absl::StatusOr<JobView> Jobs::View(JobRecord record) {
  JobView view;
  if (!record.model_id.empty()) {
    const absl::StatusOr<ModelRecord> model = directory_->models().Get(record.model_id);
    if (model.ok()) {
      CW_ASSIGN_OR_RETURN(view.model, ModelSummary::Decode(model->summary));
    } else if (!absl::IsNotFound(model.status())) {  // deleted since: the job stays
      return model.status();
    }
  }
  view.record = std::move(record);
  return view;
}

}  // namespace counterweight
