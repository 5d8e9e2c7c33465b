// The log façade: one line per event to standard error, "time level [component] message".
#ifndef COUNTERWEIGHT_SRC_BASE_LOG_H_
#define COUNTERWEIGHT_SRC_BASE_LOG_H_

#include "absl/strings/string_view.h"

namespace counterweight {

// Call once, first in main. component: what runs ("server", "worker 0").
// level: trace, debug, info, warning, error; anything else is info.
void InitializeLog(absl::string_view component, absl::string_view level);

// Thread-safe. Before InitializeLog they go to spdlog's default logger.
void LogInfo(absl::string_view message);
void LogWarning(absl::string_view message);
void LogError(absl::string_view message);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_BASE_LOG_H_
