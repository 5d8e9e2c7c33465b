// Uploading a table: 256 KiB chunks with their offsets, then the SHA-256 of all of them.
#ifndef COUNTERWEIGHT_CLIENT_UPLOAD_H_
#define COUNTERWEIGHT_CLIENT_UPLOAD_H_

#include <counterweight/v1/dataset.grpc.pb.h>

#include <cstdint>
#include <functional>
#include <istream>
#include <string>

#include "absl/status/statusor.h"
#include "client/backoff.h"

namespace counterweight::client {

inline constexpr size_t kUploadChunkBytes = 256 * 1024;

// sent: bytes of this try. total: of the file; -1 if not known (a pipe).
using OnUploadProgress = std::function<void(int64_t sent, int64_t total)>;

// One try, from the input's present place to its end. Errors: the server's; DATA_LOSS if the input
// breaks (nothing is uploaded then).
absl::StatusOr<v1::Dataset> UploadStream(v1::DatasetService::StubInterface* stub,
                                         const v1::UploadDatasetRequest::Header& header,
                                         std::istream* input, const OnUploadProgress& on_progress,
                                         int64_t total = -1);

// A file, again from its start after UNAVAILABLE as often as `backoff` says. Set header.request_id:
// with it a try whose answer was lost is answered with the dataset that it made. Errors also:
// NOT_FOUND and the like if the file cannot be opened.
absl::StatusOr<v1::Dataset> UploadFile(v1::DatasetService::StubInterface* stub,
                                       const v1::UploadDatasetRequest::Header& header,
                                       const std::string& path, const OnUploadProgress& on_progress,
                                       const BackoffOptions& backoff);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_UPLOAD_H_
