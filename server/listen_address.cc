#include "server/listen_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace counterweight {
namespace {

bool IsBracketedIpv6(const std::string& host) {
  if (host.size() < 4 || host.front() != '[' || host.back() != ']') return false;
  in6_addr address;
  return inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &address) == 1;
}

// A host name or an IPv4 address.
bool IsPlainHost(const std::string& host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](unsigned char byte) {
    return absl::ascii_isalnum(byte) || byte == '.' || byte == '-' || byte == '_';
  });
}

}  // namespace

std::string ListenAddress::WithPort(int actual_port) const {
  return absl::StrCat(host, ":", actual_port);
}

bool ListenAddress::IsLoopback() const {
  if (host == "localhost") return true;
  in_addr ipv4;
  if (inet_pton(AF_INET, host.c_str(), &ipv4) == 1) return ntohl(ipv4.s_addr) >> 24 == 127;
  in6_addr ipv6;
  return IsBracketedIpv6(host) &&
         inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &ipv6) == 1 &&
         IN6_IS_ADDR_LOOPBACK(&ipv6);
}

absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text) {
  const size_t colon = text.rfind(':');
  ListenAddress address;
  if (colon != absl::string_view::npos) address.host = std::string(text.substr(0, colon));
  const absl::string_view port = colon == absl::string_view::npos ? "" : text.substr(colon + 1);
  const bool port_ok = !port.empty() && port.size() <= 5 &&
                       std::all_of(port.begin(), port.end(), absl::ascii_isdigit) &&
                       absl::SimpleAtoi(port, &address.port) && address.port <= 65535;
  if (!port_ok || !(IsPlainHost(address.host) || IsBracketedIpv6(address.host))) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" is not HOST:PORT (an IPv6 address goes in brackets)"));
  }
  return address;
}

}  // namespace counterweight
