// Every Prometheus metric of the service: name, help, labels, buckets. The one place to look at.
//
// Labels have a bounded number of values; an id of a dataset, job or model is never one.
#ifndef COUNTERWEIGHT_SRC_TELEMETRY_METRIC_DECLARATIONS_H_
#define COUNTERWEIGHT_SRC_TELEMETRY_METRIC_DECLARATIONS_H_

namespace counterweight {

struct MetricDeclaration {
  const char* name;
  const char* help;
};

// --- RPCs. Labels: service, method ("unknown" for what no registered service has), code. ---
inline constexpr MetricDeclaration kRpcStarted = {"counterweight_rpc_started_total",
                                                  "RPCs that began."};
inline constexpr MetricDeclaration kRpcHandled = {
    "counterweight_rpc_handled_total",
    "RPCs that ended, by status code; CANCELLED also where the client went away first."};
inline constexpr MetricDeclaration kRpcHandlingSeconds = {
    "counterweight_rpc_handling_seconds", "Time from the start of an RPC to its status."};
inline constexpr double kRpcHandlingBuckets[] = {1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3,
                                                 1e-2, 2.5e-2, 5e-2, 0.1,  0.25,   0.5,
                                                 1,    2.5,    5,    10,   30,     60};
inline constexpr MetricDeclaration kReceivedBytes = {
    "counterweight_received_bytes_total", "Content bytes of dataset uploads as received."};

// --- Jobs. Label: state (QUEUED, RUNNING, SUCCEEDED, FAILED, CANCELLED). ---
inline constexpr MetricDeclaration kQueueDepth = {"counterweight_queue_depth",
                                                  "Jobs that wait for a worker."};
inline constexpr MetricDeclaration kJobs = {"counterweight_jobs", "Jobs in the store, by state."};
inline constexpr MetricDeclaration kJobDuration = {
    "counterweight_job_duration_seconds",
    "Time from a job's first start to its end, by its final state."};
inline constexpr double kJobDurationBuckets[] = {1,   2.5, 5,    10,   30,    60,   120,
                                                 300, 600, 1800, 3600, 14400, 86400};

// --- Training. Label: worker (the supervisor's slot 0 .. 63, else "other"). ---
inline constexpr MetricDeclaration kTrainingRowsPerSecond = {
    "counterweight_training_rows_per_second", "Real rows a second that the worker trains on."};
inline constexpr MetricDeclaration kTrainingValidationAveragePrecision = {
    "counterweight_training_validation_average_precision",
    "Average precision of the worker's job at its last evaluation."};
inline constexpr int kMaximumWorkerLabels = 64;

// --- Workers. ---
inline constexpr MetricDeclaration kWorkersRunning = {"counterweight_workers_running",
                                                      "Worker processes of this server."};
inline constexpr MetricDeclaration kWorkerRestarts = {
    "counterweight_worker_restarts_total",
    "Worker processes that ended without being asked to and were replaced."};

// --- Models and predictions. Labels: model (display name), version. ---
inline constexpr MetricDeclaration kLoadedModels = {"counterweight_loaded_models",
                                                    "Models held in memory."};
inline constexpr MetricDeclaration kPredictions = {
    "counterweight_predictions_total",
    "Rows answered, by display name and version of the model; \"other\" past 200 of them."};
// Each series costs memory here and in Prometheus, and clients choose the names.
inline constexpr int kMaximumPredictionSeries = 200;

// --- The build and the process. ---
inline constexpr MetricDeclaration kBuildInfo = {"counterweight_build_info",
                                                 "Always 1; the version is the label."};
inline constexpr MetricDeclaration kProcessCpuSeconds = {
    "process_cpu_seconds_total", "Total user and system CPU time spent in seconds."};
inline constexpr MetricDeclaration kProcessResidentMemory = {"process_resident_memory_bytes",
                                                             "Resident memory size in bytes."};
inline constexpr MetricDeclaration kProcessVirtualMemory = {"process_virtual_memory_bytes",
                                                            "Virtual memory size in bytes."};
inline constexpr MetricDeclaration kProcessOpenFds = {"process_open_fds",
                                                      "Number of open file descriptors."};
inline constexpr MetricDeclaration kProcessMaxFds = {"process_max_fds",
                                                     "Maximum number of open file descriptors."};
inline constexpr MetricDeclaration kProcessStartTime = {
    "process_start_time_seconds", "Start time of the process since unix epoch in seconds."};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_TELEMETRY_METRIC_DECLARATIONS_H_
