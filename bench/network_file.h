// The network of an artefact as a file for the peer in Python.
#ifndef COUNTERWEIGHT_BENCH_NETWORK_FILE_H_
#define COUNTERWEIGHT_BENCH_NETWORK_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "src/artifact/artifact.h"

namespace counterweight {

// Of the first member of the first group, little-endian: int32 columns, ramps, hidden units; then
// float32: centres and scales [columns], ramps' columns (as float), lows and inverse widths
// [ramps], the member's parameters in the artefact's order. Read by bench/peers/predict_server.py.
absl::Status WriteNetworkFile(const Artifact& artifact, const std::string& path);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_BENCH_NETWORK_FILE_H_
