#!/usr/bin/env python3
"""Draws the synthetic instances that a job learned, on tables with two informative columns.

    bench/synthetic_picture.py --output docs/synthetic.png moons_50.csv circles_50.csv blobs_50.csv

Each table (columns x1, x2, ..., label; see bench/datasets.py --synthetic) is uploaded to the server that
COUNTERWEIGHT_SERVER names and trained on with --method meta; then its weights are fetched. Grey: majority
rows, orange: minority rows, blue: synthetic instances, their area the learned contribution (1 on average).
Needs python3-matplotlib, and `counterweight` on the path or named by COUNTERWEIGHT.
"""
import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile


def run(*arguments):
    """The command line's last line of JSON."""
    command = os.environ.get("COUNTERWEIGHT", "counterweight")
    done = subprocess.run([command, *arguments, "--output=json"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(arguments)}: {done.stderr.strip()}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def learned(table, options):
    """Rows of `weights --synthetic` of a job on the table, and the job's test average precision."""
    name = os.path.splitext(os.path.basename(table))[0]
    dataset = run("datasets", "upload", table, "--name", name, "--label", "label")["name"]
    settings = [flag for option in options for flag in ("--set", option)]
    job = run("jobs", "submit", "--dataset", dataset, "--method", "meta", "--watch", *settings)
    with tempfile.TemporaryDirectory() as folder:
        synthetic = os.path.join(folder, "synthetic.csv")
        command = os.environ.get("COUNTERWEIGHT", "counterweight")
        subprocess.run([command, "weights", "--model", job["model"], "--output",
                        os.path.join(folder, "weights.csv"), "--synthetic", synthetic],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return read(synthetic), job["metrics"]["test"]["averagePrecision"]


def draw(axes, title, rows, synthetic):
    for label, colour, size in (("0", "0.75", 3), ("1", "tab:orange", 14)):
        points = [row for row in rows if row["label"] == label]
        axes.scatter([float(row["x1"]) for row in points], [float(row["x2"]) for row in points],
                     s=size, color=colour, linewidths=0)
    axes.scatter([float(row["x1"]) for row in synthetic], [float(row["x2"]) for row in synthetic],
                 s=[10 * float(row["contribution"]) for row in synthetic], color="tab:blue", alpha=0.45,
                 linewidths=0)
    axes.set_title(title, fontsize=10)
    axes.set_xticks([])
    axes.set_yticks([])


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("tables", nargs="+")
    parser.add_argument("--output", required=True)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    options = parser.parse_args(arguments)
    try:
        import matplotlib
    except ImportError:
        sys.exit("the picture needs python3-matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(1, len(options.tables), figsize=(4 * len(options.tables), 4.2),
                                   squeeze=False)
    for panel, table in zip(axes[0], options.tables):
        synthetic, precision = learned(table, options.set)
        name = os.path.splitext(os.path.basename(table))[0]
        draw(panel, f"{name}, test AP {precision:.3f}", read(table), synthetic)
    figure.tight_layout()
    figure.savefig(options.output, dpi=110)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
