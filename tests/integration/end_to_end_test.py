"""The whole way through the real binaries: upload, train, watch, predict, weights, metrics."""
import csv
import io
import math
import os
import subprocess
import tempfile
import unittest

from service import BIN, EXAMPLE, SHARED_DATA, DataDirectory, Server

FAST = {"steps": 100, "eval_every": 10}


def rows_of(data):
    return list(csv.reader(io.StringIO(data)))


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class WholeWay(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = DataDirectory()
        cls.server = Server(cls.directory.__enter__())
        cls.dataset = cls.server.upload(EXAMPLE)
        cls.job = cls.server.submit(cls.dataset, "--seed", "1", "--watch", **FAST)
        cls.model = cls.job["model"]

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        cls.directory.__exit__()

    def test_dataset_is_described(self):
        dataset = self.server.json("datasets", "get", self.dataset)
        self.assertEqual(int(dataset["rowCount"]), 9857)
        self.assertEqual(len(dataset["columns"]), 22)
        self.assertEqual(dataset["positiveLabel"], "1")
        self.assertAlmostEqual(dataset["imbalanceRatio"], 9340 / 517, places=3)
        types = {column["name"]: column["type"] for column in dataset["columns"]}
        self.assertEqual(types["annual_inc"], "COLUMN_TYPE_NUMERIC")
        self.assertEqual(types["addr_state"], "COLUMN_TYPE_CATEGORICAL")

    def test_job_succeeds_with_figures_better_than_chance(self):
        self.assertEqual(self.job["state"], "JOB_STATE_SUCCEEDED")
        test = self.job["metrics"]["test"]
        self.assertEqual(int(test["rowCount"]), 1971)
        self.assertGreater(test["averagePrecision"], 1.5 * 517 / 9857)
        self.assertLessEqual(test["averagePrecisionLow"], test["averagePrecision"])
        self.assertGreaterEqual(test["averagePrecisionHigh"], test["averagePrecision"])
        self.assertLess(test["averagePrecisionLow"], test["averagePrecisionHigh"])
        self.assertGreater(test["rocAuc"], 0.6)
        self.assertEqual(sum(int(cell) for cell in test["confusion"]), 1971)

    def test_predictions_are_one_line_per_row_in_order(self):
        done = self.server.run("predict", "--model", self.model, "--input", EXAMPLE, "--output", "-")
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = rows_of(done.stdout.decode())
        self.assertEqual(lines[0], ["predicted", "p_0", "p_1"])
        self.assertEqual(len(lines) - 1, 9857)
        for _, majority, minority in lines[1:]:
            self.assertAlmostEqual(float(majority) + float(minority), 1, places=4)
        labels = [row[-1] for row in rows_of(read(EXAMPLE))[1:]]
        by_class = {label: [float(line[2]) for line, own in zip(lines[1:], labels) if own == label]
                    for label in ("0", "1")}
        means = {label: sum(values) / len(values) for label, values in by_class.items()}
        self.assertGreater(means["1"], 1.3 * means["0"])

    def test_evaluate_agrees_with_the_jobs_own_kind_of_figures(self):
        answer = self.server.json("models", "evaluate", self.model, "--dataset", self.dataset)
        self.assertEqual(answer["model"], self.model)
        self.assertEqual(int(answer["metrics"]["rowCount"]), 9857)

    def test_weights_name_training_rows_and_synthetic_rows_their_parents(self):
        with tempfile.TemporaryDirectory() as out:
            real, synthetic = os.path.join(out, "weights.csv"), os.path.join(out, "synthetic.csv")
            done = self.server.run("weights", "--model", self.model, "--output", real,
                                   "--synthetic", synthetic)
            self.assertEqual(done.returncode, 0, done.stderr)
            lines = rows_of(read(real))
            self.assertEqual(lines[0], ["row", "label", "weight", "contribution"])
            self.assertEqual(len(lines) - 1, 9857 - 1971)
            source = rows_of(read(EXAMPLE))
            for row, label, _, _ in lines[1:]:
                self.assertEqual(source[int(row) + 1][-1], label)
            told = [float(line[3]) for line in lines[1:] if line[3]]
            self.assertGreater(len(told), 1000)
            self.assertTrue(all(math.isfinite(value) for value in told))

            made = list(csv.DictReader(io.StringIO(read(synthetic))))
            self.assertEqual(len(made), 512)
            header, table = source[0], source[1:]
            for row in made:
                self.assertEqual(row["class"], "1")
                parents = [table[int(row[key])] for key in ("parent_row", "neighbour_row")]
                for parent in parents:
                    self.assertEqual(parent[-1], "1")
                terms = {parent[header.index("term")] for parent in parents}
                self.assertIn(row["term"], terms)
                incomes = [float(parent[header.index("annual_inc")]) for parent in parents]
                self.assertGreaterEqual(float(row["annual_inc"]), min(incomes) * 0.999 - 1)
                self.assertLessEqual(float(row["annual_inc"]), max(incomes) * 1.001 + 1)

    def test_alias_answers_with_the_models_own_name(self):
        self.server.json("models", "alias", "production", self.model)
        one_row = "\n".join(read(EXAMPLE).splitlines()[:2]).encode()
        done = self.server.run("predict", "--model", "models/production", "--input", "-",
                               "--output", "-", stdin=one_row)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(done.stdout.decode().splitlines()), 2)
        model = self.server.json("models", "get", "models/production")
        self.assertEqual(model["name"], self.model)
        self.assertEqual(model["aliases"], ["production"])
        refused = self.server.run("models", "delete", self.model)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(b"production", refused.stderr)

    def test_unknown_categories_and_missing_values_are_predicted(self):
        header, first = read(EXAMPLE).splitlines()[:2]
        cells = first.split(",")
        cells[header.split(",").index("addr_state")] = "Atlantis"
        cells[header.split(",").index("annual_inc")] = ""
        done = self.server.run("predict", "--model", self.model, "--input", "-", "--output", "-",
                               stdin=f"{header}\n{','.join(cells)}\n".encode())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(done.stdout.decode().splitlines()), 2)

    def test_bad_rows_to_predict_name_row_and_column(self):
        header, first = read(EXAMPLE).splitlines()[:2]
        cells = first.split(",")
        cells[header.split(",").index("annual_inc")] = "plenty"
        with tempfile.TemporaryDirectory() as out:
            target = os.path.join(out, "predictions.csv")
            done = self.server.run("predict", "--model", self.model, "--input", "-", "--output",
                                   target, stdin=f"{header}\n{first}\n{','.join(cells)}\n".encode())
            self.assertEqual(done.returncode, 1)
            self.assertIn(b"rows[1]", done.stderr)
            self.assertIn(b"annual_inc", done.stderr)
            self.assertEqual(os.listdir(out), [])
        missing = self.server.run("predict", "--model", self.model, "--input", "-", "--output", "-",
                                  stdin=b"term,int_rate\nterm_36,5\n")
        self.assertEqual(missing.returncode, 1)
        self.assertIn(b"funded_amnt", missing.stderr)
        surplus = self.server.run("predict", "--strict", "--model", self.model, "--input", EXAMPLE,
                                  "--output", "-")
        self.assertEqual(surplus.returncode, 1)
        self.assertIn(b"label", surplus.stderr)

    def test_same_seed_gives_the_same_model_bit_for_bit(self):
        again = self.server.submit(self.dataset, "--seed", "1", "--watch", **FAST)
        other = self.server.submit(self.dataset, "--seed", "2", "--watch", **FAST)
        digest = [self.server.json("models", "get", name)["sha256"]
                  for name in (self.model, again["model"], other["model"])]
        self.assertEqual(digest[0], digest[1])
        self.assertNotEqual(digest[0], digest[2])

    def test_a_finished_job_is_watched_from_its_first_event(self):
        watched = self.server.start_watching(self.job["name"])
        out, progress = watched.communicate(timeout=60)
        self.assertEqual(watched.returncode, 0, progress)
        self.assertIn("JOB_STATE_SUCCEEDED", out)
        self.assertIn("100/100", progress)

    def test_metrics_pass_promtool_and_count_what_happened(self):
        text = self.server.metrics()
        promtool = os.environ.get("PROMTOOL")
        if promtool:
            checked = subprocess.run([promtool, "check", "metrics"], input=text.encode(),
                                     capture_output=True, check=False)
            self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, b""))
        for name in ("counterweight_rpc_started_total", "counterweight_rpc_handled_total",
                     "counterweight_rpc_handling_seconds_bucket", "counterweight_queue_depth",
                     "counterweight_job_duration_seconds_count", "counterweight_jobs{",
                     "counterweight_received_bytes_total", "counterweight_loaded_models",
                     "process_resident_memory_bytes", "process_cpu_seconds_total"):
            self.assertIn(name, text)
        received = [line for line in text.splitlines()
                    if line.startswith("counterweight_received_bytes_total")]
        self.assertGreaterEqual(float(received[0].split()[-1]), os.path.getsize(EXAMPLE))

    def test_server_links_no_libtorch(self):
        needed = subprocess.run(["ldd", os.path.join(BIN, "counterweightd")], capture_output=True,
                                check=True).stdout
        self.assertNotIn(b"torch", needed)
        self.assertNotIn(b"libc10", needed)

    def test_wrong_command_lines_exit_with_2(self):
        for arguments in (["jobs"], ["datasets", "upload"], ["predict", "--model", "x"], ["nonsense"]):
            self.assertEqual(self.server.run(*arguments).returncode, 2, arguments)

    def test_unknown_options_methods_and_models_are_named(self):
        cases = [
            (["jobs", "submit", "--dataset", self.dataset, "--set", "stepz=3"], b"stepz"),
            (["jobs", "submit", "--dataset", self.dataset, "--set", "rate=7"], b"rate"),
            (["jobs", "submit", "--dataset", self.dataset, "--method", "magic"], b"magic"),
            (["jobs", "submit", "--dataset", "datasets/none"], b"datasets/none"),
            (["models", "get", "models/none"], b"models/none"),
            (["predict", "--model", "models/none", "--input", EXAMPLE, "--output", "-"], b"none"),
            (["jobs", "get", "jobs/none"], b"jobs/none"),
            (["datasets", "get", "datasets/none"], b"datasets/none"),
        ]
        for arguments, named in cases:
            done = self.server.run(*arguments)
            self.assertEqual(done.returncode, 1, arguments)
            self.assertIn(named, done.stderr)

    def test_cancel_ends_a_running_job(self):
        job = self.server.submit(self.dataset, steps=20000, patience=1000)["name"]
        watched = self.server.start_watching(job)
        for line in watched.stderr:
            if "/20000" in line:
                break
        self.server.json("jobs", "cancel", job)
        out, _ = watched.communicate(timeout=60)
        self.assertEqual(watched.returncode, 1)
        self.assertIn("JOB_STATE_CANCELLED", out)
        refused = self.server.run("jobs", "cancel", job)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(b"FAILED_PRECONDITION", refused.stderr)


