// What every row was to a model of one or several settings.
#ifndef COUNTERWEIGHT_SRC_PIPELINE_SAMPLE_WEIGHTS_H_
#define COUNTERWEIGHT_SRC_PIPELINE_SAMPLE_WEIGHTS_H_

#include <cstdint>
#include <vector>

#include "src/artifact/artifact.h"
#include "src/features/preprocessing.h"
#include "src/learn/train_settings.h"
#include "src/tabular/table.h"

namespace counterweight {

// training_rows: the dataset row behind each row of the settings' training set; labels: its
// classes. Real rows: means over the settings by their weight (above 0); a contribution over those
// that know it. Synthetic rows: settings with the same set share its rows; else they follow each
// other. A synthetic row's weight counts only settings whose chosen step is one that synthetic rows
// had a part in.
SampleWeightsTable MakeSampleWeights(const std::vector<TrainedSetting>& settings,
                                     const std::vector<uint32_t>& labels,
                                     const Preprocessing& preprocessing,
                                     const LabelledTable& dataset,
                                     const std::vector<int64_t>& training_rows);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_PIPELINE_SAMPLE_WEIGHTS_H_
