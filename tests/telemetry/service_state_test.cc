#include "src/telemetry/service_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include "absl/status/status.h"

namespace counterweight {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ServiceStateTest, AsksAtEveryScrape) {
  ServiceStateValues values;
  const ServiceState state([&values] { return values; });
  values.jobs_by_state = {{"QUEUED", 3}, {"SUCCEEDED", 8}};
  values.loaded_models = 2;
  values.workers_running = 4;
  const std::string text = prometheus::TextSerializer().Serialize(state.Collect());
  EXPECT_THAT(text, HasSubstr("counterweight_queue_depth 3"));
  EXPECT_THAT(text, HasSubstr("counterweight_jobs{state=\"SUCCEEDED\"} 8"));
  EXPECT_THAT(text, HasSubstr("counterweight_jobs{state=\"FAILED\"} 0"));
  EXPECT_THAT(text, HasSubstr("counterweight_loaded_models 2"));
  EXPECT_THAT(text, HasSubstr("counterweight_workers_running 4"));
  values.jobs_by_state["QUEUED"] = 0;
  EXPECT_THAT(prometheus::TextSerializer().Serialize(state.Collect()),
              HasSubstr("counterweight_queue_depth 0"));
}

TEST(ServiceStateTest, AnErrorLeavesTheFamiliesOut) {
  const ServiceState state([] { return absl::UnavailableError("database is busy"); });
  EXPECT_THAT(state.Collect(), IsEmpty());
}

}  // namespace
}  // namespace counterweight
