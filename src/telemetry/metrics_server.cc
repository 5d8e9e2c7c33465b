#include "src/telemetry/metrics_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <prometheus/exposer.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <thread>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"

namespace counterweight {
namespace {

// One scrape every few seconds, and one thread to spare for a scraper that reads slowly.
constexpr size_t kThreads = 2;

// Connects to a port of this machine and hangs up.
void Knock(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return;
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // Whether anybody answers does not matter.
  [[maybe_unused]] const int ignored =
      connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  close(fd);
}

}  // namespace

absl::StatusOr<std::unique_ptr<MetricsServer>> MetricsServer::Start(const std::string& host,
                                                                    int port,
                                                                    const Metrics& metrics) {
  // The HTTP server beneath takes addresses only.
  const std::string address = absl::StrCat(host == "localhost" ? "127.0.0.1" : host, ":", port);
  // It reports what goes wrong by exceptions.
  try {
    auto exposer = std::make_unique<prometheus::Exposer>(address, kThreads);
    for (const auto& collectable : metrics.Collectables()) {
      exposer->RegisterCollectable(collectable);
    }
    const std::vector<int> ports = exposer->GetListeningPorts();
    if (ports.empty()) {
      return absl::UnavailableError(absl::StrCat("cannot serve metrics on ", address));
    }
    return absl::WrapUnique(new MetricsServer(std::move(exposer), ports.front()));
  } catch (const std::exception& error) {
    return absl::UnavailableError(
        absl::StrCat("cannot serve metrics on ", address, ": ", error.what()));
  }
}

MetricsServer::MetricsServer(std::unique_ptr<prometheus::Exposer> exposer, int port)
    : exposer_(std::move(exposer)), port_(port) {}

MetricsServer::~MetricsServer() {
  // The HTTP server sees that it should stop when a connection comes, or else only two seconds
  // later: too long for a server that is being replaced.
  std::atomic<bool> stopped{false};
  std::thread stop([this, &stopped] {
    exposer_.reset();
    stopped = true;
  });
  while (!stopped) {
    Knock(port_);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  stop.join();
}

}  // namespace counterweight
