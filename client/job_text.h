// Training jobs as text for people.
#ifndef COUNTERWEIGHT_CLIENT_JOB_TEXT_H_
#define COUNTERWEIGHT_CLIENT_JOB_TEXT_H_

#include <counterweight/v1/training.pb.h>

#include <string>

namespace counterweight::client {

// What it is, how far it is or how it ended, and the figures of its model.
std::string JobText(const v1::TrainingJob& job);

// A line per job.
std::string JobsText(const v1::ListTrainingJobsResponse& list);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_JOB_TEXT_H_
