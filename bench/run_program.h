// The frame of a program of bench/.
#ifndef COUNTERWEIGHT_BENCH_RUN_PROGRAM_H_
#define COUNTERWEIGHT_BENCH_RUN_PROGRAM_H_

#include <CLI/CLI.hpp>
#include <functional>

#include "absl/status/status.h"

namespace counterweight {

// Parses the command line, then calls `run`; errors go to standard error. Out: the exit status.
int RunProgram(CLI::App& app, int argc, char** argv, const std::function<absl::Status()>& run);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_RUN_PROGRAM_H_
