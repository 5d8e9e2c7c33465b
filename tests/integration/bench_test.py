"""`bench methods` against the real server: rows, resuming, splits, summary."""
import csv
import json
import os
import tempfile
import unittest

from service import EXAMPLE, DataDirectory, Server

ROWS = 600
HEADER = ["dataset", "seed", "method", "average_precision", "roc_auc", "best_f1", "ece",
          "validation_average_precision", "seconds", "chosen_step"]


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


class Bench(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = DataDirectory()
        cls.server = Server(cls.directory.__enter__(), 2)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        cls.directory.__exit__()

    def bench(self, folder, *more):
        return self.server.run(
            "bench", "methods", "--dataset", os.path.join(folder, "loans.csv"), "--methods",
            "plain,m=meta+steps=120", "--seeds", "2", "--set", "steps=100", "--csv",
            os.path.join(folder, "rows.csv"), "--splits", os.path.join(folder, "splits"), "--json",
            os.path.join(folder, "summary.json"), *more)

    def test_two_methods_two_seeds(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(EXAMPLE, encoding="utf-8") as source:
                lines = source.readlines()[:ROWS + 1]
            with open(os.path.join(folder, "loans.csv"), "w", encoding="utf-8") as cut:
                cut.writelines(lines)
            done = self.bench(folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.check_rows(rows_of(os.path.join(folder, "rows.csv")))
            self.check_splits(folder, [line.strip().rsplit(",", 1)[1] for line in lines[1:]])
            self.check_summary(folder, done.stdout.decode())
            self.assertEqual(self.server.json("models", "list")["models"], [])
            self.assertEqual(self.server.json("datasets", "list")["datasets"], [])
            self.check_resuming(folder)

    def check_rows(self, rows):
        self.assertEqual(rows[0], HEADER)
        self.assertEqual({tuple(row[:3]) for row in rows[1:]},
                         {("loans", seed, method) for seed in "01" for method in ("plain", "m")})
        self.assertEqual(len(rows), 5)
        for row in rows[1:]:
            for figure in row[3:8]:
                self.assertTrue(0 <= float(figure) <= 1, row)
            self.assertGreater(float(row[8]), 0)
            self.assertGreater(int(row[9]), 0)

    def check_splits(self, folder, labels):
        """40 % of each class, another choice for another seed."""
        splits = [[int(row[0]) for row in rows_of(os.path.join(folder, "splits", name))[1:]]
                  for name in ("loans-0.csv", "loans-1.csv")]
        self.assertNotEqual(splits[0], splits[1])
        for held_out in splits:
            self.assertEqual(held_out, sorted(set(held_out)))
            for label in ("0", "1"):
                count = sum(labels[row] == label for row in held_out)
                self.assertAlmostEqual(count, 0.4 * labels.count(label), delta=1)

    def check_summary(self, folder, shown):
        with open(os.path.join(folder, "summary.json"), encoding="utf-8") as file:
            summary = json.load(file)
        self.assertEqual(summary["reference"], "plain")
        self.assertEqual(summary["comparedDatasets"], ["loans"])
        self.assertEqual(summary["failures"], [])
        by_method = {line["method"]: line for line in summary["methods"]}
        rows = rows_of(os.path.join(folder, "rows.csv"))[1:]
        for method, line in by_method.items():
            own = [float(row[3]) for row in rows if row[2] == method]
            self.assertAlmostEqual(line["averagePrecision"], sum(own) / 2, places=12)
        self.assertEqual(sum(line["averageRank"] for line in by_method.values()), 3)
        self.assertEqual(by_method["m"]["against"]["datasets"], 1)
        self.assertIn("average rank", shown)
        self.assertIn("loans", shown)

    def check_resuming(self, folder):
        """A row that is missing is measured again, to the same figures; the others are not."""
        path = os.path.join(folder, "rows.csv")
        before = rows_of(path)
        jobs = len(self.server.json("jobs", "list")["jobs"])
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(before[:-1])
        done = self.bench(folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"3 of 4 runs are in", done.stderr)
        self.assertEqual(len(self.server.json("jobs", "list")["jobs"]), jobs + 1)
        after = rows_of(path)
        self.assertEqual(after[:-1], before[:-1])
        self.assertEqual(after[-1][:8], before[-1][:8])


if __name__ == "__main__":
    unittest.main(verbosity=2)
