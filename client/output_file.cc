#include "client/output_file.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/request_id.h"

namespace counterweight::client {
namespace {

namespace fs = std::filesystem;

// error_number: errno; a stream that fails without setting it counts as an input/output error.
absl::Status SystemError(absl::string_view what, absl::string_view path, int error_number) {
  if (error_number == 0) error_number = EIO;
  const std::string reason = std::generic_category().message(error_number);
  return absl::Status(absl::ErrnoToStatusCode(error_number),
                      absl::StrCat("cannot ", what, " ", path, ": ", reason));
}

// The file behind symbolic links: a rename over a link would replace the link.
std::string Resolved(const std::string& path) {
  std::error_code failed;
  const fs::path resolved = fs::weakly_canonical(path, failed);
  return failed ? path : resolved.string();
}

}  // namespace

absl::StatusOr<std::unique_ptr<OutputFile>> OutputFile::Create(const std::string& path,
                                                               std::ostream* standard_output) {
  if (path == "-") return std::unique_ptr<OutputFile>(new OutputFile("-", "", standard_output));
  const std::string target = Resolved(path);
  std::error_code failed;
  const fs::file_status found = fs::status(target, failed);
  if (fs::is_directory(found)) return SystemError("write", path, EISDIR);
  const bool direct = fs::exists(found) && !fs::is_regular_file(found);
  const std::string temporary =
      direct ? "" : absl::StrCat(target, ".part-", NewRequestId().substr(0, 8));
  std::unique_ptr<OutputFile> output(new OutputFile(target, temporary, nullptr));
  absl::MutexLock lock(&output->mutex_);
  errno = 0;
  output->file_.open(direct ? target : temporary, std::ios::binary);
  if (!output->file_.is_open()) {
    output->open_ = false;
    return SystemError("create", path, errno);
  }
  output->stream_ = &output->file_;
  return output;
}

OutputFile::OutputFile(std::string path, std::string temporary, std::ostream* standard_output)
    : path_(std::move(path)), temporary_(std::move(temporary)), stream_(standard_output) {}

OutputFile::~OutputFile() { Discard(); }

absl::Status OutputFile::Write(absl::string_view bytes) {
  absl::MutexLock lock(&mutex_);
  if (!open_) return absl::FailedPreconditionError(absl::StrCat(path_, " is closed"));
  errno = 0;
  stream_->write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return stream_->good() ? absl::OkStatus() : SystemError("write", path_, errno);
}

absl::Status OutputFile::Commit() {
  absl::MutexLock lock(&mutex_);
  if (!open_) return absl::FailedPreconditionError(absl::StrCat(path_, " is closed"));
  errno = 0;
  stream_->flush();
  if (!stream_->good()) return SystemError("write", path_, errno);
  if (file_.is_open()) file_.close();
  if (!stream_->good()) return SystemError("write", path_, errno);
  if (!temporary_.empty() && std::rename(temporary_.c_str(), path_.c_str()) != 0) {
    return SystemError("replace", path_, errno);
  }
  open_ = false;
  return absl::OkStatus();
}

void OutputFile::Discard() {
  absl::MutexLock lock(&mutex_);
  if (!std::exchange(open_, false)) return;
  if (file_.is_open()) file_.close();
  std::error_code ignored;  // a temporary file that is gone already is what was wanted
  if (!temporary_.empty()) fs::remove(temporary_, ignored);
}

}  // namespace counterweight::client
