#include "src/base/sha256.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace counterweight {
namespace {

// FIPS 180-4 examples.
TEST(Sha256Test, MatchesThePublishedDigests) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256Test, PiecesGiveTheDigestOfTheWhole) {
  Sha256 hash;
  hash.Update("a");
  hash.Update("");
  hash.Update("bc");
  EXPECT_EQ(absl::BytesToHexString(hash.Finish()), Sha256Hex("abc"));
}

}  // namespace
}  // namespace counterweight
