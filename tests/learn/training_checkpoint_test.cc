#include "src/learn/training_checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/learn/training_sets.h"
#include "tests/testing/status_matchers.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;

TEST(TrainingCheckpointTest, OpensWhatWasSealed) {
  const std::string fingerprint(32, 'f');
  ASSERT_OK_AND_ASSIGN(const std::string state,
                       OpenCheckpoint(SealCheckpoint(fingerprint, "state"), fingerprint));
  EXPECT_EQ(state, "state");
}

TEST(TrainingCheckpointTest, EveryFlippedByteAndEveryCutIsDataLoss) {
  const std::string fingerprint(32, 'f');
  const std::string bytes = SealCheckpoint(fingerprint, "state");
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] ^= 1;
    EXPECT_THAT(OpenCheckpoint(damaged, fingerprint),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("checkpoint")));
    EXPECT_THAT(OpenCheckpoint(bytes.substr(0, i), fingerprint),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("checkpoint")));
  }
}

TEST(TrainingCheckpointTest, AnotherFingerprintIsDataLossThatSaysSo) {
  const std::string bytes = SealCheckpoint(std::string(32, 'f'), "state");
  EXPECT_THAT(OpenCheckpoint(bytes, std::string(32, 'g')),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("other data, options")));
}

TEST(TrainingFingerprintTest, EveryFactOfARunChangesIt) {
  const TrainingSet set = Moons(20, 5, 2, 1);
  const TrainingOptions options;
  std::set<std::string> fingerprints = {TrainingFingerprint(set, "meta", options, 1),
                                        TrainingFingerprint(set, "plain", options, 1),
                                        TrainingFingerprint(set, "meta", options, 2)};
  TrainingOptions other_options;
  other_options.rate = 0.01;
  fingerprints.insert(TrainingFingerprint(set, "meta", other_options, 1));
  TrainingSet other = set;
  other.features.values[7] += 1e-4f;
  fingerprints.insert(TrainingFingerprint(other, "meta", options, 1));
  other = set;
  other.labels[0] = 1;
  fingerprints.insert(TrainingFingerprint(other, "meta", options, 1));
  other = set;
  std::swap(other.folds[0], other.folds[1]);
  fingerprints.insert(TrainingFingerprint(other, "meta", options, 1));
  other = set;
  other.positive_class = 0;
  fingerprints.insert(TrainingFingerprint(other, "meta", options, 1));
  other = set;
  other.encoding.lows[0] += 0.5f;
  fingerprints.insert(TrainingFingerprint(other, "meta", options, 1));
  other = set;
  other.column_groups = {-1, -1, 0};
  fingerprints.insert(TrainingFingerprint(other, "meta", options, 1));
  EXPECT_EQ(fingerprints.size(), 10u);
  EXPECT_EQ(TrainingFingerprint(set, "meta", options, 1),
            TrainingFingerprint(Moons(20, 5, 2, 1), "meta", TrainingOptions(), 1));
}

}  // namespace
}  // namespace counterweight
