// Progress of a job as the worker writes it into the store and the server reads it back.
#ifndef COUNTERWEIGHT_SERVER_TRAINING_EVENTS_H_
#define COUNTERWEIGHT_SERVER_TRAINING_EVENTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "counterweight/v1/training.pb.h"

namespace counterweight {

struct ReportedProgress {
  std::string worker;  // the supervisor's slot of the worker, without spaces
  v1::TrainingProgress progress;
};

// "WORKER JSON": text, so that the store can keep it in any column and a person can read it.
absl::StatusOr<std::string> EncodeProgress(const ReportedProgress& reported);
// DATA_LOSS if the payload is not of that form. Fields of a newer worker are passed over.
absl::StatusOr<ReportedProgress> DecodeProgress(absl::string_view payload);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_TRAINING_EVENTS_H_
