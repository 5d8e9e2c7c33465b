"""The service's test figures, from class probabilities.

Two classes: of the positive class. More: average precision is the mean over every class but the largest,
the others are means over all classes, each class against the rest; a class without test rows counts in
none.
"""
import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

CALIBRATION_BINS = 15


def best_f1(truth, scores):
    precision, recall, _ = precision_recall_curve(truth, scores)
    return float(np.max(2 * precision * recall / np.maximum(precision + recall, 1e-12)))


def calibration_error(truth, probabilities):
    bins = np.minimum((probabilities * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    gaps = np.bincount(bins, weights=probabilities - truth, minlength=CALIBRATION_BINS)
    return float(np.abs(gaps).sum() / len(truth))


def judged_classes(labels, class_count, positive):
    """Classes whose figures are averaged."""
    if class_count == 2:
        return [positive]
    return [label for label in range(class_count) if (labels == label).any()]


def average_precision(labels, probabilities, positive, largest):
    """labels: [rows] class indices. probabilities: [rows, classes]. largest: the training rows'
    largest class."""
    class_count = probabilities.shape[1]
    judged = [label for label in judged_classes(labels, class_count, positive)
              if class_count == 2 or label != largest]
    return float(np.mean([average_precision_score(labels == label, probabilities[:, label])
                          for label in judged]))


def all_figures(labels, probabilities, positive, largest):
    """average_precision, roc_auc, best_f1 and ece by name."""
    probabilities = np.nan_to_num(np.asarray(probabilities, np.float64))
    judged = judged_classes(labels, probabilities.shape[1], positive)

    def mean(figure):
        return float(np.mean([figure((labels == label).astype(int), probabilities[:, label])
                              for label in judged]))

    return {"average_precision": average_precision(labels, probabilities, positive, largest),
            "roc_auc": mean(roc_auc_score), "best_f1": mean(best_f1),
            "ece": mean(calibration_error)}
