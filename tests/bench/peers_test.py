"""bench/peers: reading, preparing and judging as the service does; every peer on a small table."""
import contextlib
import csv
import io
import math
import os
import random
import sys
import tempfile
import unittest

try:
    import imblearn  # noqa: F401
    import numpy as np
    import sklearn  # noqa: F401
    import xgboost  # noqa: F401
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)  # what CTest takes for skipped

import figures
import peers
from learners import PEERS
from self_paced_ensemble import SelfPacedEnsemble, draw_by_hardness
from table import Table, features, read_split


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)


class Preparing(Folder):
    def test_numbers_get_training_medians_and_levels_their_own_columns(self):
        table = Table(self.write("t.csv", "label,n,c,empty\nb,1,x,\na,NA,y,\nb,3,x,\na,inf,z,\n"
                                          "b,9,,\n"), "label")
        self.assertEqual((table.classes, table.positive), (["a", "b"], 0))
        training = np.array([True, True, True, True, False])
        # n with median 2 and its indicator; x, then y and z by name: equally frequent.
        np.testing.assert_array_equal(features(table, training, False),
                                      [[1, 0, 1, 0, 0], [2, 1, 0, 1, 0], [3, 0, 1, 0, 0],
                                       [2, 1, 0, 0, 1], [9, 0, 0, 0, 0]])
        kept = features(table, training, True)
        self.assertTrue(np.isnan(kept[1, 0]) and np.isnan(kept[3, 0]) and kept[4, 0] == 9)

    def test_a_level_that_only_test_rows_have_gets_no_column(self):
        table = Table(self.write("t.csv", "c,label\nx,a\nx,b\ny,a\n"), "label")
        self.assertEqual(features(table, np.array([True, True, False]), True).shape, (3, 1))

    def test_a_split_must_fit_the_table(self):
        split = self.write("s.csv", "row\n0\n3\n")
        np.testing.assert_array_equal(read_split(split, 4), [True, False, False, True])
        with self.assertRaisesRegex(ValueError, "s.csv"):
            read_split(split, 3)


class Figures(unittest.TestCase):
    def test_two_classes_by_hand(self):
        labels = np.array([0, 1, 0, 1])
        scores = np.array([0.1, 0.9, 0.8, 0.7])
        both = np.column_stack([1 - scores, scores])
        found = figures.all_figures(labels, both, positive=1, largest=0)
        self.assertAlmostEqual(found["average_precision"], (1 + 2 / 3) / 2)
        self.assertAlmostEqual(found["roc_auc"], 0.75)
        self.assertAlmostEqual(found["best_f1"], 0.8)
        self.assertAlmostEqual(found["ece"], (0.1 + 0.1 + 0.8 + 0.3) / 4)

    def test_several_classes_leave_the_largest_out_of_average_precision_alone(self):
        labels = np.array([0, 0, 1, 2])
        scores = np.array([[.6, .3, .1], [.2, .7, .1], [.3, .6, .1], [.1, .1, .8]])
        found = figures.all_figures(labels, scores, positive=2, largest=0)
        self.assertAlmostEqual(found["average_precision"], (0.5 + 1) / 2)
        self.assertAlmostEqual(found["roc_auc"], (0.75 + 2 / 3 + 1) / 3)


class SelfPaced(unittest.TestCase):
    def test_late_members_draw_every_bin_alike_and_early_ones_the_easy_rows(self):
        hardness = np.concatenate([np.full(900, 0.01), np.full(100, 0.99)])
        chance = np.random.RandomState(0)
        early = draw_by_hardness(hardness, 100, 0.0, 2, chance)
        late = draw_by_hardness(hardness, 100, 1e9, 2, chance)
        self.assertEqual((hardness[early] > 0.5).sum(), 1)
        self.assertEqual((hardness[late] > 0.5).sum(), 50)
        self.assertEqual(len(set(late)), len(late))

    def test_it_ranks_a_separable_minority_first_whichever_label_it_has(self):
        chance = np.random.RandomState(1)
        x = np.concatenate([chance.normal(0, 1, (300, 2)), chance.normal(4, 1, (20, 2))])
        y = np.repeat([0, 1], [300, 20])
        scores = SelfPacedEnsemble().fit(x, y).scores(x)
        self.assertGreater(scores[y == 1].min(), np.quantile(scores[y == 0], 0.9))
        flipped = SelfPacedEnsemble().fit(x, 1 - y).scores(x)
        self.assertLess(flipped[y == 1].max(), np.quantile(flipped[y == 0], 0.1))


class Running(Folder):
    def table(self, name, centres):
        """Gaussian clusters, one per class; every third row is held out."""
        chance = random.Random(0)
        lines = ["x,y,c,label"]
        for label, (centre, count) in centres.items():
            lines += [f"{chance.gauss(centre, 1):.4f},{'' if i % 5 == 0 else i % 3},{'uv'[i % 2]},{label}"
                      for i in range(count)]
        self.write(f"{name}-0.csv", "row\n" + "".join(f"{i}\n" for i in range(0, len(lines) - 1, 3)))
        return self.write(f"{name}.csv", "\n".join(lines) + "\n")

    def run_peers(self, *arguments):
        with contextlib.redirect_stderr(io.StringIO()) as said:
            status = peers.main([*arguments, "--splits", self.folder.name, "--csv",
                                 self.path("out.csv")])
        with open(self.path("out.csv"), encoding="utf-8", newline="") as file:
            return status, list(csv.DictReader(file)), said.getvalue()

    def test_every_peer_beats_chance_on_two_and_on_three_classes(self):
        two = self.table("two", {"a": (0, 150), "b": (4, 24)})
        three = self.table("three", {"a": (0, 120), "b": (4, 30), "c": (8, 21)})
        status, rows, _ = self.run_peers("--dataset", two, "--dataset", three, "--jobs", "2")
        self.assertEqual(status, 0)
        self.assertEqual({(row["dataset"], row["method"]) for row in rows},
                         {(name, method) for name in ("two", "three") for method in PEERS})
        for row in rows:
            self.assertGreater(float(row["average_precision"]), 0.7, row)
            self.assertTrue(0 <= float(row["ece"]) <= 1 and float(row["seconds"]) >= 0)
            chosen_by = row["validation_average_precision"]
            self.assertEqual(bool(chosen_by), row["method"] == "xgboost_tuned")
        again, same, said = self.run_peers("--dataset", two, "--dataset", three)
        self.assertEqual((again, same, said), (0, rows, ""))

    def test_a_run_without_a_split_is_named_and_the_others_go_on(self):
        two = self.table("two", {"a": (0, 60), "b": (4, 24)})
        status, rows, said = self.run_peers("--dataset", two, "--seeds", "2", "--methods", "xgboost")
        self.assertEqual((status, len(rows)), (1, 1))
        self.assertIn("two, seed 1: there is no", said)
        self.assertTrue(math.isfinite(float(rows[0]["roc_auc"])))


if __name__ == "__main__":
    unittest.main()
