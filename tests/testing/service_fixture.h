// A data directory of its own, the use cases over it, and short ways to what a test needs first.
#ifndef COUNTERWEIGHT_TESTS_TESTING_SERVICE_FIXTURE_H_
#define COUNTERWEIGHT_TESTS_TESTING_SERVICE_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "src/application/data_directory.h"
#include "src/application/datasets.h"
#include "src/application/jobs.h"
#include "src/application/models.h"
#include "src/base/clock.h"
#include "src/base/sha256.h"
#include "tests/testing/small_artifact.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace counterweight {

inline constexpr absl::string_view kSmallCsv =
    "amount,state,label\n1,CA,0\n2,NY,0\n3,CA,1\n4,NY,1\n5,CA,0\n";

class ServiceFixture : public ::testing::Test {
 protected:
  void SetUp() override { Reopen(); }

  // What a restart does.
  void Reopen() {
    models.reset();
    jobs.reset();
    datasets.reset();
    directory.reset();
    ASSERT_OK_AND_ASSIGN(directory,
                         DataDirectory::OpenForServer(temporary.path() + "/data", clock.Now()));
    datasets = std::make_unique<Datasets>(directory.get(), &clock, IntakeLimits());
    jobs = std::make_unique<Jobs>(directory.get(), &clock, 3);
    models = std::make_unique<Models>(directory.get(), &clock, 4);
  }

  static DatasetSpec SmallSpec() {
    DatasetSpec spec;
    spec.display_name = "small";
    spec.label_column = "label";
    return spec;
  }

  absl::StatusOr<DatasetView> Upload(absl::string_view csv, const DatasetSpec& spec,
                                     const std::string& request_id = "") {
    absl::StatusOr<std::unique_ptr<DatasetUpload>> upload = datasets->StartUpload(spec, request_id);
    if (!upload.ok()) return upload.status();
    if ((*upload)->existing().has_value()) return *(*upload)->existing();
    const absl::Status appended = (*upload)->Append(0, csv);
    if (!appended.ok()) return appended;
    return (*upload)->Finish(Sha256Digest(csv));
  }

  std::string DatasetName() {
    const absl::StatusOr<DatasetView> view = Upload(kSmallCsv, SmallSpec());
    EXPECT_THAT(view, IsOk());
    return "datasets/" + view->record.id;
  }

  // A job taken through to SUCCEEDED with `artifact`, as a worker would; the model's record.
  absl::StatusOr<ModelRecord> Publish(const Artifact& artifact, const std::string& dataset) {
    JobRequest request;
    request.dataset = dataset;
    const absl::StatusOr<JobView> job = jobs->Create(request);
    if (!job.ok()) return job.status();
    absl::StatusOr<std::optional<JobRecord>> claimed =
        directory->jobs().Claim("worker", clock.Now(), absl::Minutes(1));
    if (!claimed.ok()) return claimed.status();
    absl::StatusOr<ModelRecord> record =
        StoreArtifact(*directory, artifact, **claimed, clock.Now());
    if (!record.ok()) return record.status();
    return directory->jobs().Publish(Lease{(*claimed)->id, "worker", (*claimed)->token}, *record,
                                     clock.Now());
  }

  TemporaryDirectory temporary;
  SystemClock clock;
  std::unique_ptr<DataDirectory> directory;
  std::unique_ptr<Datasets> datasets;
  std::unique_ptr<Jobs> jobs;
  std::unique_ptr<Models> models;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_TESTS_TESTING_SERVICE_FIXTURE_H_
