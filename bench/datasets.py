#!/usr/bin/env python3
"""Writes the tables of a bench: one CSV per dataset, and list.tsv that says what they are.

    bench/datasets.py OUT_DIR [--max-rows 20000] [--shared ../shared/data] [--synthetic] [--thinned N]

Real tables come from the INDEX.csv of --shared (the label is the last column, `label`), unzipped. A
table above --max-rows is cut to a stratified sample: each class keeps its share of the rows, rounded
down; the rows still missing go to the classes with the largest remainders (ties: the class that sorts
first). Within a class random.Random(0).sample chooses, class by class in sorted order; the rows stay
in the order of the file. Cells are copied as they are.

--thinned N adds tables with few minority rows: N of the minority and 3,000 rows in all (fewer where the
table has fewer), of the two-class tables named in THINNED; as NAME_N, kind "thinned".

--synthetic adds moons, circles and blobs at imbalance ratios of 10 to 200: 4,000 rows, two informative
columns and three of standard normal noise; every draw follows from the dataset's name.

Without --shared's folder the real tables are skipped, with a message and exit status 0. Standard library
only.
"""
import argparse
import collections
import csv
import functools
import gzip
import itertools
import math
import os
import random
import shutil
import sys

LIST = "list.tsv"
LIST_COLUMNS = ["name", "kind", "rows", "source_rows", "classes", "smallest_class", "imbalance_ratio"]
KINDS = ("moons", "circles", "blobs")
RATIOS = (10, 20, 50, 100, 200)
SYNTHETIC_ROWS = 4000
NOISE_COLUMNS = 3
BLOB_CLUSTERS = 12
THINNED = ("sick", "mammography", "hypothyroid", "us_crime", "ozone_8hr", "winequality_white_low",
           "pendigits_5")
THINNED_ROWS = 3000


def open_text(path):
    opener = gzip.open if path.endswith(".gz") else open
    return opener(path, "rt", encoding="utf-8", newline="")


def read_rows(path):
    """Header and data rows."""
    with open_text(path) as file:
        rows = [row for row in csv.reader(file) if row]
    return rows[0], rows[1:]


