// Models -> counterweight.v1.Model.
#ifndef COUNTERWEIGHT_SERVER_MODEL_CONVERSION_H_
#define COUNTERWEIGHT_SERVER_MODEL_CONVERSION_H_

#include "counterweight/v1/model.pb.h"
#include "src/application/models.h"

namespace counterweight {

v1::Model ToProto(const ModelView& view);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_MODEL_CONVERSION_H_
