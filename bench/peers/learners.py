"""The peers by name: each fits training rows and returns class probabilities of test rows.

All run on one thread. XGBoost keeps missing numbers as NaN, which it splits on by itself: the fairer peer
has its own treatment; the forests get medians and indicators. Class weights of several classes are the
powers of (rows of the largest class / rows of the class), which is scale_pos_weight for two.
"""
import numpy as np
import xgboost
from imblearn.ensemble import BalancedRandomForestClassifier, EasyEnsembleClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold

from figures import average_precision
from self_paced_ensemble import SelfPacedEnsemble

TREES = 200
TUNING_FOLDS = 3


class Problem:
    """Training rows x [n, d], y [n] in 0 .. class_count - 1; test rows test_x."""

    def __init__(self, x, y, test_x, class_count, positive, seed):
        self.x, self.y, self.test_x = x, y, test_x
        self.class_count, self.positive, self.seed = class_count, positive, seed
        self.largest = int(np.argmax(np.bincount(y, minlength=class_count)))


def boost(x, y, class_count, depth, power):
    """XGBoost with classes weighted by imbalance ** power; returns a function from rows to
    probabilities."""
    counts = np.bincount(y, minlength=class_count)
    weights = (counts.max() / np.maximum(counts, 1)) ** power
    settings = {"max_depth": depth, "eta": 0.05, "subsample": 0.8, "colsample_bytree": 0.8,
                "tree_method": "hist", "nthread": 1, "seed": 0, "verbosity": 0}
    if class_count == 2:
        settings["objective"] = "binary:logistic"
    else:
        settings.update(objective="multi:softprob", num_class=class_count)
    model = xgboost.train(settings, xgboost.DMatrix(x, y, weight=weights[y], nthread=1), TREES)

    def predict(rows):
        scores = model.predict(xgboost.DMatrix(rows, nthread=1))
        return np.column_stack([1 - scores, scores]) if class_count == 2 else scores

    return predict


def xgboost_plain(problem):
    return boost(problem.x, problem.y, problem.class_count, 5, 0)(problem.test_x), None


def xgboost_weighted(problem):
    return boost(problem.x, problem.y, problem.class_count, 5, 1)(problem.test_x), None


def xgboost_tuned(problem):
    """Depth {3, 6} x weight {1, sqrt(ratio), ratio} by mean average precision over three folds."""
    folds = StratifiedKFold(TUNING_FOLDS, shuffle=True, random_state=problem.seed)
    splits = list(folds.split(problem.x, problem.y))

    def score(depth, power):
        values = []
        for training, validation in splits:
            if len(np.unique(problem.y[validation])) < 2:
                continue
            predict = boost(problem.x[training], problem.y[training], problem.class_count, depth,
                            power)
            values.append(average_precision(problem.y[validation], predict(problem.x[validation]),
                                            problem.positive, problem.largest))
        return float(np.mean(values)) if values else 0.0

    grid = [(depth, power) for depth in (3, 6) for power in (0, 0.5, 1)]
    scores = [score(*point) for point in grid]
    best = int(np.argmax(scores))
    predict = boost(problem.x, problem.y, problem.class_count, *grid[best])
    return predict(problem.test_x), scores[best]


def fitted(classifier, problem):
    """Probabilities in the order of the problem's classes; 0 for one that the training rows lack."""
    classifier.fit(problem.x, problem.y)
    probabilities = np.zeros((len(problem.test_x), problem.class_count))
    probabilities[:, classifier.classes_] = classifier.predict_proba(problem.test_x)
    return probabilities, None


def random_forest(problem):
    return fitted(RandomForestClassifier(100, n_jobs=1, random_state=problem.seed), problem)


def balanced_random_forest(problem):
    return fitted(BalancedRandomForestClassifier(200, n_jobs=1, random_state=problem.seed), problem)


def easy_ensemble(problem):
    return fitted(EasyEnsembleClassifier(10, n_jobs=1, random_state=problem.seed), problem)


def self_paced_ensemble(problem):
    """Several classes: one ensemble per class against the rest, normalised."""
    def scores(label):
        y = (problem.y == label).astype(int)
        if y.min() == y.max():
            return np.zeros(len(problem.test_x))
        return SelfPacedEnsemble(seed=problem.seed).fit(problem.x, y).scores(problem.test_x)

    if problem.class_count == 2:
        one = scores(1)
        return np.column_stack([1 - one, one]), None
    columns = np.column_stack([scores(label) for label in range(problem.class_count)])
    return columns / np.maximum(columns.sum(1, keepdims=True), 1e-12), None


# Name: (learner, whether it takes missing numbers as they are). A learner returns probabilities
# [test rows, classes] and the validation average precision that it chose by, if it did.
PEERS = {
    "xgboost": (xgboost_plain, True),
    "xgboost_weighted": (xgboost_weighted, True),
    "xgboost_tuned": (xgboost_tuned, True),
    "random_forest": (random_forest, False),
    "balanced_random_forest": (balanced_random_forest, False),
    "easy_ensemble": (easy_ensemble, False),
    "self_paced_ensemble": (self_paced_ensemble, False),
}
