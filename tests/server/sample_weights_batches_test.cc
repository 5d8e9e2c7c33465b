#include "server/sample_weights_batches.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/testing/small_artifact.h"

namespace counterweight {
namespace {

std::shared_ptr<const Artifact> WithRows(int64_t real, int64_t synthetic, size_t category_bytes) {
  auto artifact = std::make_shared<Artifact>(SmallArtifact());
  SampleWeightsTable& weights = artifact->sample_weights;
  weights.rows.clear();
  for (int64_t row = 0; row < real; ++row) weights.rows.push_back(2 * row);
  weights.labels.assign(real, 1);
  weights.weights.assign(real, 1);
  weights.contributions.assign(real, 0.5f);
  weights.synthetic.schema[1].categories = {"CA", std::string(category_bytes, 'x')};
  weights.synthetic.row_count = synthetic;
  weights.synthetic.columns[0].numbers.assign(synthetic, 1.5);
  weights.synthetic.columns[1].codes.assign(synthetic, 1);
  weights.synthetic_labels.assign(synthetic, 1);
  weights.synthetic_contributions.assign(synthetic, 1);
  weights.synthetic_weights.assign(synthetic, 1);
  weights.parent_rows.assign(synthetic, 3);
  weights.neighbour_rows.assign(synthetic, 4);
  return artifact;
}

TEST(SampleWeightsBatchesTest, EveryRowComesOnceInOrder) {
  for (const int64_t real : {0, 1, 999, 1000, 1001, 2500}) {
    SampleWeightsBatches batches(WithRows(real, 1500, 2), true);
    int64_t real_seen = 0, synthetic_seen = 0;
    for (v1::SampleWeights batch; batches.Next(&batch);) {
      EXPECT_LE(batch.real_rows_size() + batch.synthetic_rows_size(), 1000);
      EXPECT_TRUE(batch.real_rows_size() == 0 || batch.synthetic_rows_size() == 0);
      EXPECT_EQ(batch.feature_names_size(),
                batch.synthetic_rows_size() > 0 && synthetic_seen == 0 ? 2 : 0);
      for (const auto& row : batch.real_rows()) EXPECT_EQ(row.row(), 2 * real_seen++);
      EXPECT_TRUE(batch.synthetic_rows_size() == 0 || real_seen == real);
      synthetic_seen += batch.synthetic_rows_size();
    }
    EXPECT_EQ(real_seen, real);
    EXPECT_EQ(synthetic_seen, 1500);
  }
}

TEST(SampleWeightsBatchesTest, WideRowsMakeSmallBatches) {
  SampleWeightsBatches batches(WithRows(1, 40, 100'000), true);
  int count = 0;
  for (v1::SampleWeights batch; batches.Next(&batch); ++count) {
    EXPECT_LT(batch.ByteSizeLong(), size_t{2} << 20);
  }
  EXPECT_EQ(count, 1 + 4);
}

TEST(SampleWeightsBatchesTest, SyntheticRowsComeOnlyIfAskedFor) {
  SampleWeightsBatches batches(WithRows(0, 10, 2), false);
  v1::SampleWeights batch;
  EXPECT_FALSE(batches.Next(&batch));
}

}  // namespace
}  // namespace counterweight
