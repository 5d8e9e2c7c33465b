// One large piece of work over several threads of a pool.
#ifndef COUNTERWEIGHT_SERVER_SPLIT_WORK_H_
#define COUNTERWEIGHT_SERVER_SPLIT_WORK_H_

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "server/blocking_pool.h"

namespace counterweight {

// Calls work(0) .. work(parts - 1), each once, from this thread and up to `helpers` tasks of the
// pool, and returns when all have returned. This thread waits for no task that has not begun: with
// a busy pool it does everything itself. After an error no further part is begun; the error of the
// lowest failed part is returned. Exceptions of a part are errors (CallGuarded). work: safe to call
// from several threads at a time.
absl::Status SplitWork(BlockingPool& pool, int helpers, int64_t parts,
                       const std::function<absl::Status(int64_t part)>& work);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_SPLIT_WORK_H_
