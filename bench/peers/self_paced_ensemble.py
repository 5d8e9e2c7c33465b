"""A self-paced ensemble after Liu et al., "Self-paced Ensemble for Highly Imbalanced Massive Data
Classification", ICDE 2020 (algorithm 1), written from the paper.

Member i trains on all minority rows and as many majority rows, drawn from k bins of equal width of the
hardness |score - label| under the mean of the members before it. Bin l gets a share proportional to
1 / (h_l + alpha), h_l its mean hardness and alpha = tan(i pi / 2n): early members see easy and hard rows
alike by contribution, late ones every bin alike. Member 0, on a random sample, only starts the hardness.
"""
import math

import numpy as np
from sklearn.tree import DecisionTreeClassifier

TREE_DEPTH = 10


def draw_by_hardness(hardness, count, alpha, bins, random):
    """About `count` row numbers; a bin that is too small gives all it has."""
    low, high = hardness.min(), hardness.max()
    if high - low < 1e-12:
        return random.choice(len(hardness), min(count, len(hardness)), replace=False)
    bin_of = np.minimum(((hardness - low) / (high - low) * bins).astype(int), bins - 1)
    sizes = np.bincount(bin_of, minlength=bins)
    means = np.bincount(bin_of, weights=hardness, minlength=bins) / np.maximum(sizes, 1)
    shares = np.where(sizes > 0, 1 / np.maximum(means + alpha, 1e-12), 0)
    wanted = np.ceil(shares / shares.sum() * count).astype(int)
    drawn = [random.choice(np.flatnonzero(bin_of == i), min(wanted[i], sizes[i]), replace=False)
             for i in range(bins) if sizes[i] > 0]
    return np.concatenate(drawn)


class SelfPacedEnsemble:
    """Two classes, labels 0 and 1; either may be the smaller one."""

    def __init__(self, members=10, bins=20, seed=0):
        self.members, self.bins, self.seed = members, bins, seed
        self.trees = []

    def fit(self, x, y):
        random = np.random.RandomState(self.seed)
        rare = int(y.mean() <= 0.5)
        minority, majority = np.flatnonzero(y == rare), np.flatnonzero(y != rare)
        chosen = random.choice(majority, min(len(minority), len(majority)), replace=False)
        first = self._tree(x, y, minority, chosen, random)
        score_sum = self._scores(first, x[majority])
        self.trees = []
        for i in range(1, self.members + 1):
            hardness = np.abs(score_sum / i - (1 - rare))
            alpha = math.tan(i * math.pi / (2 * self.members))
            drawn = draw_by_hardness(hardness, len(minority), alpha, self.bins, random)
            self.trees.append(self._tree(x, y, minority, majority[drawn], random))
            score_sum += self._scores(self.trees[-1], x[majority])
        return self

    def scores(self, x):
        """Mean probability of class 1."""
        return np.mean([self._scores(tree, x) for tree in self.trees], axis=0)

    @staticmethod
    def _tree(x, y, minority, majority, random):
        rows = np.concatenate([minority, majority])
        tree = DecisionTreeClassifier(max_depth=TREE_DEPTH, random_state=random.randint(2**31 - 1))
        return tree.fit(x[rows], y[rows])

    @staticmethod
    def _scores(tree, x):
        return tree.predict_proba(x)[:, list(tree.classes_).index(1)]
