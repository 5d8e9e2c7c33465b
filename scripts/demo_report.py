"""Tables for scripts/demo.

demo_report.py figures PLAIN.json LIBRARY.json  two EvaluateModelResponse messages side by side
demo_report.py settings MODEL.json              what a Model message consists of
demo_report.py trusted WEIGHTS.csv TRAINING.csv the ten most and the ten least trusted rows
"""
import csv
import json
import sys

FIGURES = [
    ("average precision", "averagePrecision"),
    ("ROC AUC", "rocAuc"),
    ("F1", "f1"),
    ("balanced accuracy", "balancedAccuracy"),
    ("geometric mean", "geometricMean"),
    ("Matthews correlation", "matthewsCorrelation"),
    ("Brier score (lower is better)", "brierScore"),
    ("log loss (lower is better)", "logLoss"),
    ("calibration error (lower)", "expectedCalibrationError"),
]


def figures(plain_path, library_path):
    plain, library = (json.load(open(path))["metrics"] for path in (plain_path, library_path))
    print(f"{'':32}{'plain':>10}{'library':>10}")
    for title, key in FIGURES:
        print(f"{title:32}{plain.get(key, 0):10.4f}{library.get(key, 0):10.4f}")
    classes = library["classes"]
    for name, metrics in (("plain", plain), ("library", library)):
        print(f"confusion matrix, {name} (rows: true class, columns: predicted)")
        cells = [int(cell) for cell in metrics["confusion"]]
        print(" " * 12 + "".join(f"{label:>10}" for label in classes))
        for i, label in enumerate(classes):
            row = cells[i * len(classes):(i + 1) * len(classes)]
            print(f"{label:>12}" + "".join(f"{cell:10d}" for cell in row))


def settings(model_path):
    model = json.load(open(model_path))
    total = int(model["options"]["steps"])
    joined = float(model["options"]["synth_start"]) * total
    print(f"{'setting':10}{'rule':8}{'weight':>8}{'fold AP':>9}{'step':>6}  synthetic rows took part")
    for setting in model["settings"]:
        step = int(setting.get("chosenStep", 0))
        took_part = setting["rule"] != "plain" and step > joined
        print(f"{setting['name']:10}{setting['rule']:8}{setting['weight']:8.3f}"
              f"{setting['validationAveragePrecision']:9.4f}{step:6}  {'yes' if took_part else 'no'}")


def trusted(weights_path, training_path):
    rows = [row for row in csv.DictReader(open(weights_path)) if row["contribution"]]
    rows.sort(key=lambda row: float(row["contribution"]))
    table = list(csv.DictReader(open(training_path)))
    columns = ["funded_amnt", "term", "int_rate", "annual_inc", "revol_util"]
    for title, chosen in (("most trusted", rows[::-1][:10]), ("least trusted", rows[:10])):
        print(f"{title} (contribution in standard deviations within the class)")
        print(f"{'row':>8}{'label':>7}{'weight':>8}{'contribution':>14}  "
              + "".join(f"{column:>13}" for column in columns))
        for row in chosen:
            cells = table[int(row["row"])]
            print(f"{row['row']:>8}{row['label']:>7}{float(row['weight']):8.2f}"
                  f"{float(row['contribution']):14.3f}  "
                  + "".join(f"{cells[column]:>13}" for column in columns))


if __name__ == "__main__":
    {"figures": figures, "settings": settings, "trusted": trusted}[sys.argv[1]](*sys.argv[2:])
