"""bench/datasets.py: the stratified cut, the synthetic tables, and what it says without data."""
import collections
import contextlib
import csv
import gzip
import io
import os
import tempfile
import unittest

import datasets


def run(*arguments):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        status = datasets.main(list(arguments))
    return status, said.getvalue()


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


class Quotas(unittest.TestCase):
    def test_shares_are_proportional_with_the_largest_remainders_rounded_up(self):
        # 10 of 17: exact shares 5.88, 2.35, 1.76.
        self.assertEqual(datasets.quotas({"a": 10, "b": 4, "c": 3}, 10), {"a": 6, "b": 2, "c": 2})

    def test_equal_remainders_go_to_the_class_that_sorts_first(self):
        self.assertEqual(datasets.quotas({"b": 1, "a": 1}, 1), {"a": 1, "b": 0})

    def test_they_add_up(self):
        for max_rows in range(1, 40):
            kept = datasets.quotas({"a": 23, "b": 11, "c": 5, "d": 1}, max_rows)
            self.assertEqual(sum(kept.values()), max_rows)


class Tables(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.shared = os.path.join(self.folder.name, "shared")
        self.out = os.path.join(self.folder.name, "out")
        os.mkdir(self.shared)
        self.lines = ["x,label"] + [f"{i},{'rare' if i % 10 == 0 else 'often'}" for i in range(200)]
        with gzip.open(os.path.join(self.shared, "big.csv.gz"), "wt", encoding="utf-8") as file:
            file.write("\n".join(self.lines) + "\n")
        with open(os.path.join(self.shared, "small.csv"), "w", encoding="utf-8") as file:
            file.write('"x",label\n1.50,a\n,b\n')
        with open(os.path.join(self.shared, "INDEX.csv"), "w", encoding="utf-8") as file:
            file.write("name,file\nbig,big.csv.gz\nsmall,small.csv\n")

    def tearDown(self):
        self.folder.cleanup()

    def test_a_large_table_is_cut_by_class_in_the_order_of_the_file(self):
        status, said = run(self.out, "--shared", self.shared, "--max-rows", "50")
        self.assertEqual(status, 0)
        self.assertIn("wrote 2 datasets", said)
        rows = read(os.path.join(self.out, "big.csv")).splitlines()
        self.assertEqual(rows[0], "x,label")
        self.assertTrue(set(rows) <= set(self.lines))
        self.assertEqual(collections.Counter(row.split(",")[1] for row in rows[1:]),
                         {"often": 45, "rare": 5})
        numbers = [int(row.split(",")[0]) for row in rows[1:]]
        self.assertEqual(numbers, sorted(numbers))
        again = os.path.join(self.folder.name, "again")
        run(again, "--shared", self.shared, "--max-rows", "50")
        self.assertEqual(read(os.path.join(again, "big.csv")), read(os.path.join(self.out, "big.csv")))

    def test_a_small_table_is_copied_as_it_is_and_the_list_says_what_is_there(self):
        run(self.out, "--shared", self.shared)
        self.assertEqual(read(os.path.join(self.out, "small.csv")), '"x",label\n1.50,a\n,b\n')
        self.assertEqual(read(os.path.join(self.out, "big.csv")).splitlines(), self.lines)
        listed = list(csv.DictReader(io.StringIO(read(os.path.join(self.out, "list.tsv"))),
                                     delimiter="\t"))
        self.assertEqual(listed[0], {"name": "big", "kind": "real", "rows": "200",
                                     "source_rows": "200", "classes": "2", "smallest_class": "20",
                                     "imbalance_ratio": "9.00"})

    def test_a_thinned_table_keeps_few_minority_rows_of_the_source(self):
        lines = ["x,label"] + [f"{i},{int(i % 20 == 0)}" for i in range(4000)]
        with open(os.path.join(self.shared, "sick.csv"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        with open(os.path.join(self.shared, "INDEX.csv"), "a", encoding="utf-8") as file:
            file.write("sick,sick.csv\n")
        run(self.out, "--shared", self.shared, "--thinned", "30")
        rows = read(os.path.join(self.out, "sick_30.csv")).splitlines()
        self.assertTrue(set(rows) <= set(lines))
        self.assertEqual(len(set(rows)), 3001)
        self.assertEqual(sum(row.endswith(",1") for row in rows[1:]), 30)
        self.assertIn("sick_30\tthinned\t3000\t4000\t2\t30", read(os.path.join(self.out, "list.tsv")))

    def test_without_the_folder_real_tables_are_skipped(self):
        status, said = run(self.out, "--shared", os.path.join(self.folder.name, "nowhere"))
        self.assertEqual(status, 0)
        self.assertIn("skipped the real datasets", said)
        self.assertEqual(os.listdir(self.out), [])

    def test_synthetic_tables_have_their_imbalance_and_repeat(self):
        nowhere = os.path.join(self.folder.name, "nowhere")
        run(self.out, "--shared", nowhere, "--synthetic")
        names = {f"{kind}_{ratio}.csv" for kind in ("moons", "circles", "blobs")
                 for ratio in (10, 20, 50, 100, 200)}
        self.assertEqual(set(os.listdir(self.out)), names | {"list.tsv"})
        for name in names:
            rows = read(os.path.join(self.out, name)).splitlines()
            self.assertEqual(rows[0], "x1,x2,noise1,noise2,noise3,label")
            ratio = int(name.split("_")[1][:-4])
            rare = sum(row.endswith(",1") for row in rows[1:])
            self.assertEqual((len(rows) - 1, rare), (4000, round(4000 / (ratio + 1))))
        again = os.path.join(self.folder.name, "again")
        run(again, "--shared", nowhere, "--synthetic")
        self.assertEqual(read(os.path.join(again, "blobs_50.csv")),
                         read(os.path.join(self.out, "blobs_50.csv")))


if __name__ == "__main__":
    unittest.main()
