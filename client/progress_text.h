// A training job's progress and events as one line each.
#ifndef COUNTERWEIGHT_CLIENT_PROGRESS_TEXT_H_
#define COUNTERWEIGHT_CLIENT_PROGRESS_TEXT_H_

#include <counterweight/v1/training.pb.h>

#include <string>

namespace counterweight::client {

// Steps done over all steps, counted over all of the job's settings, in [0, 1].
double DoneFraction(const v1::TrainingProgress& progress);

// "step 1200/4000  epoch 3.1  loss 0.1234  outer 0.4321  AP 0.7120  best 0.7150  12345 rows/s
// 1m05s left"; figures that are not known yet are left out; "setting 2/3" first where there are
// several.
std::string ProgressText(const v1::TrainingProgress& progress);

// "RUNNING", "FAILED: the reason".
std::string StateText(const v1::TrainingEvent& event);

// "RUNNING" of JOB_STATE_RUNNING.
std::string StateName(v1::JobState state);

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_PROGRESS_TEXT_H_
