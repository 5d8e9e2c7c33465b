// A bench's summary for people and for programs.
#ifndef COUNTERWEIGHT_CLIENT_BENCH_TEXT_H_
#define COUNTERWEIGHT_CLIENT_BENCH_TEXT_H_

#include <google/protobuf/struct.pb.h>

#include <string>

#include "absl/types/span.h"
#include "client/bench_summary.h"

namespace counterweight::client {

// Two tables: average precision (mean ± standard deviation over seeds) of datasets x methods, then
// a line per method. "-": a hole, or a figure that is not defined.
std::string BenchText(const BenchSummary& summary);

// The same as one object; `failures` name the runs that failed, with the reason. What is not
// defined is null. Its form:
//   {"reference", "seeds", "datasets": [], "comparedDatasets": [], "failures": [],
//    "cells": [{"dataset", "method", "seeds", and for each of "averagePrecision", "rocAuc",
//               "bestF1", "expectedCalibrationError", "seconds": {"mean", "deviation"}}],
//    "methods": [{"method", "averagePrecision", "rocAuc", "bestF1", "averageRank", "seconds",
//                 "against": {"datasets", "meanDifference", "wins", "ties", "losses", "pValue",
//                             "adjustedPValue"}}]}
// "cells" leaves holes out; "against" is null for the reference, wins are the reference's.
google::protobuf::Struct BenchJson(const BenchSummary& summary,
                                   absl::Span<const std::string> failures);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_BENCH_TEXT_H_
