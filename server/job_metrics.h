// What the events of jobs say, as metrics: training speed, durations.
#ifndef COUNTERWEIGHT_SERVER_JOB_METRICS_H_
#define COUNTERWEIGHT_SERVER_JOB_METRICS_H_

#include <map>
#include <string>

#include "server/blocking_pool.h"
#include "src/jobs/event_hub.h"
#include "src/store/job_store.h"
#include "src/telemetry/metrics.h"

namespace counterweight {

// Listens to the hub for as long as it lives; everything it is given outlives it, and store and
// metrics outlive the pool's tasks. Events of before its start are not counted: counters start at
// zero with the process.
class JobMetrics {
 public:
  // pool: reads the job when it has ended, which the hub's thread must not.
  JobMetrics(EventHub* hub, JobStore* store, BlockingPool* pool, Metrics* metrics);
  ~JobMetrics();
  JobMetrics(const JobMetrics&) = delete;
  JobMetrics& operator=(const JobMetrics&) = delete;

 private:
  void OnEvent(const JobEventRecord& event);
  void OnProgress(const JobEventRecord& event);
  void OnState(const JobEventRecord& event);

  EventHub* const hub_;
  JobStore* const store_;
  BlockingPool* const pool_;
  Metrics* const metrics_;
  std::map<std::string, std::string> worker_of_job_;  // on the hub's thread only
  int64_t subscription_ = 0;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_JOB_METRICS_H_
