// Figures <-> bytes.
#include "src/evaluation/figures.h"

namespace counterweight {
namespace {

// The single numbers in the order of the file: a new one goes to the end, with a new format
// version.
constexpr double Figures::*kNumbers[] = {
    &Figures::average_precision,
    &Figures::roc_auc,
    &Figures::f1,
    &Figures::precision,
    &Figures::recall,
    &Figures::balanced_accuracy,
    &Figures::geometric_mean,
    &Figures::matthews_correlation,
    &Figures::brier_score,
    &Figures::log_loss,
    &Figures::expected_calibration_error,
    &Figures::best_f1,
    &Figures::average_precision_low,
    &Figures::average_precision_high,
};

}  // namespace

void Figures::Encode(ByteWriter& writer) const {
  writer.Put(row_count);
  for (const auto number : kNumbers) writer.Put(this->*number);
  writer.PutVector(confusion);
  writer.PutVector(class_average_precision);
}

Figures Figures::Decode(ByteReader& reader) {
  Figures figures;
  figures.row_count = reader.Get<int64_t>();
  for (const auto number : kNumbers) figures.*number = reader.Get<double>();
  figures.confusion = reader.GetVector<int64_t>();
  figures.class_average_precision = reader.GetVector<double>();
  return figures;
}

}  // namespace counterweight
