#include "bench/raw_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "src/base/durable_file.h"

namespace counterweight {

absl::StatusOr<RawFile> RawFile::WriteBytes(absl::string_view bytes) {
  std::string path =
      (std::filesystem::temp_directory_path() / "counterweight-bench-XXXXXX").string();
  const int file = mkstemp(path.data());
  if (file < 0) return SystemError("create", path, errno);
  close(file);
  RawFile raw(path);
  std::ofstream stream(path, std::ios::binary);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream) return SystemError("write", path, errno);
  return raw;
}

RawFile::~RawFile() {
  if (!path_.empty()) unlink(path_.c_str());
}

RawFile::RawFile(RawFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}

}  // namespace counterweight
