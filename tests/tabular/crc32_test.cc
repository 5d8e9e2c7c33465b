#include "src/tabular/crc32.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

#include "src/base/random_stream.h"

namespace counterweight {
namespace {

uint32_t ByZlib(uint32_t checksum, const std::string& bytes) {
  return static_cast<uint32_t>(crc32(checksum, reinterpret_cast<const Bytef*>(bytes.data()),
                                     static_cast<uInt>(bytes.size())));
}

std::string RandomBytes(size_t size, RandomStream& random) {
  std::string bytes;
  while (bytes.size() < size) bytes += static_cast<char>(random.Below(256));
  return bytes;
}

TEST(Crc32Test, KnowsTheCheckValueOfTheCatalogue) {
  EXPECT_EQ(ExtendCrc32(0, "123456789"), 0xCBF43926u);
  EXPECT_EQ(ExtendCrc32(0, ""), 0u);
  EXPECT_EQ(ExtendCrc32(7, absl::string_view()), 7u);
}

TEST(Crc32Test, IsZlibsForEveryLength) {
  RandomStream random(1, "crc32_test");
  for (size_t size = 0; size < 400; ++size) {
    const std::string bytes = RandomBytes(size, random);
    const auto before = static_cast<uint32_t>(random());
    EXPECT_EQ(ExtendCrc32(before, bytes), ByZlib(before, bytes)) << size;
  }
  const std::string large = RandomBytes(1'000'003, random);
  EXPECT_EQ(ExtendCrc32(0, large), ByZlib(0, large));
}

TEST(Crc32Test, GoesOnFromAnEarlierPart) {
  RandomStream random(2, "crc32_test");
  const std::string bytes = RandomBytes(1000, random);
  for (size_t cut = 0; cut <= bytes.size(); cut += 37) {
    EXPECT_EQ(ExtendCrc32(ExtendCrc32(0, bytes.substr(0, cut)), bytes.substr(cut)),
              ExtendCrc32(0, bytes));
  }
}

}  // namespace
}  // namespace counterweight