def quotas(counts, max_rows):
    """Rows to keep of each class: proportional, then largest remainders; sums to max_rows."""
    total = sum(counts.values())
    kept = {label: count * max_rows // total for label, count in counts.items()}
    by_remainder = sorted(counts, key=lambda label: (-(counts[label] * max_rows % total), label))
    for label in by_remainder[:max_rows - sum(kept.values())]:
        kept[label] += 1
    return kept


def stratified_sample(labels, max_rows):
    """Row numbers of the sample, ascending."""
    by_class = collections.defaultdict(list)
    for number, label in enumerate(labels):
        by_class[label].append(number)
    kept = quotas({label: len(numbers) for label, numbers in by_class.items()}, max_rows)
    chance = random.Random(0)
    chosen = []
    for label in sorted(by_class):
        chosen += chance.sample(by_class[label], kept[label])
    return sorted(chosen)


def write_rows(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def describe(name, kind, labels, source_rows):
    counts = collections.Counter(labels).values()
    return [name, kind, len(labels), source_rows, len(counts), min(counts),
            f"{max(counts) / min(counts):.2f}"]


def write_real(source, name, out_dir, max_rows):
    """One table of the index; returns its line of the list."""
    target = os.path.join(out_dir, name + ".csv")
    header, rows = read_rows(source)
    source_rows = len(rows)
    if source_rows > max_rows:
        rows = [rows[number] for number in stratified_sample([row[-1] for row in rows], max_rows)]
        write_rows(target, header, rows)
    else:
        with open_text(source) as text, open(target, "w", encoding="utf-8", newline="") as file:
            shutil.copyfileobj(text, file)
    return describe(name, "real", [row[-1] for row in rows], source_rows)


def write_index(shared, out_dir, max_rows):
    index = os.path.join(shared, "INDEX.csv")
    if not os.path.isfile(index):
        print(f"skipped the real datasets: there is no {index}")
        return []
    with open(index, encoding="utf-8", newline="") as file:
        entries = list(csv.DictReader(file))
    return [write_real(os.path.join(shared, entry["file"]), entry["name"], out_dir, max_rows)
            for entry in entries]


def thin(rows, minority_rows):
    """A random part of a two-class table's rows (minority "1"), in random order."""
    chance = random.Random(1)
    minority = [row for row in rows if row[-1] == "1"]
    majority = [row for row in rows if row[-1] != "1"]
    chance.shuffle(minority)
    chance.shuffle(majority)
    chosen = minority[:minority_rows] + majority[:THINNED_ROWS - minority_rows]
    chance.shuffle(chosen)
    return chosen


def write_thinned(shared, out_dir, minority_rows):
    index = os.path.join(shared, "INDEX.csv")
    if not os.path.isfile(index):
        return []
    with open(index, encoding="utf-8", newline="") as file:
        files = {entry["name"]: entry["file"] for entry in csv.DictReader(file)}
    lines = []
    for source in (name for name in THINNED if name in files):
        header, rows = read_rows(os.path.join(shared, files[source]))
        name, chosen = f"{source}_{minority_rows}", thin(rows, minority_rows)
        write_rows(os.path.join(out_dir, name + ".csv"), header, chosen)
        lines.append(describe(name, "thinned", [row[-1] for row in chosen], len(rows)))
    return lines


def moons(chance, minority):
    angle = chance.random() * math.pi
    x, y = math.cos(angle), math.sin(angle)
    if minority:
        x, y = 1 - x, 0.5 - y
    return x + chance.gauss(0, 0.22), y + chance.gauss(0, 0.22)


def circles(chance, minority):
    angle = chance.random() * 2 * math.pi
    radius = 0.6 if minority else 1.0
    return (radius * math.cos(angle) + chance.gauss(0, 0.16),
            radius * math.sin(angle) + chance.gauss(0, 0.16))


@functools.lru_cache(maxsize=None)
def blob_clusters():
    """Twelve clusters of unequal size and shape: centre, 2 x 2 matrix, weight. The same at all ratios."""
    chance = random.Random("blobs")
    centres = [(chance.uniform(-4, 4), chance.uniform(-4, 4)) for _ in range(BLOB_CLUSTERS)]
    shapes = [[chance.gauss(0, 0.22) for _ in range(4)] for _ in range(BLOB_CLUSTERS)]
    weights = [chance.gammavariate(1.5, 1) for _ in range(BLOB_CLUSTERS)]  # Dirichlet, unnormalised
    return centres, shapes, weights


def blobs(chance, minority):
    """A minority of small clusters in a uniform sea."""
    if not minority:
        return chance.uniform(-5, 5), chance.uniform(-5, 5)
    centres, shapes, weights = blob_clusters()
    which = chance.choices(range(BLOB_CLUSTERS), weights)[0]
    (x, y), (a, b, c, d) = centres[which], shapes[which]
    u, v = chance.gauss(0, 1), chance.gauss(0, 1)
    return x + a * u + b * v, y + c * u + d * v


def synthetic_rows(kind, ratio):
    """The majority first; rows / (ratio + 1) of the rows are the minority, class 1."""
    draw = {"moons": moons, "circles": circles, "blobs": blobs}[kind]
    chance = random.Random(f"{kind}_{ratio}")
    minority_rows = round(SYNTHETIC_ROWS / (ratio + 1))
    for number in range(SYNTHETIC_ROWS):
        minority = number >= SYNTHETIC_ROWS - minority_rows
        values = [*draw(chance, minority), *(chance.gauss(0, 1) for _ in range(NOISE_COLUMNS))]
        yield [f"{value:.6f}" for value in values] + [str(int(minority))]


def write_synthetic(out_dir):
    header = ["x1", "x2"] + [f"noise{i + 1}" for i in range(NOISE_COLUMNS)] + ["label"]
    lines = []
    for kind, ratio in itertools.product(KINDS, RATIOS):
        name, rows = f"{kind}_{ratio}", list(synthetic_rows(kind, ratio))
        write_rows(os.path.join(out_dir, name + ".csv"), header, rows)
        lines.append(describe(name, "synthetic", [row[-1] for row in rows], len(rows)))
    return lines


def main(arguments):
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("out_dir")
    parser.add_argument("--max-rows", type=int, default=20000)
    parser.add_argument("--shared", default=os.path.join(here, "..", "..", "shared", "data"))
    parser.add_argument("--synthetic", action="store_true")
    parser.add_argument("--thinned", type=int, metavar="N")
    options = parser.parse_args(arguments)
    if options.max_rows < 2:
        parser.error("--max-rows must be at least 2")
    if options.thinned is not None and not 1 <= options.thinned < THINNED_ROWS:
        parser.error(f"--thinned must be in [1, {THINNED_ROWS - 1}]")
    os.makedirs(options.out_dir, exist_ok=True)
    lines = write_index(options.shared, options.out_dir, options.max_rows)
    if options.thinned is not None:
        lines += write_thinned(options.shared, options.out_dir, options.thinned)
    if options.synthetic:
        lines += write_synthetic(options.out_dir)
    if lines:
        with open(os.path.join(options.out_dir, LIST), "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter="\t", lineterminator="\n")
            writer.writerow(LIST_COLUMNS)
            writer.writerows(lines)
    print(f"wrote {len(lines)} datasets to {options.out_dir}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
