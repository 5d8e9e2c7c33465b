// Trained members <-> bytes: what a job keeps of its finished settings while it trains the next.
#ifndef COUNTERWEIGHT_SRC_LEARN_TRAINED_MEMBERS_CODEC_H_
#define COUNTERWEIGHT_SRC_LEARN_TRAINED_MEMBERS_CODEC_H_

#include "src/base/byte_codec.h"
#include "src/learn/train_members.h"

namespace counterweight {

void PutTrainedMembers(const TrainedMembers& members, ByteWriter& writer);
// The caller checks reader.status(), and answers for where the bytes come from: sizes are not
// compared with each other.
TrainedMembers GetTrainedMembers(ByteReader& reader);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_LEARN_TRAINED_MEMBERS_CODEC_H_
