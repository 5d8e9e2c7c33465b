// The channel to a Counterweight server.
#ifndef COUNTERWEIGHT_CLIENT_CONNECTION_H_
#define COUNTERWEIGHT_CLIENT_CONNECTION_H_

#include <grpcpp/channel.h>
#include <grpcpp/support/channel_arguments.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace counterweight::client {

inline constexpr char kDefaultServer[] = "localhost:8470";

// Of one message, either way: a Predict answer of 100,000 rows with 100 classes is 40 MB.
inline constexpr int kMessageBytesLimit = 64 << 20;

// server: "HOST:PORT", "[IPv6]:PORT" or "unix:PATH". INVALID_ARGUMENT says what is wrong with it.
absl::Status CheckServer(absl::string_view server);

// Message size limit, keep-alive, and transparent retries after UNAVAILABLE of the calls that may
// be repeated: reads, and creates (they carry a request_id). Deletes, alias switches and
// cancellations are not repeated, since a second one would answer something else than the first.
grpc::ChannelArguments ClientChannelArguments();

// Does not wait for the connection: calls fail with UNAVAILABLE if there is none.
std::shared_ptr<grpc::Channel> Connect(const std::string& server);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_CONNECTION_H_
