// The methods that this server answers, made known to the metrics.
#ifndef COUNTERWEIGHT_SERVER_RPC_METHODS_H_
#define COUNTERWEIGHT_SERVER_RPC_METHODS_H_

#include <string>
#include <vector>

#include "src/telemetry/metrics.h"

namespace counterweight {

// Full names of our own services: "counterweight.v1.DatasetService", ...
const std::vector<std::string>& ServiceNames();

// Registers every method of ServiceNames and of the standard health and reflection services.
void RegisterRpcMethods(Metrics& metrics);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_RPC_METHODS_H_
