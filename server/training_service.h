// counterweight.v1.TrainingService over the use cases of jobs.
#ifndef COUNTERWEIGHT_SERVER_TRAINING_SERVICE_H_
#define COUNTERWEIGHT_SERVER_TRAINING_SERVICE_H_

#include "counterweight/v1/training.grpc.pb.h"
#include "server/watch_reactor.h"
#include "src/application/jobs.h"

namespace counterweight {

// Thread-safe. Everything it is given outlives it.
class TrainingService : public v1::TrainingService::CallbackService {
 public:
  // maximum_threads: of this server's workers; a job that asks for more is refused at once instead
  // of failing later. 0: not known (workers are started by hand).
  TrainingService(Jobs* jobs, const WatchEnvironment& watch, int maximum_threads)
      : jobs_(jobs), watch_(watch), maximum_threads_(maximum_threads) {}

  grpc::ServerUnaryReactor* CreateTrainingJob(grpc::CallbackServerContext* context,
                                              const v1::CreateTrainingJobRequest* request,
                                              v1::TrainingJob* response) override;
  grpc::ServerUnaryReactor* GetTrainingJob(grpc::CallbackServerContext* context,
                                           const v1::GetTrainingJobRequest* request,
                                           v1::TrainingJob* response) override;
  grpc::ServerUnaryReactor* ListTrainingJobs(grpc::CallbackServerContext* context,
                                             const v1::ListTrainingJobsRequest* request,
                                             v1::ListTrainingJobsResponse* response) override;
  grpc::ServerUnaryReactor* CancelTrainingJob(grpc::CallbackServerContext* context,
                                              const v1::CancelTrainingJobRequest* request,
                                              v1::TrainingJob* response) override;
  grpc::ServerWriteReactor<v1::TrainingEvent>* WatchTrainingJob(
      grpc::CallbackServerContext* context, const v1::WatchTrainingJobRequest* request) override;

 private:
  absl::Status CheckThreads(const JobRequest& request) const;

  Jobs* const jobs_;
  const WatchEnvironment watch_;
  const int maximum_threads_;
};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SERVER_TRAINING_SERVICE_H_
