#include "src/learn/train_settings.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/byte_codec.h"
#include "src/base/status_macros.h"
#include "src/learn/explicit_gradient_learning.h"
#include "src/learn/setting_selection.h"
#include "src/learn/setting_space.h"
#include "src/learn/trained_members_codec.h"
#include "src/learn/training_checkpoint.h"
#include "src/learn/training_problem.h"
#include "src/recipe/training_methods.h"

namespace counterweight {
namespace {

// What a stopped job has done: finished settings, and the bytes the next one continues from.
struct Done {
  std::vector<TrainedMembers> settings;
  std::string current;
};

std::string EncodeDone(const std::vector<TrainedSetting>& finished, absl::string_view current) {
  ByteWriter writer;
  writer.Put<uint64_t>(finished.size());
  for (const TrainedSetting& setting : finished) PutTrainedMembers(setting.members, writer);
  writer.Reserve(sizeof(uint64_t) + current.size());
  writer.PutString(current);
  return writer.Take();
}

absl::StatusOr<Done> DecodeDone(absl::string_view bytes) {
  ByteReader reader(bytes);
  Done done;
  done.settings.resize(reader.GetCount(sizeof(uint64_t)));
  for (TrainedMembers& members : done.settings) members = GetTrainedMembers(reader);
  done.current = reader.GetString();
  CW_RETURN_IF_ERROR(reader.status());
  return done;
}

// Puts the job's view in place of one setting's.
class SettingObserver : public TrainingObserver {
 public:
  SettingObserver(TrainingObserver& job, absl::string_view fingerprint,
                  const std::vector<TrainedSetting>& finished, int setting_count)
      : job_(job), fingerprint_(fingerprint), finished_(finished), setting_count_(setting_count) {}

  absl::Status OnProgress(const TrainingProgress& progress) override {
    TrainingProgress of_job = progress;
    of_job.setting = static_cast<int>(finished_.size()) + 1;
    of_job.setting_count = setting_count_;
    of_job.rows_seen += rows_before_;
    last_rows_ = of_job.rows_seen;
    for (const TrainedSetting& setting : finished_) {
      of_job.best_validation_average_precision =
          std::max(of_job.best_validation_average_precision.value_or(0),
                   setting.members.best_validation_average_precision);
    }
    return job_.OnProgress(of_job);
  }
  bool WantsCheckpoint() override { return job_.WantsCheckpoint(); }
  absl::Status OnCheckpoint(absl::string_view state) override {
    const std::string sealed = SealCheckpoint(fingerprint_, EncodeDone(finished_, state));
    return job_.OnCheckpoint(sealed);
  }
  absl::Status Continue() override { return job_.Continue(); }

  void SettingEnded() { rows_before_ = last_rows_; }

 private:
  TrainingObserver& job_;
  absl::string_view fingerprint_;
  const std::vector<TrainedSetting>& finished_;
  int setting_count_;
  int64_t rows_before_ = 0, last_rows_ = 0;
};

// Which settings a job trains: the library's, then those that a search proposes.
class SettingPlan {
 public:
  SettingPlan(absl::string_view method, const TrainingOptions& options, uint64_t seed)
      : description_(DescribeMethod(method)),
        options_(options),
        seed_(seed),
        given_(SettingsOf(method, options)) {}

  int count() const {
    return static_cast<int>(given_.size()) + (description_.library ? options_.search_runs : 0);
  }

  // The one after `trained`.
  absl::StatusOr<Setting> Next(const std::vector<TrainedSetting>& trained) const {
    if (trained.size() < given_.size()) return given_[trained.size()];
    // Settings with other edges or another rule are no points of the same function.
    std::vector<EvaluatedSetting> evaluated;
    for (const TrainedSetting& setting : trained) {
      if (setting.setting.rule != description_.rule) continue;
      if (setting.setting.options.ramp_edges != RampEdgesKind::kMinorityQuantile) continue;
      evaluated.push_back({PointOfOptions(setting.setting.options),
                           setting.members.best_validation_average_precision});
    }
    const int index = static_cast<int>(trained.size() - given_.size());
    CW_ASSIGN_OR_RETURN(
        const SettingPoint point,
        ProposeSetting(options_.search, evaluated, {index, options_.search_runs}, seed_));
    return Setting{absl::StrCat("search-", index + 1), description_.rule,
                   OptionsAtPoint(point, given_.front().options)};
  }

