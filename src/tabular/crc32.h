// The CRC-32 of gzip (polynomial 0x04C11DB7, reflected).
#ifndef COUNTERWEIGHT_SRC_TABULAR_CRC32_H_
#define COUNTERWEIGHT_SRC_TABULAR_CRC32_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace counterweight {

// That of `bytes` after what `checksum` covers; begin with 0. Where the processor multiplies
// without carry (PCLMULQDQ) 64 bytes are folded at a time, several times as fast as zlib; elsewhere
// zlib's own. Both give the same. Source: Gopal et al. (2009), "Fast CRC computation for generic
// polynomials using PCLMULQDQ".
uint32_t ExtendCrc32(uint32_t checksum, absl::string_view bytes);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TABULAR_CRC32_H_
