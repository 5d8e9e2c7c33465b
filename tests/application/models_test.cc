#include "src/application/models.h"

#include <gtest/gtest.h>

#include "src/base/field_error.h"
#include "tests/testing/service_fixture.h"

namespace counterweight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ModelsTest : public ServiceFixture {
 protected:
  std::string PublishedName(float slope) {
    if (dataset_.empty()) dataset_ = DatasetName();
    const absl::StatusOr<ModelRecord> record = Publish(SmallArtifact(slope), dataset_);
    EXPECT_THAT(record, IsOk());
    return "models/" + record->id;
  }
  std::string dataset_;
};

TEST_F(ModelsTest, VersionsCountWithinADisplayName) {
  const std::string first = PublishedName(1), second = PublishedName(2);
  ASSERT_OK_AND_ASSIGN(const ModelView one, models->Get(first));
  ASSERT_OK_AND_ASSIGN(const ModelView two, models->Get(second));
  EXPECT_EQ(one.record.version, 1);
  EXPECT_EQ(two.record.version, 2);
  EXPECT_EQ(one.summary.columns.size(), 2u);
}

TEST_F(ModelsTest, AnAliasSwitchIsSeenByTheNextResolve) {
  const std::string first = PublishedName(1), second = PublishedName(2);
  EXPECT_EQ(models->ResolveIfLoaded("models/live"), nullptr);
  ASSERT_THAT(models->SetAlias("live", first), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto before, models->Resolve("models/live", "model"));
  EXPECT_EQ("models/" + before->id, first);
  EXPECT_EQ(models->ResolveIfLoaded("models/live"), before);
  ASSERT_OK_AND_ASSIGN(const Models::AliasResult change, models->SetAlias("live", second));
  EXPECT_EQ("models/" + change.previous_model_id, first);
  ASSERT_OK_AND_ASSIGN(const auto after, models->Resolve("models/live", "model"));
  EXPECT_EQ("models/" + after->id, second);
  Reopen();
  ASSERT_OK_AND_ASSIGN(const auto restarted, models->Resolve("models/live", "model"));
  EXPECT_EQ("models/" + restarted->id, second);
}

TEST_F(ModelsTest, AnAliasProtectsItsModel) {
  const std::string name = PublishedName(1);
  ASSERT_THAT(models->SetAlias("live", name), IsOk());
  EXPECT_THAT(models->Delete(name),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("live")));
  ASSERT_THAT(models->SetAlias("live", ""), IsOk());
  ASSERT_THAT(models->Resolve(name, "model"), IsOk());
  ASSERT_THAT(models->Delete(name), IsOk());
  EXPECT_THAT(models->Resolve(name, "model"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr(name)));
  EXPECT_EQ(models->ResolveIfLoaded(name), nullptr);
}

TEST_F(ModelsTest, AliasesThatCannotBeAreRefused) {
  const std::string name = PublishedName(1);
  for (const std::string& alias :
       {std::string(), std::string("Live"), std::string("9live"), std::string("m-live"),
        std::string("li/ve"), std::string(64, 'a')}) {
    EXPECT_EQ(ErrorField(models->SetAlias(alias, name).status()), "alias") << alias;
  }
  EXPECT_THAT(models->SetAlias("live", "models/none"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("models/none")));
}

TEST_F(ModelsTest, EvaluatesADatasetByColumnNames) {
  const std::string name = PublishedName(1);
  const std::string shuffled = "label,extra,state,amount\n0,9,CA,-9\n1,9,NY,9\n0,9,TX,-8\n1,9,,8\n";
  ASSERT_OK_AND_ASSIGN(const DatasetView dataset, Upload(shuffled, SmallSpec()));
  ASSERT_OK_AND_ASSIGN(const Evaluation evaluation,
                       models->Evaluate(name, "datasets/" + dataset.record.id));
  EXPECT_EQ(evaluation.figures.row_count, 4);
  EXPECT_DOUBLE_EQ(evaluation.figures.average_precision, 1.0);
  EXPECT_THAT(evaluation.figures.confusion, ElementsAre(2, 0, 0, 2));
}

TEST_F(ModelsTest, ADatasetThatDoesNotFitSaysWhy) {
  const std::string name = PublishedName(1);
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"state,label\nCA,0\nCA,0\nNY,1\nNY,1\n", "\"amount\""},
      {"amount,state,label\nlow,CA,0\nlow,CA,0\nhigh,NY,1\nhigh,NY,1\n", "\"amount\""},
      {"amount,state,label\n1,CA,0\n2,CA,0\n3,NY,7\n4,NY,7\n", "\"7\""}};
  for (const auto& [csv, named] : cases) {
    ASSERT_OK_AND_ASSIGN(const DatasetView dataset, Upload(csv, SmallSpec()));
    EXPECT_THAT(models->Evaluate(name, "datasets/" + dataset.record.id),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(named)));
  }
}

TEST_F(ModelsTest, TheArtifactComesBackWhole) {
  const std::string name = PublishedName(3);
  ASSERT_OK_AND_ASSIGN(const auto artifact, models->LoadArtifact(name));
  EXPECT_EQ(EncodeArtifact(*artifact), EncodeArtifact(SmallArtifact(3)));
}

}  // namespace
}  // namespace counterweight
