#!/usr/bin/env python3
"""Writes the JSON files of the metrics of regressions beside this file: true and predicted numbers with the values of other tools.

usage: python make-regression-oracles.py     (scikit-learn 1.9.1, statsmodels 0.15, numpy 2.x)

`label` is the true number, `score` the predicted one. Undefined values are null, whatever the tool's own convention (scikit-learn gives an
R² of 0 or 1 for true numbers that are all the same, and a huge percentage error for a true number of 0).
"""
import json
import os

import numpy as np
import sklearn
import sklearn.metrics as sm
import statsmodels
from statsmodels.stats.weightstats import DescrStatsW

HERE = os.path.dirname(os.path.abspath(__file__))
SKLEARN, STATSMODELS, NUMPY = f"scikit-learn {sklearn.__version__}", f"statsmodels {statsmodels.__version__}", f"numpy {np.__version__}"

Y = [12, 7.5, 3, 45, 18, 7.5, 30, 22, 0.5, 9, 61, 14]
P = [10, 9, 3, 40.5, 21, 6, 33, 18.5, 1.5, 8, 49, 15]
ROWS = [
    {"label": Y, "score": P},
    {"label": Y, "score": P, "weight": [1.5, 2, 0.25, 1, 3, 1, 0.75, 1, 2.5, 0.5, 1.25, 1]},
    {"label": [2, -1, 4.5, 0.25, -3], "score": [2.5, -1, 4, 1, -2]},
    {"label": [5, 5, 5], "score": [4, 5, 7]},
    {"label": [3, 0, 6], "score": [2.5, 0.5, 7]},
    {"label": [8], "score": [6.5]},
    {"label": [1e6, 2e6, 4e6, 8e6], "score": [1.5e6, 1.5e6, 4e6, 9e6], "weight": [1, 1, 2, 4]},
]


def quantile(of, q):
    """Definition 2 of Hyndman and Fan: numpy without weights, statsmodels with them."""
    def value(y, p, w):
        v = of(y, p)
        if (w == 1).all():
            return float(np.quantile(v, q, method="averaged_inverted_cdf"))
        return float(DescrStatsW(v, weights=w).quantile([q], return_pandas=False)[0])
    return value


def truth(y, p):
    return y


def error(y, p):
    return p - y


def size(y, p):
    return np.abs(p - y)


def mean(of):
    return lambda y, p, w: float(DescrStatsW(of(y, p), weights=w).mean)


def jain(y, p, w):
    """By its definition on one entry per quarter of weight: no tool in common use has it with weights."""
    e = np.repeat(size(y, p), np.round(4 * w).astype(int))
    return None if not e.any() else float(e.sum() ** 2 / (len(e) * (e ** 2).sum()))


def of_errors(function, **options):
    return lambda y, p, w: float(function(y, p, sample_weight=w, **options))


METRICS = {
    "mean_value": (STATSMODELS, mean(truth)),
    "median_value": (f"{NUMPY}, {STATSMODELS}, quantile", quantile(truth, 0.5)),
    "p90_value": (f"{NUMPY}, {STATSMODELS}, quantile", quantile(truth, 0.9)),
    "mean_prediction": (STATSMODELS, mean(lambda y, p: p)),
    "mean_error": (STATSMODELS, mean(error)),
    "median_error": (f"{NUMPY}, {STATSMODELS}, quantile", quantile(error, 0.5)),
    "p90_error": (f"{NUMPY}, {STATSMODELS}, quantile", quantile(error, 0.9)),
    "mean_absolute_error": (f"{SKLEARN}, mean_absolute_error", of_errors(sm.mean_absolute_error)),
    "median_absolute_error": (f"{SKLEARN}, median_absolute_error", of_errors(sm.median_absolute_error)),
    "p90_absolute_error": (f"{NUMPY}, {STATSMODELS}, quantile", quantile(size, 0.9)),
    "root_mean_squared_error": (f"{SKLEARN}, root_mean_squared_error", of_errors(sm.root_mean_squared_error)),
    "mean_absolute_percentage_error": (
        f"{SKLEARN}, mean_absolute_percentage_error",
        lambda y, p, w: None if (y == 0).any() else of_errors(sm.mean_absolute_percentage_error)(y, p, w)),
    "r_squared": (f"{SKLEARN}, r2_score", lambda y, p, w: None if len(set(y)) < 2 else of_errors(sm.r2_score)(y, p, w)),
}
METRICS["jain_index"] = (f"{NUMPY}, the definition on repeated rows", jain)
FAMILIES = {
    "quantile_value": (f"{NUMPY}, {STATSMODELS}, quantile", [0.05, 0.25, 0.75], lambda q: quantile(truth, q)),
    "quantile_error": (f"{NUMPY}, {STATSMODELS}, quantile", [0.1, 0.9], lambda q: quantile(error, q)),
    "quantile_absolute_error": (f"{NUMPY}, {STATSMODELS}, quantile", [0.5, 0.95], lambda q: quantile(size, q)),
    "pinball_loss": (f"{SKLEARN}, mean_pinball_loss", [0.1, 0.5, 0.9], lambda q: of_errors(sm.mean_pinball_loss, alpha=q)),
    "share_beyond": (STATSMODELS, [7.5, 20, -2], lambda level: mean(lambda y, p: (y > level).astype(float))),
}


def write(name, source, cases):
    lines = ",\n    ".join(json.dumps(case) for case in cases)
    document = {"source": source, "script": "test/metrics/make-regression-oracles.py", "cases": []}
    with open(os.path.join(HERE, f"{name.replace('_', '-')}.json"), "w") as f:
        f.write(json.dumps(document, indent=2).replace('"cases": []', f'"cases": [\n    {lines}\n  ]') + "\n")


def expected(rows, function):
    columns = [np.array(rows[key], float) for key in ("label", "score")]
    return function(*columns, np.array(rows.get("weight", np.ones(len(rows["label"]))), float))


for name, (source, function) in METRICS.items():
    write(name, source, [{**rows, "expected": expected(rows, function)} for rows in ROWS])
for name, (source, parameters, function) in FAMILIES.items():
    write(name, source, [{**rows, "parameter": q, "expected": expected(rows, function(q))} for q in parameters for rows in ROWS])
