#include "server/training_events.h"

#include <google/protobuf/util/json_util.h>

#include <utility>

#include "absl/strings/str_cat.h"

namespace counterweight {

absl::StatusOr<std::string> EncodeProgress(const ReportedProgress& reported) {
  std::string json;
  const auto written = google::protobuf::util::MessageToJsonString(reported.progress, &json);
  if (!written.ok()) {
    return absl::InternalError(absl::StrCat("progress as JSON: ", written.ToString()));
  }
  return absl::StrCat(reported.worker, " ", json);
}

absl::StatusOr<ReportedProgress> DecodeProgress(absl::string_view payload) {
  const size_t space = payload.find(' ');
  if (space == absl::string_view::npos) {
    return absl::DataLossError("a progress event is not of the form \"WORKER JSON\"");
  }
  ReportedProgress reported;
  reported.worker = std::string(payload.substr(0, space));
  const std::string json(payload.substr(space + 1));
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  const auto parsed =
      google::protobuf::util::JsonStringToMessage(json, &reported.progress, options);
  if (!parsed.ok()) {
    return absl::DataLossError(absl::StrCat("a progress event: ", parsed.ToString()));
  }
  return reported;
}

}  // namespace counterweight
