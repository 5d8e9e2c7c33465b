"""scikit-learn's ranking figures, for bench/ranking_figures.cc.

    figures_loop.py SCORES LABELS

SCORES: float32, LABELS: uint8, one a row. Each line that is sent is one average precision and one
area under the ROC curve; the answer is their CPU seconds.
"""
import sys

from peer_loop import cpu_seconds, serve


def prepare():
    import numpy
    from sklearn.metrics import average_precision_score, roc_auc_score
    scores = numpy.fromfile(sys.argv[1], dtype=numpy.float32)
    labels = numpy.fromfile(sys.argv[2], dtype=numpy.uint8)

    def figures():
        average_precision_score(labels, scores)
        roc_auc_score(labels, scores)

    return lambda *words: cpu_seconds(figures)


serve(prepare)
