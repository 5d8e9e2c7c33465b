// SIGTERM and SIGINT as something that a thread waits for.
#ifndef COUNTERWEIGHT_SERVER_SHUTDOWN_SIGNALS_H_
#define COUNTERWEIGHT_SERVER_SHUTDOWN_SIGNALS_H_

#include <optional>

#include "absl/time/time.h"

namespace counterweight {

// Blocks both signals in this thread and all threads it starts. Call first in main: a thread that
// has them unblocked would be ended by them. Also ignores SIGPIPE: a peer that closed is an error
// of a write, not the end of the process.
void BlockShutdownSignals();

// Waits for the next of them. Out: its number.
int WaitForShutdownSignal();
// The same, at most for `timeout`; nullopt: none came.
std::optional<int> WaitForShutdownSignal(absl::Duration timeout);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_SHUTDOWN_SIGNALS_H_
