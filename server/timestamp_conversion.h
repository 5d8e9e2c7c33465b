// absl::Time -> google.protobuf.Timestamp.
#ifndef COUNTERWEIGHT_SERVER_TIMESTAMP_CONVERSION_H_
#define COUNTERWEIGHT_SERVER_TIMESTAMP_CONVERSION_H_

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace counterweight {

// Rounds towards the past, to microseconds: what the store keeps, so that the answer to a create
// and a later get show one time. time: within years 1 to 9999, as Timestamp demands.
inline google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  const absl::Time rounded = absl::FromUnixMicros(absl::ToUnixMicros(time));
  const int64_t seconds = absl::ToUnixSeconds(rounded);
  const absl::Duration rest = rounded - absl::FromUnixSeconds(seconds);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
  return timestamp;
}

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_TIMESTAMP_CONVERSION_H_
