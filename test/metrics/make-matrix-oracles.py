#!/usr/bin/env python3
"""Writes the oracles of the metrics of whole confusion matrices, and f-beta.json, beside this file, with the values that scikit-learn gives.

usage: python make-matrix-oracles.py          (scikit-learn 1.9.1, numpy 2.x)

Matrices are rows by true class, columns by predicted class. Undefined values are null where scikit-learn answers 0: a class without the
denominator of its rate makes a macro average undefined, and a weighted one where it has rows.
"""
import json
import os

import numpy as np
import sklearn
import sklearn.metrics as sm

HERE = os.path.dirname(os.path.abspath(__file__))

# Queues of a help desk; weighted; two classes; a class without rows; one never predicted; one that does not occur; everything alike.
MATRICES = [
    [[202, 24, 31, 18], [19, 143, 17, 23], [11, 14, 111, 15], [9, 3, 12, 48]],
    [[12.5, 1.25, 0.75], [2.5, 30.125, 4.5], [1.0, 3.25, 8.0]],
    [[324, 59], [112, 92]],
    [[3, 1, 2, 2], [0, 9, 0, 0], [0, 1, 3, 0], [0, 0, 0, 0]],
    [[5, 2, 0], [1, 7, 0], [2, 1, 0]],
    [[5, 2, 0], [1, 7, 0], [0, 0, 0]],
    [[0, 0, 0], [0, 9, 0], [0, 0, 0]],
]
TABLES = [
    {"tp": 92, "fp": 59, "fn": 112, "tn": 324},
    {"tp": 104.672, "fp": 67.701, "fn": 128.014, "tn": 367.808},
    {"tp": 1, "fp": 2, "fn": 1, "tn": 0},
    {"tp": 0, "fp": 17, "fn": 0, "tn": 28},
    {"tp": 0, "fp": 0, "fn": 0, "tn": 28},
    {"tp": 9, "fp": 0, "fn": 0, "tn": 0},
]


def rows(m):
    cells = [(i, j, n) for i, row in enumerate(m) for j, n in enumerate(row) if n > 0]
    return tuple(np.array([c[i] for c in cells]) for i in range(3))


def average(which, how):
    def value(m):
        y, p, w = rows(m)
        labels = range(len(m))
        each = sm.precision_recall_fscore_support(y, p, labels=labels, average=None, sample_weight=w, zero_division=np.nan)
        counted = each[3] > 0 if how == "weighted" else np.full(len(m), True)
        # The F1 of a class with rows or predictions is a number, whatever its precision and recall are.
        if np.isnan(each[which][counted]).any():
            return None
        return float(sm.precision_recall_fscore_support(y, p, labels=labels, average=how, sample_weight=w, zero_division=0)[which])
    return value


def mcc(m):
    y, p, w = rows(m)
    return None if len(set(y)) < 2 or len(set(p)) < 2 else float(sm.matthews_corrcoef(y, p, sample_weight=w))


def kappa(weights):
    def value(m):
        y, p, w = rows(m)
        if len(set(y) | set(p)) < 2:
            return None
        return float(sm.cohen_kappa_score(y, p, labels=range(len(m)), weights=weights, sample_weight=w))
    return value


def f_beta(t, beta):
    if t["tp"] + t["fp"] + t["fn"] == 0:
        return None
    y, p, w = rows([[t["tn"], t["fp"]], [t["fn"], t["tp"]]])
    return float(sm.fbeta_score(y, p, beta=beta, sample_weight=w, zero_division=0))


MATRIX = {
    **{f"{how}_{name}": (f"precision_recall_fscore_support(average='{how}')", average(which, how))
       for how in ("macro", "weighted") for which, name in enumerate(("precision", "recall", "f1"))},
    "micro_f1": ("precision_recall_fscore_support(average='micro')", average(2, "micro")),
    "multiclass_matthews_correlation": ("matthews_corrcoef", mcc),
    "multiclass_kappa": ("cohen_kappa_score", kappa(None)),
    "quadratic_kappa": ("cohen_kappa_score(weights='quadratic')", kappa("quadratic")),
}


def write(name, function, cases):
    document = {"source": f"scikit-learn {sklearn.__version__}, {function}", "script": "test/metrics/make-matrix-oracles.py"}
    lines = ",\n    ".join(json.dumps(case) for case in cases)
    with open(os.path.join(HERE, f"{name.replace('_', '-')}.json"), "w") as f:
        f.write(json.dumps({**document, "cases": []}, indent=2).replace('"cases": []', f'"cases": [\n    {lines}\n  ]') + "\n")


for metric, (function, value) in MATRIX.items():
    # A micro average has one denominator for all classes.
    of = value if metric != "micro_f1" else lambda m: float(sm.f1_score(*rows(m)[:2], average="micro", sample_weight=rows(m)[2]))
    write(metric, function, [{"matrix": m, "expected": of(m)} for m in MATRICES])
write("f_beta", "fbeta_score", [{"counts": t, "parameter": b, "expected": f_beta(t, b)} for t in TABLES for b in (0.5, 2)])
