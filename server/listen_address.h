// HOST:PORT as operators write it.
#ifndef COUNTERWEIGHT_SERVER_LISTEN_ADDRESS_H_
#define COUNTERWEIGHT_SERVER_LISTEN_ADDRESS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace counterweight {

struct ListenAddress {
  std::string host;  // a name or IPv4 address, or an IPv6 address in brackets
  int port = 0;      // [0, 65535]; 0: a free one

  // "HOST:PORT" with a port of its own, for a listener that was given a free one.
  std::string WithPort(int actual_port) const;
  // Only this machine can reach it: "localhost", 127.0.0.0/8, [::1].
  bool IsLoopback() const;
};

// INVALID_ARGUMENT naming the text if it is not of that form.
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_LISTEN_ADDRESS_H_
