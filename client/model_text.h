// Models as text for people.
#ifndef COUNTERWEIGHT_CLIENT_MODEL_TEXT_H_
#define COUNTERWEIGHT_CLIENT_MODEL_TEXT_H_

#include <counterweight/v1/model.pb.h>

#include <string>

namespace counterweight::client {

// What it is and came from, its columns, classes and thresholds, and its figures.
std::string ModelText(const v1::Model& model);

// A line per model.
std::string ModelsText(const v1::ListModelsResponse& list);

// The figures of a model on a dataset.
std::string EvaluationText(const v1::EvaluateModelResponse& evaluation);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_MODEL_TEXT_H_
