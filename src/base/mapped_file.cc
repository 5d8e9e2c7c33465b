#include "src/base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "src/base/durable_file.h"

namespace counterweight {
namespace {

// The mapping of an open file; null if it is empty, MAP_FAILED with errno on an error.
void* Map(int descriptor, size_t* size) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return MAP_FAILED;
  *size = static_cast<size_t>(status.st_size);
  return *size == 0 ? nullptr : mmap(nullptr, *size, PROT_READ, MAP_PRIVATE, descriptor, 0);
}

}  // namespace

absl::StatusOr<MappedFile> MappedFile::Open(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return SystemError("open", path, errno);
  size_t size = 0;
  void* const bytes = Map(descriptor, &size);
  const int error = errno;
  close(descriptor);
  if (bytes == MAP_FAILED) return SystemError("map", path, error);
  return MappedFile(bytes, size);
}

MappedFile::~MappedFile() {
  if (bytes_ != nullptr) munmap(bytes_, size_);
}

}  // namespace counterweight
