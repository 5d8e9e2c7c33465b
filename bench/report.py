#!/usr/bin/env python3
"""Writes the tables of docs/results.md from the files of a bench; the prose around them is kept.

    bench/report.py --rows ours.csv --rows peers.csv --list OUT_DIR/list.tsv \\
        --summary summary.json --summary synthetic=synthetic.json [--markdown docs/results.md] \\
        [--picture docs/ranks.svg]

--rows: files of `counterweight bench methods --csv` and of bench/peers/peers.py. --list: what the
datasets are, from bench/datasets.py. --summary: files of `bench methods --json`; every rank and p-value
is taken from there, none is computed here.

A table stands between `<!-- table:NAME key=value ... -->` and `<!-- /table -->`:
  average_precision   real datasets of two classes: mean ± standard deviation over seeds, best in bold
  several_classes     the same for real datasets of several classes
  synthetic           the same for the synthetic datasets
      methods=a,b     only these, in this order; default all, in the order of the files
      figure=roc_auc  another column of the rows
  summary             a line per method: means, average rank, and the tests against the reference
      of=NAME         of the summary given as NAME=FILE; default the one without a name
      methods=a,b     only these lines
  datasets            what the datasets are
A file that is not there yet is begun with these five. Standard library only; --picture (average ranks of
the summary without a name) needs matplotlib and is skipped, with a message, without it.
"""
import argparse
import collections
import csv
import json
import os
import re
import statistics
import sys

OPENING = re.compile(r"<!-- table:(\w+)((?: \w+=\S+)*) -->")
CLOSING = "<!-- /table -->"
SKELETON = "# Results\n" + "".join(
    f"\n## {title}\n<!-- table:{name} -->\n{CLOSING}\n" for title, name in (
        ("The methods against each other", "summary"),
        ("Two classes, average precision", "average_precision"),
        ("Several classes, average precision", "several_classes"),
        ("Synthetic data, average precision", "synthetic"),
        ("The datasets", "datasets")))


class ReportError(Exception):
    """What is wrong with an input, in words."""


def read_rows(paths):
    """(dataset, method) -> rows by seed, and the methods in the order of the files."""
    cells, methods = collections.defaultdict(dict), []
    for path in paths:
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                cell = cells[row["dataset"], row["method"]]
                if row["seed"] in cell:
                    raise ReportError(f"{path}: {row['dataset']}, seed {row['seed']}, "
                                      f"{row['method']} is there twice")
                cell[row["seed"]] = row
                if row["method"] not in methods:
                    methods.append(row["method"])
    return cells, methods


