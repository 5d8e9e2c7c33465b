#include "src/learn/cross_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;

// Remembers the counts it was moved by.
struct Recorder {
  std::vector<uint8_t> counts;
  void Save(ByteWriter& writer) const { writer.PutVector(counts); }
  absl::Status Restore(ByteReader& reader) {
    counts = reader.GetVector<uint8_t>();
    return reader.status();
  }
};

void Record(Recorder& copy, absl::Span<const uint8_t> counts) {
  copy.counts.assign(counts.begin(), counts.end());
}

TEST(CrossFitTest, AMembersCopyHearsEveryoneButItself) {
  CrossFit<Recorder> copies(3, Recorder());
  copies.Update({1, 1, 0}, Record);
  EXPECT_THAT(copies.of(0).counts, ElementsAre(0, 1, 0));
  EXPECT_THAT(copies.of(1).counts, ElementsAre(1, 0, 0));
  EXPECT_THAT(copies.of(2).counts, ElementsAre(1, 1, 0));
}

TEST(CrossFitTest, ASingleMemberHearsItself) {
  CrossFit<Recorder> copies(1, Recorder());
  copies.Update({1}, Record);
  EXPECT_THAT(copies.of(0).counts, ElementsAre(1));
}

TEST(CrossFitTest, CopiesAreSavedAndRestored) {
  CrossFit<Recorder> copies(2, Recorder()), restored(2, Recorder());
  copies.Update({1, 1}, Record);
  ByteWriter writer;
  copies.Save(writer);
  ByteReader reader(writer.bytes());
  ASSERT_THAT(restored.Restore(reader), IsOk());
  EXPECT_TRUE(reader.AtEnd());
  EXPECT_THAT(restored.of(1).counts, ElementsAre(1, 0));
}

}  // namespace
}  // namespace counterweight
