// The bytes of an upload as plain text: gzip is detected by its magic and inflated as it arrives.
#ifndef COUNTERWEIGHT_SRC_TABULAR_UPLOAD_DECODER_H_
#define COUNTERWEIGHT_SRC_TABULAR_UPLOAD_DECODER_H_

#include <zlib.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace counterweight {

struct InflationLimits {
  int64_t inflated_bytes = 0;  // of a gzip upload
  int64_t inflation_ratio =
      0;  // inflated / compressed, checked past the first MiB of inflated bytes
};

// Bytes in any split, compressed or not -> plain bytes to a sink. Files of several gzip members
// (RFC 1952) are their concatenation. Memory: a fixed buffer and zlib's window.
// Errors: INVALID_ARGUMENT for truncated or corrupt gzip (its checksums are verified),
// RESOURCE_EXHAUSTED naming the limit, and whatever the sink returns; the first is final.
// Thread safety: one thread at a time.
class UploadDecoder {
 public:
  using Sink = std::function<absl::Status(absl::string_view bytes)>;

  UploadDecoder(const InflationLimits& limits, Sink sink);
  ~UploadDecoder();
  UploadDecoder(const UploadDecoder&) = delete;
  UploadDecoder& operator=(const UploadDecoder&) = delete;

  absl::Status Append(absl::string_view bytes);
  // The end of the upload.
  absl::Status Finish();

 private:
  enum class Form { kUndecided, kPlain, kGzip };

  absl::Status Decode(absl::string_view bytes);
  absl::Status Inflate(absl::string_view bytes);
  absl::Status InflateStep();
  absl::Status CheckLimits() const;

  const InflationLimits limits_;
  const Sink sink_;
  Form form_ = Form::kUndecided;
  std::string first_bytes_;  // held back until they are enough to tell the form
  std::unique_ptr<z_stream> stream_;
  std::string buffer_;
  bool inside_member_ = true;
  int64_t compressed_bytes_ = 0;
  int64_t inflated_bytes_ = 0;
  absl::Status status_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_UPLOAD_DECODER_H_
