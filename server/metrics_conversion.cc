#include "server/metrics_conversion.h"

namespace counterweight {

v1::ClassificationMetrics ToProto(const Figures& figures, const std::vector<std::string>& classes) {
  v1::ClassificationMetrics proto;
  proto.set_row_count(figures.row_count);
  proto.set_average_precision(figures.average_precision);
  proto.set_average_precision_low(figures.average_precision_low);
  proto.set_average_precision_high(figures.average_precision_high);
  proto.set_roc_auc(figures.roc_auc);
  proto.set_f1(figures.f1);
  proto.set_precision(figures.precision);
  proto.set_recall(figures.recall);
  proto.set_balanced_accuracy(figures.balanced_accuracy);
  proto.set_geometric_mean(figures.geometric_mean);
  proto.set_matthews_correlation(figures.matthews_correlation);
  proto.set_brier_score(figures.brier_score);
  proto.set_log_loss(figures.log_loss);
  proto.set_expected_calibration_error(figures.expected_calibration_error);
  proto.set_best_f1(figures.best_f1);
  proto.mutable_confusion()->Add(figures.confusion.begin(), figures.confusion.end());
  proto.mutable_classes()->Add(classes.begin(), classes.end());
  proto.mutable_class_average_precision()->Add(figures.class_average_precision.begin(),
                                               figures.class_average_precision.end());
  return proto;
}

v1::ModelMetrics ToProto(const Figures& validation, const std::optional<Figures>& test,
                         const std::vector<std::string>& classes) {
  v1::ModelMetrics proto;
  *proto.mutable_validation() = ToProto(validation, classes);
  if (test.has_value()) *proto.mutable_test() = ToProto(*test, classes);
  return proto;
}

}  // namespace counterweight