class BadUploads(unittest.TestCase):
    """Every kind of bad file is refused in words, and leaves nothing behind."""

    CASES = {
        "ragged": (b"a,label\n1,0\n2\n3,1\n", ["row 1", "1 field", "2"]),
        "too many fields": (b"a,label\n1,0\n2,1,9\n", ["row 1", "3 fields"]),
        "unknown label": (b"a,b\n1,0\n2,1\n", ["spec.label_column", "label"]),
        "one class": (b"a,label\n1,0\n2,0\n", ["class"]),
        "class with one row": (b"a,label\n1,0\n2,0\n3,1\n", ["\"1\"", "row 2"]),
        "empty file": (b"", ["empty"]),
        "header only": (b"a,label\n", ["row"]),
        "invalid UTF-8": (b"a,label\n\xff\xfe,0\nx,1\n", ["UTF-8", "row 0"]),
        "huge field": (b"a,label\n" + b"x" * 10_000_000 + b",0\n", ["row 0", "1048576"]),
        "duplicate columns": (b"a,a,label\n1,2,0\n3,4,1\n", ["\"a\""]),
        "missing label": (b"a,label\n1,0\n2,\n3,1\n", ["row 1", "label"]),
        "open quote": (b"a,label\n\"1,0\n2,1\n", ["quote"]),
        "NUL byte": (b"a,label\n1\x002,0\n2,1\n", ["row 0"]),
    }

    def test_each_is_invalid_argument_and_nothing_stays(self):
        with DataDirectory() as directory, Server(directory, 0) as server:
            for name, (content, said) in self.CASES.items():
                with self.subTest(name):
                    done = server.run("datasets", "upload", "-", "--name", name, "--label", "label",
                                      stdin=content)
                    message = done.stderr.decode()
                    self.assertEqual(done.returncode, 1, message)
                    self.assertIn("INVALID_ARGUMENT", message)
                    for part in said:
                        self.assertIn(part, message)
            wrong_type = server.run("datasets", "upload", "-", "--name", "x", "--label", "label",
                                    "--column-type", "a=numeric",
                                    stdin=b"a,label\n1,0\nabc,1\n2,0\n3,1\n")
            self.assertIn(b"row 1", wrong_type.stderr)
            self.assertIn(b"\"abc\"", wrong_type.stderr)
            self.assertEqual(server.json("datasets", "list").get("datasets", []), [])
            self.assertEqual(os.listdir(os.path.join(directory, "uploads")), [])
            blobs = [name for _, _, files in os.walk(os.path.join(directory, "blobs"))
                     for name in files if name != "lock"]
            self.assertEqual(blobs, [])

    def test_infinity_and_nan_count_as_missing(self):
        with DataDirectory() as directory, Server(directory, 0) as server:
            done = server.run("datasets", "upload", "-", "--name", "x", "--label", "label",
                              "--output=json",
                              stdin=b"a,label\n1,0\ninf,1\nNaN,0\n-inf,1\n2,1\n")
            self.assertEqual(done.returncode, 0, done.stderr)
            column = server.json("datasets", "list")["datasets"][0]["columns"][0]
            self.assertEqual((int(column["missingCount"]), int(column["infiniteCount"])), (3, 2))