 private:
  const MethodDescription& description_;
  TrainingOptions options_;
  uint64_t seed_;
  std::vector<Setting> given_;
};

// Settings with the same edges share them: fitting sorts every numeric column.
RampEncoding EncodingOf(const TrainingSet& set, const Preprocessing& preprocessing,
                        const TrainingOptions& options,
                        const std::vector<TrainedSetting>& trained) {
  for (const TrainedSetting& earlier : trained) {
    const TrainingOptions& its = earlier.setting.options;
    if (its.ramps == options.ramps && its.ramp_edges == options.ramp_edges) return earlier.encoding;
  }
  return FitRampEncoding(set.features, set.labels, set.class_count, preprocessing, options.ramps,
                         options.ramp_edges);
}

// set: with any setting's encoding; the choice looks at outputs and labels alone.
absl::StatusOr<TrainedSettings> Select(const TrainingSet& set,
                                       std::vector<TrainedSetting> settings) {
  CW_ASSIGN_OR_RETURN(const TrainingProblem problem, MakeTrainingProblem(set));
  std::vector<std::vector<float>> outputs;
  outputs.reserve(settings.size());
  for (const TrainedSetting& setting : settings) {
    outputs.push_back(setting.members.out_of_fold_outputs);
  }
  CW_ASSIGN_OR_RETURN(const std::vector<double> weights, SelectSettings(problem, outputs));
  TrainedSettings trained;
  trained.out_of_fold_scores = CombinedScores(problem, outputs, weights);
  trained.settings = std::move(settings);
  for (size_t i = 0; i < weights.size(); ++i) trained.settings[i].weight = weights[i];
  return trained;
}

}  // namespace

absl::StatusOr<TrainedSettings> TrainSettings(TrainingSet set, const Preprocessing& preprocessing,
                                              absl::string_view method,
                                              const TrainingOptions& options, uint64_t seed,
                                              absl::string_view checkpoint,
                                              TrainingObserver& observer) {
  const std::string fingerprint = TrainingFingerprint(set, method, options, seed);
  Done done;
  if (!checkpoint.empty()) {
    CW_ASSIGN_OR_RETURN(const std::string state, OpenCheckpoint(checkpoint, fingerprint));
    CW_ASSIGN_OR_RETURN(done, DecodeDone(state));
  }
  const SettingPlan plan(method, options, seed);
  if (static_cast<int>(done.settings.size()) >= plan.count()) {
    return absl::DataLossError("the checkpoint holds more settings than the job has");
  }

  std::vector<TrainedSetting> trained;
  SettingObserver of_setting(observer, fingerprint, trained, plan.count());
  while (static_cast<int>(trained.size()) < plan.count()) {
    CW_ASSIGN_OR_RETURN(const Setting setting, plan.Next(trained));
    set.encoding = EncodingOf(set, preprocessing, setting.options, trained);
    if (trained.size() < done.settings.size()) {
      trained.push_back({setting, set.encoding, std::move(done.settings[trained.size()]), 1.0});
      continue;
    }
    CW_ASSIGN_OR_RETURN(TrainedMembers members, TrainMembers(set, setting.rule, setting.options,
                                                             seed, done.current, of_setting));
    done.current.clear();
    of_setting.SettingEnded();
    trained.push_back({setting, set.encoding, std::move(members), 1.0});
  }
  return Select(set, std::move(trained));
}

}  // namespace counterweight