def read_list(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def read_summaries(given):
    """Name -> summary; "" for the one without a name."""
    summaries = {}
    for text in given:
        name, _, path = text.rpartition("=")
        with open(path, encoding="utf-8") as file:
            summaries[name] = json.load(file)
    return summaries


def markdown_table(header, rows):
    """The first column to the left, the others to the right."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "".join("| " + " | ".join(str(cell) for cell in line) + " |\n" for line in lines)


def number(value, decimals):
    return "-" if value is None else f"{value:.{decimals}f}"


def p_value(value):
    if value is None:
        return "-"
    return "< 0.0001" if value < 0.0001 else f"{value:.4f}"


class Report:
    def __init__(self, cells, methods, datasets, summaries):
        self.cells, self.methods = cells, methods
        self.datasets, self.summaries = datasets, summaries

    def table(self, name, options):
        makers = {"average_precision": lambda: self.figures(options, self.is_two_class),
                  "several_classes": lambda: self.figures(options, self.is_several),
                  "synthetic": lambda: self.figures(options, self.is_synthetic),
                  "summary": lambda: self.summary(options),
                  "datasets": self.describe}
        if name not in makers:
            raise ReportError(f"no table is called {name!r}; there are {', '.join(makers)}")
        return makers[name]()

    @staticmethod
    def is_synthetic(dataset):
        return dataset["kind"] == "synthetic"

    @staticmethod
    def is_two_class(dataset):
        return dataset["kind"] == "real" and int(dataset["classes"]) == 2

    @staticmethod
    def is_several(dataset):
        return dataset["kind"] == "real" and int(dataset["classes"]) > 2

    def chosen_methods(self, options, known):
        if "methods" not in options:
            return known
        chosen = options["methods"].split(",")
        for method in chosen:
            if method not in known:
                raise ReportError(f"no results of a method called {method!r}")
        return chosen

    def values(self, dataset, method, figure):
        """One value per seed."""
        rows = self.cells.get((dataset, method), {}).values()
        try:
            return [float(row[figure]) for row in rows if row[figure] not in ("", "nan")]
        except KeyError:
            raise ReportError(f"the rows have no figure called {figure!r}") from None

    def figures(self, options, wanted):
        """Datasets x methods; a method without any result here has no column."""
        figure = options.get("figure", "average_precision")
        names = [dataset["name"] for dataset in self.datasets if wanted(dataset)]
        values = {(name, method): self.values(name, method, figure)
                  for name in names for method in self.chosen_methods(options, self.methods)}
        names = [name for name in names if any(values[key] for key in values if key[0] == name)]
        methods = [method for method in self.chosen_methods(options, self.methods)
                   if any(values[name, method] for name in names)]
        if not names:
            return "No results yet.\n"
        rows = [[name] + self.figure_cells([values[name, method] for method in methods], figure)
                for name in names]
        return markdown_table(["dataset", *methods], rows)

    @staticmethod
    def figure_cells(values, figure):
        means = [statistics.fmean(value) if value else None for value in values]
        shown = [number(mean, 3) for mean in means]
        present = [float(text) for text in shown if text != "-"]
        best = f"{(min if figure in ('ece', 'seconds') else max)(present):.3f}"
        cells = []
        for text, value in zip(shown, values):
            spread = f" ± {statistics.stdev(value):.3f}" if len(value) > 1 else ""
            # What reads as the best is the best: ties to three places are all bold.
            cells.append(f"**{text}**{spread}" if text == best else text + spread)
        return cells

    def summary(self, options):
        name = options.get("of", "")
        if name not in self.summaries:
            return "No results yet.\n"
        summary = self.summaries[name]
        by_method = {line["method"]: line for line in summary["methods"]}
        rows = [self.summary_line(method, by_method[method])
                for method in self.chosen_methods(options, list(by_method))]
        header = ["method", "mean AP", "mean AUC", "mean best F1", "average rank", "seconds",
                  f"{summary['reference']} minus it", "won / tied / lost", "Wilcoxon p", "Holm p"]
        count = len(summary["comparedDatasets"])
        return markdown_table(header, rows) + (
            f"\nMeans and ranks over the {count} datasets on which every method has results; "
            f"up to {summary['seeds']:g} seeds; won: datasets on which {summary['reference']} is "
            "better.\n")

    @staticmethod
    def summary_line(method, line):
        cells = [method, number(line["averagePrecision"], 4), number(line["rocAuc"], 4),
                 number(line["bestF1"], 4), number(line["averageRank"], 2),
                 number(line["seconds"], 1)]
        against = line["against"]
        if against is None:
            return cells + ["", "", "", ""]
        difference = against["meanDifference"]
        return cells + ["-" if difference is None else f"{difference:+.4f}",
                        "{wins:g} / {ties:g} / {losses:g}".format(**against),
                        p_value(against["pValue"]), p_value(against["adjustedPValue"])]

    def describe(self):
        header = ["dataset", "rows", "of", "classes", "smallest class", "imbalance ratio"]
        return markdown_table(header, [
            [dataset["name"], dataset["rows"], dataset["source_rows"], dataset["classes"],
             dataset["smallest_class"], dataset["imbalance_ratio"]] for dataset in self.datasets])


def fill(text, report):
    """The text with every table made anew."""
    filled, place = [], 0
    for opening in OPENING.finditer(text):
        end = text.find(CLOSING, opening.end())
        following = OPENING.search(text, opening.end())
        if end < 0 or (following and following.start() < end):
            raise ReportError(f"{opening.group(0)} is not closed by {CLOSING}")
        options = dict(option.split("=", 1) for option in opening.group(2).split())
        filled += [text[place:opening.end()], "\n", report.table(opening.group(1), options)]
        place = end
    return "".join(filled) + text[place:]


def draw(summary, path):
    """Average rank per method, best on top."""
    try:
        import matplotlib
        matplotlib.use("Agg")
        from matplotlib import pyplot
    except ImportError:
        print(f"skipped {path}: matplotlib is not installed")
        return
    lines = [line for line in summary["methods"] if line["averageRank"] is not None]
    lines.sort(key=lambda line: line["averageRank"], reverse=True)
    matplotlib.rcParams["svg.hashsalt"] = "counterweight"  # the same file for the same results
    figure, axes = pyplot.subplots(figsize=(7, 0.8 + 0.3 * len(lines)))
    colours = ["#b3541e" if line["against"] is None else "#4c6a85" for line in lines]
    axes.barh([line["method"] for line in lines], [line["averageRank"] for line in lines],
              color=colours)
    axes.set_xlabel(f"average rank over {len(summary['comparedDatasets'])} datasets (1 is best)")
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None} if path.endswith(".svg") else None)
    pyplot.close(figure)


def main(arguments):
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rows", action="append", default=[], metavar="FILE.csv")
    parser.add_argument("--list", required=True, metavar="list.tsv")
    parser.add_argument("--summary", action="append", default=[], metavar="[NAME=]FILE.json")
    parser.add_argument("--markdown", default=os.path.join(here, "..", "docs", "results.md"))
    parser.add_argument("--picture", metavar="FILE.svg")
    options = parser.parse_args(arguments)
    try:
        summaries = read_summaries(options.summary)
        report = Report(*read_rows(options.rows), read_list(options.list), summaries)
        text = SKELETON
        if os.path.exists(options.markdown):
            with open(options.markdown, encoding="utf-8") as file:
                text = file.read()
        filled = fill(text, report)
    except (ReportError, OSError, ValueError) as error:
        sys.exit(f"report.py: {error}")
    with open(options.markdown, "w", encoding="utf-8") as file:
        file.write(filled)
    if options.picture:
        if "" not in summaries:
            sys.exit("report.py: --picture needs a --summary without a name")
        draw(summaries[""], options.picture)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
