"""A CSV as features and labels, read as the service reads it and prepared on training rows only.

A cell is missing if it is empty or one of NA, N/A, NaN, null, None, ? in any case; a column is numeric if
every cell present is a number, else categorical; an infinity counts as missing.
"""
import collections
import csv

import numpy as np

MISSING = {"", "na", "n/a", "nan", "null", "none", "?"}
MAX_LEVELS = 30


def is_missing(cell):
    return cell.strip().lower() in MISSING


def as_numbers(cells):
    """A float column with NaN for missing cells, or None if a cell is no number."""
    numbers = np.full(len(cells), np.nan)
    for i, cell in enumerate(cells):
        if is_missing(cell):
            continue
        try:
            number = float(cell)
        except ValueError:
            return None
        numbers[i] = number if np.isfinite(number) else np.nan
    return numbers


class Table:
    """Columns as float arrays (NaN: missing) or lists of strings; labels as class indices.

    classes: in the order of the strings. positive: the rarest class.
    """

    def __init__(self, path, label_column):
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
        header, rows = rows[0], rows[1:]
        if label_column not in header:
            raise ValueError(f"{path}: no column is called {label_column!r}")
        label = header.index(label_column)
        cells = [row[label] for row in rows]
        self.classes = sorted(set(cells))
        index = {name: i for i, name in enumerate(self.classes)}
        self.labels = np.array([index[cell] for cell in cells])
        self.positive = int(np.argmin(np.bincount(self.labels)))
        self.columns = []
        for column in range(len(header)):
            if column == label:
                continue
            cells = [row[column] for row in rows]
            numbers = as_numbers(cells)
            self.columns.append(cells if numbers is None else numbers)

    def __len__(self):
        return len(self.labels)


def read_split(path, row_count):
    """A boolean array, True where the row is held out."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = [int(row[0]) for row in list(csv.reader(file))[1:]]
    if not rows or min(rows) < 0 or max(rows) >= row_count or len(set(rows)) != len(rows):
        raise ValueError(f"{path}: not row numbers of a table of {row_count} rows")
    held_out = np.zeros(row_count, bool)
    held_out[rows] = True
    return held_out


def one_hot(cells, training):
    """A 0/1 column for each of the training rows' 30 most frequent levels; missing: all zeros."""
    counts = collections.Counter(cells[row] for row in np.flatnonzero(training)
                                 if not is_missing(cells[row]))
    levels = sorted(counts, key=lambda level: (-counts[level], level))[:MAX_LEVELS]
    values = np.array(cells, dtype=object)
    return [(values == level).astype(np.float32) for level in levels]


def filled(numbers, training):
    """The column with its training median for missing values, and an indicator where any is missing."""
    missing = np.isnan(numbers)
    present = numbers[training & ~missing]
    if present.size == 0:
        return []
    column = np.where(missing, np.median(present), numbers)
    indicator = [missing.astype(np.float32)] if missing[training].any() else []
    return [column, *indicator]


def features(table, training, keep_missing):
    """[rows, columns] float32. keep_missing: numeric columns keep NaN, for learners that handle it
    themselves; else medians and indicators."""
    columns = []
    for column in table.columns:
        if isinstance(column, list):
            columns += one_hot(column, training)
        else:
            columns += [column] if keep_missing else filled(column, training)
    if not columns:
        raise ValueError("no column has a value in the training rows")
    return np.column_stack(columns).astype(np.float32)