class OtherTables(unittest.TestCase):
    """Numeric only; categories and missing values; several classes."""

    def train(self, name, **options):
        path = os.path.join(SHARED_DATA, name)
        if not os.path.isfile(path):
            self.skipTest(f"{name} is not in the folder of shared datasets ({SHARED_DATA!r})")
        with DataDirectory() as directory, Server(directory) as server:
            job = server.submit(server.upload(path), "--watch", **options)
            self.assertEqual(job["state"], "JOB_STATE_SUCCEEDED", job)
            done = server.run("predict", "--model", job["model"], "--input", path, "--output", "-")
            self.assertEqual(done.returncode, 0, done.stderr)
            return job, done.stdout.decode().splitlines()

    def test_numeric_only(self):
        job, predictions = self.train("mammography.csv")
        self.assertGreater(job["metrics"]["test"]["averagePrecision"], 0.5)
        self.assertEqual(len(predictions), 11184)

    def test_categories_and_missing_values(self):
        job, predictions = self.train("sick.csv")
        self.assertGreater(job["metrics"]["test"]["averagePrecision"], 0.7)
        self.assertEqual(len(predictions), 3773)

    def test_several_classes(self):
        job, predictions = self.train("page_blocks.csv")
        self.assertGreater(job["metrics"]["test"]["averagePrecision"], 0.5)
        self.assertEqual(predictions[0], "predicted,p_1,p_2,p_3,p_4,p_5")


if __name__ == "__main__":
    unittest.main(verbosity=2)
