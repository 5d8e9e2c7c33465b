// SHA-256 (FIPS 180-4), incremental, through OpenSSL.
#ifndef COUNTERWEIGHT_SRC_BASE_SHA256_H_
#define COUNTERWEIGHT_SRC_BASE_SHA256_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace counterweight {

// Thread safety: one thread at a time.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void Update(absl::string_view bytes);
  // The digest, 32 bytes; call once, last.
  std::string Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

// The digest of `bytes`, 32 bytes.
std::string Sha256Digest(absl::string_view bytes);
// The same as 64 lower-case hexadecimal digits.
std::string Sha256Hex(absl::string_view bytes);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_BASE_SHA256_H_
