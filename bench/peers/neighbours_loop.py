"""The neighbour step of imbalanced-learn's SMOTE, for bench/neighbours.cc.

    neighbours_loop.py FILE COLUMNS K

FILE: rows of COLUMNS float32 values. Each line that is sent is one search of all rows' K nearest
others; the answer is its CPU seconds.
"""
import sys

from peer_loop import cpu_seconds, serve


def prepare():
    import numpy
    from imblearn.utils import check_neighbors_object
    path, columns, k = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rows = numpy.fromfile(path, dtype=numpy.float32).reshape(-1, columns)

    def search():
        # As SMOTE._fit_resample of imbalanced-learn 0.10 does it for each class.
        neighbours = check_neighbors_object("k_neighbors", k, additional_neighbor=1)
        neighbours.fit(rows)
        neighbours.kneighbors(rows, return_distance=False)[:, 1:]

    return lambda *words: cpu_seconds(search)


serve(prepare)
