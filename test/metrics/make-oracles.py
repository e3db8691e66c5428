#!/usr/bin/env python3
"""Writes <metric>.json (kebab-case) beside this file: tables of counts (or scored rows) with the values that scikit-learn gives.

usage: python make-oracles.py          (scikit-learn 1.9.1, numpy 2.x)

Undefined values are null, whatever scikit-learn's own convention (it answers 0 for most of them).
"""
import json
import os

import numpy as np
import sklearn
import sklearn.metrics as sm

HERE = os.path.dirname(os.path.abspath(__file__))
TOOL = f"scikit-learn {sklearn.__version__}"

# Counts of customers, plain and weighted; a group without positives, one without predicted positives, one that is all alike.
TABLES = [
    {"tp": 92, "fp": 59, "fn": 112, "tn": 324},
    {"tp": 137, "fp": 99, "fn": 93, "tn": 243},
    {"tp": 104.672, "fp": 67.701, "fn": 128.014, "tn": 367.808},
    {"tp": 1, "fp": 2, "fn": 1, "tn": 0},
    {"tp": 3, "fp": 0, "fn": 2, "tn": 1},
    {"tp": 0, "fp": 17, "fn": 0, "tn": 28},
    {"tp": 0, "fp": 0, "fn": 1, "tn": 2},
    {"tp": 9, "fp": 0, "fn": 0, "tn": 0},
]


def rows(t):
    cells = [(1, 1, t["tp"]), (0, 1, t["fp"]), (1, 0, t["fn"]), (0, 0, t["tn"])]
    cells = [c for c in cells if c[2] > 0]
    return tuple(np.array([c[i] for c in cells], float) for i in range(3))


def normalised(t, how, i, j):
    y, p, w = rows(t)
    m = sm.confusion_matrix(y, p, labels=[0, 1], sample_weight=w)
    total = {"true": m[i].sum(), "pred": m[:, j].sum(), "all": m.sum()}[how]
    return None if total == 0 else float(sm.confusion_matrix(y, p, labels=[0, 1], sample_weight=w, normalize=how)[i, j])


def of_rows(function):
    def value(t):
        y, p, w = rows(t)
        return float(function(y, p, sample_weight=w))
    return value


def balanced(t):
    parts = [normalised(t, "true", 1, 1), normalised(t, "true", 0, 0)]
    return None if None in parts else of_rows(sm.balanced_accuracy_score)(t)


def f1(t):
    return None if t["tp"] + t["fp"] + t["fn"] == 0 else of_rows(lambda y, p, sample_weight: sm.f1_score(y, p, sample_weight=sample_weight, zero_division=np.nan))(t)


def mcc(t):
    margins = (t["tp"] + t["fp"], t["tp"] + t["fn"], t["tn"] + t["fp"], t["tn"] + t["fn"])
    return None if 0 in margins else of_rows(sm.matthews_corrcoef)(t)


def kappa(t):
    alike = max(t.values()) == sum(t.values())
    return None if alike else of_rows(lambda y, p, sample_weight: sm.cohen_kappa_score(y, p, labels=[0, 1], sample_weight=sample_weight))(t)


def treatment(t):
    y, p, w = rows(t)
    (_, false_positives), (false_negatives, _) = sm.confusion_matrix(y, p, labels=[0, 1], sample_weight=w)
    return None if false_positives == 0 else float(false_negatives / false_positives)


CONFUSION = {
    "prevalence": ("label average", of_rows(lambda y, p, sample_weight: np.average(y, weights=sample_weight))),
    "selection_rate": ("prediction average", of_rows(lambda y, p, sample_weight: np.average(p, weights=sample_weight))),
    "true_positive_rate": ("confusion_matrix(normalize='true')", lambda t: normalised(t, "true", 1, 1)),
    "false_positive_rate": ("confusion_matrix(normalize='true')", lambda t: normalised(t, "true", 0, 1)),
    "true_negative_rate": ("confusion_matrix(normalize='true')", lambda t: normalised(t, "true", 0, 0)),
    "false_negative_rate": ("confusion_matrix(normalize='true')", lambda t: normalised(t, "true", 1, 0)),
    "precision": ("confusion_matrix(normalize='pred')", lambda t: normalised(t, "pred", 1, 1)),
    "negative_predictive_value": ("confusion_matrix(normalize='pred')", lambda t: normalised(t, "pred", 0, 0)),
    "false_discovery_rate": ("confusion_matrix(normalize='pred')", lambda t: normalised(t, "pred", 0, 1)),
    "false_omission_rate": ("confusion_matrix(normalize='pred')", lambda t: normalised(t, "pred", 1, 0)),
    "accuracy": ("accuracy_score", of_rows(sm.accuracy_score)),
    "error_rate": ("zero_one_loss", of_rows(sm.zero_one_loss)),
    "balanced_accuracy": ("balanced_accuracy_score", balanced),
    "f1": ("f1_score", f1),
    "matthews_correlation": ("matthews_corrcoef", mcc),
    "cohen_kappa": ("cohen_kappa_score", kappa),
    "treatment_equality": ("confusion_matrix", treatment),
}

ROWS = [
    {"label": [1, 0, 1, 0, 0], "score": [0.9, 0.2, 0.4, 0.4, 0.75]},
    {"label": [1, 1, 0, 0, 0, 1, 0], "score": [0.5, 0.5, 0.5, 0.25, 0.75, 0.125, 0.5]},
    {"label": [1, 0, 1, 0, 0, 1], "score": [0.9, 0.2, 0.4, 0.4, 0.75, 0.6], "weight": [1.5, 2, 0.25, 1, 3, 1]},
    {"label": [1, 1, 1], "score": [0.3, 0.6, 0.9]},
    {"label": [0, 0], "score": [0.3, 0.6]},
]


def mean_among(wanted):
    def value(y, s, w):
        keep = np.isin(y, wanted)
        return None if not keep.any() else float(np.average(s[keep], weights=w[keep]))
    return value


SCORED = {
    "mean_score": ("average", mean_among([0, 1])),
    "mean_score_positives": ("average", mean_among([1])),
    "mean_score_negatives": ("average", mean_among([0])),
    "roc_auc": ("roc_auc_score", lambda y, s, w: None if len(set(y)) < 2 else float(sm.roc_auc_score(y, s, sample_weight=w))),
}


def write(name, function, cases):
    tool = f"numpy {np.__version__}" if "average" in function else TOOL
    document = {"source": f"{tool}, {function}", "script": "test/metrics/make-oracles.py", "cases": cases}
    lines = ",\n    ".join(json.dumps(case) for case in cases)
    with open(os.path.join(HERE, f"{name.replace('_', '-')}.json"), "w") as f:
        f.write(json.dumps({**document, "cases": []}, indent=2).replace('"cases": []', f'"cases": [\n    {lines}\n  ]') + "\n")


for metric, (function, value) in CONFUSION.items():
    write(metric, function, [{"counts": t, "expected": value(t)} for t in TABLES])
average = CONFUSION["selection_rate"][1]
write("favourable_rate", "prediction average", [
    {"counts": t, "favourable_is_positive": good, "expected": average(t if good else {"tp": t["fn"], "fp": t["tn"], "fn": t["tp"], "tn": t["fp"]})}
    for t in TABLES for good in (True, False)])
for metric, (function, value) in SCORED.items():
    write(metric, function, [{**r, "expected": value(np.array(r["label"]), np.array(r["score"]), np.array(r.get("weight", np.ones(len(r["label"])))))} for r in ROWS])
