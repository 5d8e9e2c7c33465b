#!/usr/bin/env python3
"""Expected numbers of tests/evaluation, by scikit-learn 1.2 and SciPy.

Run: /usr/bin/python3 tests/golden/evaluation_figures.py   (Debian: python3-sklearn)
The rows are repeated in the tests; single-precision inputs are what the library is given.
"""
import numpy as np
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import (average_precision_score, balanced_accuracy_score, brier_score_loss,
                             confusion_matrix, f1_score, log_loss, matthews_corrcoef,
                             precision_recall_curve, precision_score, recall_score, roc_auc_score)

# Two classes, with tied scores.
SCORES = [2.5, 1.5, 1.5, 1.0, 0.5, 0.5, 0.5, 0.25, 0.0, -0.25,
          -0.5, -0.5, -1.0, -1.0, -1.25, -1.5, -2.0, -2.0, -2.5, -3.0]
LABELS = [1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]

# Three classes: logits, from which scores (log-odds) and probabilities follow.
LOGITS = [[2.0, 0.5, -1.0], [1.5, 1.0, 0.0], [0.0, 2.0, 0.5], [0.25, 0.0, 1.5], [1.0, 1.0, 1.0],
          [3.0, -1.0, 0.5], [0.5, 0.75, -0.5], [-0.5, 0.25, 2.5], [1.25, -0.25, 0.0],
          [0.0, 1.5, 1.25], [2.25, 2.0, -1.5], [0.75, -1.0, 0.5]]
CLASSES = [0, 0, 1, 2, 0, 0, 1, 2, 0, 2, 1, 0]


def show(name, value):
    print(f"{name}: {np.array2string(np.asarray(value), precision=15, separator=', ')}")


def best_f1(labels, scores):
    precision, recall, _ = precision_recall_curve(labels, scores)
    return np.max(2 * precision * recall / np.maximum(precision + recall, 1e-300))


def platt(scores, labels):
    """Minimum of the smoothed cross-entropy, by a general optimiser."""
    positives = labels.sum()
    targets = np.where(labels == 1, (positives + 1) / (positives + 2),
                       1 / (len(labels) - positives + 2))

    def loss(line):
        z = line[0] * scores + line[1]
        return np.sum(np.logaddexp(0, z) - targets * z)

    def gradient(line):
        residual = 1 / (1 + np.exp(-(line[0] * scores + line[1]))) - targets
        return np.array([np.sum(residual * scores), np.sum(residual)])

    return minimize(loss, [0.0, 0.0], jac=gradient, tol=1e-13).x


def calibration_error(outcomes, probabilities):
    bins = np.minimum((probabilities * 15).astype(int), 14)
    return sum(abs(probabilities[bins == b].mean() - outcomes[bins == b].mean()) * np.mean(bins == b)
               for b in np.unique(bins))


# How often each row of two classes counts.
MULTIPLICITIES = [0, 2, 1, 1, 3, 0, 1, 2, 1, 0, 1, 2, 0, 2, 1, 0, 1, 1, 0, 2]


def two_classes():
    scores, labels = np.array(SCORES), np.array(LABELS)
    probabilities = (1 / (1 + np.exp(-scores))).astype(np.float32).astype(float)
    called = (probabilities > 0.55).astype(int)
    print("two classes, decision at 0.55")
    show("average_precision", average_precision_score(labels, scores))
    show("average_precision of class 0", average_precision_score(1 - labels, -scores))
    show("average_precision with multiplicities",
         average_precision_score(labels, scores, sample_weight=MULTIPLICITIES))
    show("roc_auc", roc_auc_score(labels, scores))
    show("best_f1", best_f1(labels, scores))
    show("f1", f1_score(labels, called))
    show("precision", precision_score(labels, called))
    show("recall", recall_score(labels, called))
    show("balanced_accuracy", balanced_accuracy_score(labels, called))
    recalls = recall_score(labels, called, average=None)
    show("geometric_mean", np.prod(recalls) ** (1 / len(recalls)))
    show("matthews_correlation", matthews_corrcoef(labels, called))
    show("brier_score", brier_score_loss(labels, probabilities))
    show("log_loss", log_loss(labels, probabilities, eps=1e-15))
    show("expected_calibration_error", calibration_error(labels, probabilities))
    show("confusion", confusion_matrix(labels, called).ravel())
    show("platt (slope, intercept)", platt(scores, labels))
    show("isotonic at the scores", IsotonicRegression().fit_transform(scores, labels))


def three_classes():
    logits, classes = np.array(LOGITS), np.array(CLASSES)
    exponentials = np.exp(logits)
    scores = np.log(exponentials / (exponentials.sum(1, keepdims=True) - exponentials))
    probabilities = exponentials / exponentials.sum(1, keepdims=True)
    called = probabilities.argmax(1)
    one_hot = np.eye(3)[classes]
    print("three classes, argmax, majority class 0")
    per_class = [average_precision_score(one_hot[:, c], scores[:, c]) for c in range(3)]
    show("class_average_precision", per_class)
    show("average_precision", np.mean(per_class[1:]))
    show("roc_auc", np.mean([roc_auc_score(one_hot[:, c], scores[:, c]) for c in range(3)]))
    show("best_f1", np.mean([best_f1(one_hot[:, c], scores[:, c]) for c in range(3)]))
    show("f1", f1_score(classes, called, average="macro"))
    show("precision", precision_score(classes, called, average="macro"))
    show("recall", recall_score(classes, called, average="macro"))
    show("balanced_accuracy", balanced_accuracy_score(classes, called))
    show("geometric_mean", np.prod(recall_score(classes, called, average=None)) ** (1 / 3))
    show("matthews_correlation", matthews_corrcoef(classes, called))
    show("brier_score", np.mean(np.sum((probabilities - one_hot) ** 2, 1)))
    show("log_loss", log_loss(classes, probabilities, eps=1e-15))
    show("expected_calibration_error",
         np.mean([calibration_error(one_hot[:, c], probabilities[:, c]) for c in range(3)]))
    show("confusion", confusion_matrix(classes, called).ravel())
    show("scores of row 0", scores[0])


if __name__ == "__main__":
    two_classes()
    three_classes()
