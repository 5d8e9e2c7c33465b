#include "src/telemetry/metrics_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "src/telemetry/metrics.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<ServiceStateValues> NoState() { return ServiceStateValues(); }

std::string HttpGet(int port, const std::string& path) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    close(fd);
    return "";
  }
  const std::string request = "GET " + path + " HTTP/1.0\r\n\r\n";
  EXPECT_EQ(write(fd, request.data(), request.size()), static_cast<ssize_t>(request.size()));
  std::string response;
  char buffer[4096];
  for (ssize_t size; (size = read(fd, buffer, sizeof(buffer))) > 0;) response.append(buffer, size);
  close(fd);
  return response;
}

TEST(MetricsServerTest, ServesTheMetricsOnAFreePort) {
  Metrics metrics("1.2.3", NoState);
  ASSERT_OK_AND_ASSIGN(const auto server, MetricsServer::Start("127.0.0.1", 0, metrics));
  ASSERT_GT(server->port(), 0);
  const std::string response = HttpGet(server->port(), "/metrics");
  EXPECT_THAT(response, HasSubstr("200 OK"));
  EXPECT_THAT(response, HasSubstr("counterweight_build_info{version=\"1.2.3\"} 1"));
  EXPECT_THAT(response, HasSubstr("counterweight_queue_depth 0"));
  EXPECT_THAT(response, HasSubstr("process_open_fds"));
}

TEST(MetricsServerTest, UnderstandsLocalhost) {
  Metrics metrics("1", NoState);
  EXPECT_THAT(MetricsServer::Start("localhost", 0, metrics), IsOk());
}

TEST(MetricsServerTest, ATakenPortIsAnErrorThatNamesIt) {
  Metrics metrics("1", NoState);
  ASSERT_OK_AND_ASSIGN(const auto first, MetricsServer::Start("127.0.0.1", 0, metrics));
  EXPECT_THAT(MetricsServer::Start("127.0.0.1", first->port(), metrics),
              StatusIs(absl::StatusCode::kUnavailable,
                       HasSubstr("127.0.0.1:" + std::to_string(first->port()))));
}

TEST(MetricsServerTest, AnAddressThatIsNoneIsAnError) {
  Metrics metrics("1", NoState);
  EXPECT_THAT(MetricsServer::Start("no address", 0, metrics),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no address")));
}

}  // namespace
}  // namespace counterweight
