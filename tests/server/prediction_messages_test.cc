#include "server/prediction_messages.h"

#include <gtest/gtest.h>

#include <string>

namespace counterweight {
namespace {

TEST(PredictionMessagesTest, ASmallPairIsUsedAgainAndEmpty) {
  PredictionMessages messages;
  auto* const first = messages.AllocateMessages();
  const v1::PredictRequest* const request = first->request();
  first->request()->add_rows()->add_values()->set_text("private");
  first->request()->set_model("models/m-1");
  first->response()->add_probabilities(1);
  first->Release();
  EXPECT_EQ(messages.waiting(), 1u);
  auto* const second = messages.AllocateMessages();
  EXPECT_EQ(second->request(), request);
  EXPECT_EQ(second->request()->ByteSizeLong(), 0u);
  EXPECT_EQ(second->response()->ByteSizeLong(), 0u);
  second->Release();
}

TEST(PredictionMessagesTest, PairsInUseAreDifferent) {
  PredictionMessages messages;
  auto* const first = messages.AllocateMessages();
  auto* const second = messages.AllocateMessages();
  EXPECT_NE(first->request(), second->request());
  first->Release();
  second->Release();
  EXPECT_EQ(messages.waiting(), 2u);
}

TEST(PredictionMessagesTest, LargeMessagesAreLetGo) {
  PredictionMessages messages;
  const auto release = [&](auto fill) {
    auto* const pair = messages.AllocateMessages();
    fill(pair->request(), pair->response());
    pair->Release();
    return messages.waiting();
  };
  EXPECT_EQ(release([](v1::PredictRequest* request, v1::PredictResponse*) {
              for (int r = 0; r < 100; ++r) request->add_rows();
            }),
            0u);
  EXPECT_EQ(release([](v1::PredictRequest* request, v1::PredictResponse*) {
              request->mutable_packed_rows()->set_values(std::string(1 << 20, 'x'));
            }),
            0u);
  EXPECT_EQ(release([](v1::PredictRequest* request, v1::PredictResponse*) {
              request->add_columns(std::string(1 << 20, 'x'));
            }),
            0u);
  EXPECT_EQ(release([](v1::PredictRequest*, v1::PredictResponse* response) {
              response->mutable_probabilities()->Resize(1 << 20, 0);
            }),
            0u);
}

}  // namespace
}  // namespace counterweight
