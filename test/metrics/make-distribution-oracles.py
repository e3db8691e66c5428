#!/usr/bin/env python3
"""Writes the JSON files of the metrics of whole score distributions beside this file: scored rows with the values of other tools.

usage: python make-distribution-oracles.py     (scikit-learn 1.9.1, statsmodels 0.15, numpy 2.x)

Undefined values are null, whatever the tool's own convention (scikit-learn gives 0 for an average precision without positives).
"""
import json
import os

import numpy as np
import sklearn
import sklearn.metrics as sm
import statsmodels
import statsmodels.api as st

HERE = os.path.dirname(os.path.abspath(__file__))
SKLEARN, STATSMODELS, NUMPY = f"scikit-learn {sklearn.__version__}", f"statsmodels {statsmodels.__version__}", f"numpy {np.__version__}"

SMALL = [
    {"label": [1, 0, 1, 0, 0], "score": [0.9, 0.2, 0.4, 0.4, 0.75]},
    {"label": [1, 1, 0, 0, 0, 1, 0], "score": [0.5, 0.5, 0.5, 0.25, 0.75, 0.125, 0.5]},
    {"label": [1, 0, 1, 0, 0, 1], "score": [0.9, 0.2, 0.4, 0.4, 0.75, 0.6], "weight": [1.5, 2, 0.25, 1, 3, 1]},
    {"label": [1, 1, 1], "score": [0.3, 0.6, 0.9]},
    {"label": [0, 0], "score": [0.3, 0.6]},
]
LONG = {"label": [0, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 1],
        "score": [0.03, 0.08, 0.12, 0.19, 0.3, 0.38, 0.47, 0.55, 0.61, 0.7, 0.82, 0.9, 0.97]}
LONG_WEIGHTED = {**LONG, "weight": [1, 0.5, 2, 1.25, 1, 3, 0.75, 1, 1.5, 2, 1, 0.25, 4]}
EXTREME = {"label": [1, 0, 0, 1], "score": [0.0, 0.0, 1.0, 1.0]}
OUTSIDE = {"label": [1, 0, 0], "score": [1.5, 0.2, -0.25]}


def both(y):
    return len(set(y)) == 2


def within(s):
    return bool(((s >= 0) & (s <= 1)).all())


def inside(s):
    return bool(((s > 0) & (s < 1)).all())


def average_precision(y, s, w):
    return float(sm.average_precision_score(y, s, sample_weight=w)) if y.any() else None


def brier(y, s, w):
    return float(sm.brier_score_loss(y, s, sample_weight=w, labels=[0, 1])) if within(s) else None


def log_loss(y, s, w):
    return float(sm.log_loss(y, s, sample_weight=w, labels=[0, 1])) if within(s) else None


def ks(y, s, w):
    if not both(y):
        return None
    fpr, tpr, _ = sm.roc_curve(y, s, sample_weight=w, drop_intermediate=False)
    return float(np.abs(tpr - fpr).max())


def width(y, s, w):
    return np.minimum(np.floor(s * 10 + 1e-12).astype(int), 9)


def mass(y, s, w):
    bins = np.empty(len(s), int)
    for k, part in enumerate(np.array_split(np.argsort(s, kind="stable"), 10)):
        bins[part] = k
    return bins


def ece(binned, least):
    def value(y, s, w):
        if not within(s) or len(s) < least:
            return None
        b = binned(y, s, w)
        return float(sum(abs((w[b == k] * (s - y)[b == k]).sum()) for k in set(b)) / w.sum())
    return value


def debiased(y, s, w):
    if not within(s):
        return None
    b, sums, usable = width(y, s, w), 0.0, False
    for k in set(b):
        q = b == k
        kish = w[q].sum() ** 2 / (w[q] ** 2).sum()
        if q.sum() < 2:
            continue
        usable = True
        p = np.average(y[q], weights=w[q])
        sums += w[q].sum() * ((np.average(s[q], weights=w[q]) - p) ** 2 - p * (1 - p) / (kish - 1))
    return float(sums / w.sum()) if usable else None


def glm(y, exog, w, offset=None):
    return st.GLM(y, exog, family=st.families.Binomial(), freq_weights=w, offset=offset).fit(tol=1e-15, maxiter=200).params


def slope(y, s, w):
    overlap = both(y) and s[y == 1].min() < s[y == 0].max() and s[y == 0].min() < s[y == 1].max()
    return float(glm(y, st.add_constant(np.log(s / (1 - s))), w)[1]) if inside(s) and overlap else None


def intercept(y, s, w):
    return float(glm(y, np.ones((len(y), 1)), w, np.log(s / (1 - s)))[0]) if inside(s) and both(y) else None


METRICS = {
    "average_precision": (f"{SKLEARN}, average_precision_score", average_precision, [LONG_WEIGHTED]),
    "brier_score": (f"{SKLEARN}, brier_score_loss", brier, [LONG_WEIGHTED, EXTREME, OUTSIDE]),
    "log_loss": (f"{SKLEARN}, log_loss", log_loss, [LONG_WEIGHTED, EXTREME, OUTSIDE]),
    "expected_calibration_error": (f"{NUMPY}, definition", ece(width, 1), [LONG, LONG_WEIGHTED, EXTREME, OUTSIDE]),
    "expected_calibration_error_equal_mass": (f"{NUMPY}, array_split", ece(mass, 10), [LONG, LONG_WEIGHTED, OUTSIDE]),
    "debiased_calibration_error": (f"{NUMPY}, definition", debiased, [EXTREME, OUTSIDE]),
    "calibration_slope": (f"{STATSMODELS}, GLM", slope, [LONG, LONG_WEIGHTED, EXTREME]),
    "calibration_intercept": (f"{STATSMODELS}, GLM with offset", intercept, [LONG, LONG_WEIGHTED, EXTREME]),
    "ks_distance": (f"{SKLEARN}, roc_curve", ks, [LONG_WEIGHTED, OUTSIDE]),
}

for name, (source, function, more) in METRICS.items():
    cases = [{**r, "expected": function(np.array(r["label"]), np.array(r["score"], float),
                                        np.array(r.get("weight", np.ones(len(r["label"]))), float))} for r in SMALL + more]
    lines = ",\n    ".join(json.dumps(case) for case in cases)
    document = {"source": source, "script": "test/metrics/make-distribution-oracles.py", "cases": []}
    with open(os.path.join(HERE, f"{name.replace('_', '-')}.json"), "w") as f:
        f.write(json.dumps(document, indent=2).replace('"cases": []', f'"cases": [\n    {lines}\n  ]') + "\n")
