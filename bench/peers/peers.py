#!/usr/bin/env python3
"""Other tools on the splits of `counterweight bench methods --splits DIR`.

    bench/peers/peers.py --dataset a.csv --dataset b.csv --splits DIR --seeds 3 --csv peers.csv

Appends a row per finished run to --csv, in the format of `bench methods --csv`, for its --include; runs
that the file holds are not repeated. Seconds are the wall time of fitting and scoring, on one thread. A
run that fails is named and leaves a hole; the exit status is then 1. Needs python3-xgboost,
python3-sklearn and python3-imblearn.
"""
import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # one thread per model: before NumPy is loaded

import argparse
import csv
import functools
import multiprocessing
import sys
import time
import warnings

COLUMNS = ["dataset", "seed", "method", "average_precision", "roc_auc", "best_f1", "ece",
           "validation_average_precision", "seconds", "chosen_step"]


def dataset_name(path):
    """As `bench methods` names it."""
    name = os.path.basename(path)
    name = name[:-len(".gz")] if name.endswith(".gz") else name
    return name.rpartition(".")[0] or name


@functools.lru_cache(maxsize=1)
def load(path, label):
    from table import Table
    return Table(path, label)


@functools.lru_cache(maxsize=2)
def prepared(path, label, split, keep_missing):
    from table import features, read_split
    table = load(path, label)
    held_out = read_split(split, len(table))
    return features(table, ~held_out, keep_missing), held_out


def measure(run):
    """Row of one run, or (None, what went wrong)."""
    path, label, split, seed, method = run
    try:
        from figures import all_figures
        from learners import PEERS, Problem
        learner, keep_missing = PEERS[method]
        table = load(path, label)
        x, held_out = prepared(path, label, split, keep_missing)
        problem = Problem(x[~held_out], table.labels[~held_out], x[held_out], len(table.classes),
                          table.positive, seed)
        begun = time.monotonic()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # classes with fewer rows than folds
            probabilities, validation = learner(problem)
        seconds = time.monotonic() - begun
        figures = all_figures(table.labels[held_out], probabilities, table.positive, problem.largest)
    except Exception as error:  # pylint: disable=broad-except; a hole, not the end of the others
        return None, f"{dataset_name(path)}, seed {seed}, {method}: {type(error).__name__}: {error}"
    row = dict(figures, dataset=dataset_name(path), seed=seed, method=method,
               validation_average_precision="" if validation is None else validation,
               seconds=round(seconds, 3), chosen_step=0)
    return row, ""


def rows_done(path):
    if not os.path.exists(path):
        return set()
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if rows and list(rows[0]) != COLUMNS:
        sys.exit(f"{path}: its columns are not {','.join(COLUMNS)}")
    return {(row["dataset"], int(row["seed"]), row["method"]) for row in rows}


def plan(options):
    """Runs to do, and what is said about those that have no split."""
    done = rows_done(options.csv)
    runs, faults = [], []
    for path in options.dataset:
        for seed in range(options.seeds):
            split = os.path.join(options.splits, f"{dataset_name(path)}-{seed}.csv")
            wanted = [method for method in options.methods
                      if (dataset_name(path), seed, method) not in done]
            if wanted and not os.path.exists(split):
                faults.append(f"{dataset_name(path)}, seed {seed}: there is no {split}")
                continue
            # Those that share a feature matrix stand together.
            runs += [(path, options.label, split, seed, method) for method in wanted]
    return runs, faults


def run_all(runs, options):
    faults = []
    new = not os.path.exists(options.csv) or os.path.getsize(options.csv) == 0
    with open(options.csv, "a", encoding="utf-8", newline="") as file, \
            multiprocessing.Pool(options.jobs) as pool:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        if new:
            writer.writeheader()
        for count, (row, fault) in enumerate(pool.imap_unordered(measure, runs), 1):
            if row is None:
                faults.append(fault)
                print(f"failed: {fault}", file=sys.stderr, flush=True)
                continue
            writer.writerow(row)
            file.flush()
            print(f"{count}/{len(runs)}  {row['dataset']}, seed {row['seed']}, {row['method']}: AP "
                  f"{row['average_precision']:.4f}, {row['seconds']:.1f} s", file=sys.stderr,
                  flush=True)
    return faults


def parse(arguments):
    from learners import PEERS
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--dataset", action="append", required=True, help="a CSV; may be repeated")
    parser.add_argument("--label", default="label")
    parser.add_argument("--splits", required=True, help="folder with DATASET-SEED.csv")
    parser.add_argument("--csv", required=True, help="the file that rows are appended to")
    parser.add_argument("--seeds", type=int, default=1, help="seeds 0 to this number - 1")
    parser.add_argument("--methods", type=lambda text: text.split(","), default=list(PEERS),
                        help=f"default {','.join(PEERS)}")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    options = parser.parse_args(arguments)
    unknown = [method for method in options.methods if method not in PEERS]
    if unknown:
        parser.error(f"no peer is called {unknown[0]!r}; there are {', '.join(PEERS)}")
    if options.seeds < 1 or options.jobs < 1:
        parser.error("--seeds and --jobs must be at least 1")
    return options


def main(arguments):
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    try:
        options = parse(arguments)
    except ImportError as error:
        sys.exit(f"{error}; install python3-xgboost, python3-sklearn and python3-imblearn")
    runs, faults = plan(options)
    for fault in faults:
        print(f"failed: {fault}", file=sys.stderr)
    if runs:
        faults += run_all(runs, options)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
