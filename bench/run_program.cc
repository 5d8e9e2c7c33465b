#include "bench/run_program.h"

#include <cstdlib>
#include <iostream>

namespace counterweight {

int RunProgram(CLI::App& app, int argc, char** argv, const std::function<absl::Status()>& run) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  const absl::Status status = run();
  if (status.ok()) return EXIT_SUCCESS;
  std::cerr << status.message() << std::endl;
  return EXIT_FAILURE;
}

}  // namespace counterweight
