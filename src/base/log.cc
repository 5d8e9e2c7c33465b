#include "src/base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <string>

namespace counterweight {
namespace {

spdlog::string_view_t View(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace

void InitializeLog(absl::string_view component, absl::string_view level) {
  auto logger = std::make_shared<spdlog::logger>(std::string(component),
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l [%n] %v", spdlog::pattern_time_type::utc);
  const spdlog::level::level_enum parsed = spdlog::level::from_str(std::string(level));
  logger->set_level(parsed == spdlog::level::off ? spdlog::level::info : parsed);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

void LogInfo(absl::string_view message) { spdlog::info("{}", View(message)); }
void LogWarning(absl::string_view message) { spdlog::warn("{}", View(message)); }
void LogError(absl::string_view message) { spdlog::error("{}", View(message)); }

}  // namespace counterweight
