"""bench/report.py: tables between markers, prose kept, numbers taken and not computed."""
import json
import os
import tempfile
import unittest

import report

HEADER = ("dataset,seed,method,average_precision,roc_auc,best_f1,ece,validation_average_precision,"
          "seconds,chosen_step\n")
OURS = HEADER + "d,0,meta,0.5,0.7,,,,,\nd,1,meta,0.7,0.8,,,,,\nmulti,0,meta,0.25,,,,,,\n"
PEERS = HEADER + "d,0,xgboost,0.6,0.9,,,,,0\nmoons_10,0,xgboost,0.125,,,,,,0\n"
LIST = ("name\tkind\trows\tsource_rows\tclasses\tsmallest_class\timbalance_ratio\n"
        "d\treal\t100\t200\t2\t10\t9.00\nmulti\treal\t90\t90\t3\t5\t10.00\n"
        "moons_10\tsynthetic\t80\t80\t2\t8\t9.00\n")
SUMMARY = {"reference": "meta", "seeds": 2, "comparedDatasets": ["d"], "methods": [
    {"method": "meta", "averagePrecision": 0.6, "rocAuc": 0.75, "bestF1": None, "averageRank": 1.5,
     "seconds": 2, "against": None},
    {"method": "xgboost", "averagePrecision": 0.6, "rocAuc": 0.9, "bestF1": 0.5, "averageRank": 1.5,
     "seconds": 0.25, "against": {"datasets": 1, "meanDifference": 0.0125, "wins": 3, "ties": 1,
                                  "losses": 2, "pValue": 0.00001, "adjustedPValue": 0.0421}}]}


class Report(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        for name, text in (("ours.csv", OURS), ("peers.csv", PEERS), ("list.tsv", LIST),
                           ("s.json", json.dumps(SUMMARY))):
            self.write(name, text)

    def tearDown(self):
        self.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def fill(self, *more):
        arguments = ["--rows", self.path("ours.csv"), "--rows", self.path("peers.csv"), "--list",
                     self.path("list.tsv"), "--summary", self.path("s.json"), "--markdown",
                     self.path("results.md"), *more]
        self.assertEqual(report.main(arguments), 0)
        with open(self.path("results.md"), encoding="utf-8") as file:
            return file.read()

    def test_prose_stays_and_tables_are_replaced(self):
        self.write("results.md", "Before.\n<!-- table:average_precision -->\nold\n"
                                 "<!-- /table -->\nAfter, 0.9 of it.\n")
        text = self.fill()
        self.assertEqual(text, "Before.\n<!-- table:average_precision -->\n"
                               "| dataset | meta | xgboost |\n| --- | ---: | ---: |\n"
                               "| d | **0.600** ± 0.141 | **0.600** |\n"
                               "<!-- /table -->\nAfter, 0.9 of it.\n")
        self.assertEqual(self.fill(), text)

    def test_a_missing_file_is_begun_with_every_table(self):
        text = self.fill()
        self.assertIn("| multi | **0.250** |\n", text)
        self.assertIn("| moons_10 | **0.125** |\n", text)
        self.assertIn("| d | 100 | 200 | 2 | 10 | 9.00 |\n", text)
        self.assertIn("| xgboost | 0.6000 | 0.9000 | 0.5000 | 1.50 | 0.2 | +0.0125 | 3 / 1 / 2 | "
                      "< 0.0001 | 0.0421 |\n", text)
        self.assertIn("| meta | 0.6000 | 0.7500 | - | 1.50 | 2.0 |  |  |  |  |\n", text)

    def test_markers_choose_methods_and_figure(self):
        self.write("results.md", "<!-- table:average_precision methods=xgboost,meta figure=roc_auc "
                                 "-->\n<!-- /table -->\n")
        self.assertIn("| dataset | xgboost | meta |\n| --- | ---: | ---: |\n"
                      "| d | **0.900** | 0.750 ± 0.071 |\n", self.fill())

    def test_a_named_summary_is_found_by_its_name(self):
        self.write("results.md", "<!-- table:summary of=toys -->\n<!-- /table -->\n")
        self.assertIn("No results yet.", self.fill())
        self.assertIn("| xgboost |", self.fill("--summary", "toys=" + self.path("s.json")))

    def test_faults_say_what_and_leave_the_file(self):
        for text, fault in (("<!-- table:other -->\n<!-- /table -->\n", "'other'"),
                            ("<!-- table:summary -->\n", "is not closed"),
                            ("<!-- table:synthetic methods=x -->\n<!-- /table -->\n", "'x'"),
                            ("<!-- table:synthetic figure=x -->\n<!-- /table -->\n", "'x'")):
            self.write("results.md", text)
            with self.assertRaisesRegex(SystemExit, fault):
                self.fill()
            with open(self.path("results.md"), encoding="utf-8") as file:
                self.assertEqual(file.read(), text)

    def test_a_run_that_is_measured_twice_is_refused(self):
        self.write("peers.csv", OURS)
        with self.assertRaisesRegex(SystemExit, "d, seed 0, meta is there twice"):
            self.fill()


if __name__ == "__main__":
    unittest.main()
