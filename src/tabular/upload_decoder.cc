#include "src/tabular/upload_decoder.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "src/base/status_macros.h"

namespace counterweight {
namespace {

constexpr absl::string_view kGzipMagic = "\x1F\x8B";
constexpr size_t kBufferBytes = 64 << 10;
// zlib's flag for "gzip only" beside the largest window.
constexpr int kGzipWindowBits = 15 + 16;
// Below it the ratio says nothing: a short file of zeros is no attack.
constexpr int64_t kRatioFreeBytes = 1 << 20;

}  // namespace

UploadDecoder::UploadDecoder(const InflationLimits& limits, Sink sink)
    : limits_(limits), sink_(std::move(sink)) {}

UploadDecoder::~UploadDecoder() {
  if (stream_ != nullptr) inflateEnd(stream_.get());
}

absl::Status UploadDecoder::Append(absl::string_view bytes) {
  if (status_.ok()) status_ = Decode(bytes);
  return status_;
}

absl::Status UploadDecoder::Decode(absl::string_view bytes) {
  if (form_ == Form::kPlain) return sink_(bytes);
  if (form_ == Form::kGzip) return Inflate(bytes);
  const size_t wanted = std::min(kGzipMagic.size() - first_bytes_.size(), bytes.size());
  first_bytes_.append(bytes.data(), wanted);
  bytes.remove_prefix(wanted);
  if (first_bytes_.size() < kGzipMagic.size() && absl::StartsWith(kGzipMagic, first_bytes_)) {
    return absl::OkStatus();
  }
  form_ = first_bytes_ == kGzipMagic ? Form::kGzip : Form::kPlain;
  CW_RETURN_IF_ERROR(Decode(first_bytes_));
  return Decode(bytes);
}

absl::Status UploadDecoder::Finish() {
  if (!status_.ok()) return status_;
  if (form_ == Form::kUndecided && !first_bytes_.empty()) {
    form_ = Form::kPlain;
    status_ = sink_(first_bytes_);
  } else if (form_ == Form::kGzip && inside_member_) {
    status_ = absl::InvalidArgumentError(
        absl::StrCat("the gzip data ends early: truncated after ", compressed_bytes_, " bytes"));
  }
  return status_;
}

absl::Status UploadDecoder::Inflate(absl::string_view bytes) {
  if (stream_ == nullptr) {
    auto stream = std::make_unique<z_stream>();
    if (inflateInit2(stream.get(), kGzipWindowBits) != Z_OK) {
      return absl::ResourceExhaustedError("no memory to inflate gzip");
    }
    stream_ = std::move(stream);
    buffer_.resize(kBufferBytes);
  }
  // zlib counts in 32 bits.
  while (!bytes.empty()) {
    const absl::string_view part = bytes.substr(0, std::numeric_limits<int32_t>::max());
    bytes.remove_prefix(part.size());
    stream_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data()));
    stream_->avail_in = static_cast<uInt>(part.size());
    do {
      CW_RETURN_IF_ERROR(InflateStep());
      // A full buffer may mean that zlib holds more output than it could hand over.
    } while (stream_->avail_in > 0 || stream_->avail_out == 0);
  }
  return absl::OkStatus();
}

absl::Status UploadDecoder::InflateStep() {
  if (!inside_member_) {
    if (stream_->avail_in == 0) {
      stream_->avail_out = kBufferBytes;
      return absl::OkStatus();
    }
    inflateReset(stream_.get());
    inside_member_ = true;
  }
  stream_->next_out = reinterpret_cast<Bytef*>(buffer_.data());
  stream_->avail_out = kBufferBytes;
  const uInt available = stream_->avail_in;
  const int result = inflate(stream_.get(), Z_NO_FLUSH);
  compressed_bytes_ += available - stream_->avail_in;
  // Z_BUF_ERROR: nothing was left to do with the bytes at hand.
  if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
    return absl::InvalidArgumentError(
        absl::StrCat("the gzip data is corrupt",
                     stream_->msg == nullptr ? "" : absl::StrCat(": ", stream_->msg)));
  }
  if (result == Z_STREAM_END) inside_member_ = false;
  const size_t produced = kBufferBytes - stream_->avail_out;
  inflated_bytes_ += static_cast<int64_t>(produced);
  CW_RETURN_IF_ERROR(CheckLimits());
  if (produced == 0) return absl::OkStatus();
  return sink_(absl::string_view(buffer_.data(), produced));
}

absl::Status UploadDecoder::CheckLimits() const {
  if (inflated_bytes_ > limits_.inflated_bytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the gzip data inflates to more than ", limits_.inflated_bytes, " bytes"));
  }
  // In floating point: no product of two limits can overflow.
  const double allowed =
      static_cast<double>(limits_.inflation_ratio) * static_cast<double>(compressed_bytes_);
  if (inflated_bytes_ > kRatioFreeBytes && static_cast<double>(inflated_bytes_) > allowed) {
    return absl::ResourceExhaustedError(absl::StrCat("the gzip data inflates to more than ",
                                                     limits_.inflation_ratio, " times its size"));
  }
  return absl::OkStatus();
}

}  // namespace counterweight
