#!/usr/bin/env python3
"""Writes the JSON files of the metrics of deferral and of ranking beside this file: made-up rows with the values of other tools.

usage: python make-ranking-oracles.py     (scikit-learn 1.9.1, numpy 2.x)

Undefined values are null, whatever the tool's own convention (scikit-learn gives 0 for an NDCG without positives). Where no tool has
the metric its definition is worked out anew, by interpolating sums over thresholds or by going through all pairs of rows.
"""
import json
import os

import numpy as np
import sklearn
import sklearn.metrics as sm

HERE = os.path.dirname(os.path.abspath(__file__))
SKLEARN, NUMPY = f"scikit-learn {sklearn.__version__}", f"numpy {np.__version__}"

SMALL = [
    {"label": [1, 0, 1, 0, 0], "score": [0.9, 0.2, 0.4, 0.4, 0.75], "group": [1, 0, 1, 1, 0]},
    {"label": [1, 1, 0, 0, 0, 1, 0], "score": [0.5, 0.5, 0.5, 0.25, 0.75, 0.125, 0.5], "group": [0, 1, 1, 0, 1, 1, 0]},
    {"label": [1, 0, 1, 0, 0, 1], "score": [0.9, 0.2, 0.4, 0.4, 0.75, 0.6], "weight": [1.5, 2, 0.25, 1, 3, 1], "group": [1, 1, 1, 0, 0, 0]},
    {"label": [1, 1, 1], "score": [0.3, 0.6, 0.9], "group": [1, 0, 0]},
    {"label": [0, 0], "score": [0.3, 0.6], "group": [0, 1]},
    {"label": [1, 0, 0, 1], "score": [0.5, 0.5, 0.5, 0.5], "group": [1, 1, 0, 0]},
    {"label": [0, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 1],
     "score": [-3, 0.08, 0.12, 0.19, 0.3, 0.38, 0.47, 0.55, 0.61, 0.7, 0.7, 0.9, 12.5], "group": [0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1]},
]
# Whole weights, so that rows can be repeated for tools that know none.
REPEATED = {"label": [1, 0, 0, 1, 1], "score": [0.9, 0.7, 0.7, 0.7, 0.1], "weight": [2, 3, 1, 2, 4], "group": [1, 1, 0, 1, 0]}
TABLES = [
    [{"tp": 92, "fp": 59, "fn": 112, "tn": 324}, {"tp": 5, "fp": 11, "fn": 13, "tn": 4}],
    [{"tp": 104.672, "fp": 67.701, "fn": 128.014, "tn": 367.808}, {"tp": 3.5, "fp": 0.25, "fn": 0, "tn": 2}],
    [{"tp": 9, "fp": 0, "fn": 0, "tn": 12}, {"tp": 1, "fp": 0, "fn": 0, "tn": 2}],
    [{"tp": 0, "fp": 0, "fn": 0, "tn": 0}, {"tp": 1, "fp": 2, "fn": 3, "tn": 4}],
    [{"tp": 0, "fp": 0, "fn": 0, "tn": 0}, {"tp": 0, "fp": 0, "fn": 0, "tn": 0}],
]


def columns(case):
    y, s, g = (np.array(case[name], float) for name in ("label", "score", "group"))
    return y, s, np.array(case.get("weight", np.ones(len(y))), float), g == 1


def curve(s, w):
    """Sums of w over rows with at least each distinct score, from none to all."""
    thresholds = np.unique(s)[::-1]
    return np.concatenate([[0.0], [w[s >= t].sum() for t in thresholds]])


def within(s, w, part, k):
    """Weight of a part of the rows among the k highest; rows at the cut enter evenly, so the sum is linear between thresholds."""
    return float(np.interp(k, curve(s, w), curve(s, w * part)))


def selection(case, k):
    y, s, w, g = columns(case)
    return within(s, w, g, k) / float(w[g].sum()) if g.any() else None


def precision(case, k):
    y, s, w, g = columns(case)
    selected = within(s, w, g, k)
    return within(s, w, g * y, k) / selected if selected > 0 else None


def recall(case, k):
    y, s, w, g = columns(case)
    positives = float((w * y)[g].sum())
    return within(s, w, g * y, k) / positives if positives > 0 else None


def skew(case, k):
    y, s, w, g = columns(case)
    selected = within(s, w, g, k)
    return float(np.log(selected / min(k, w.sum()) / (w[g].sum() / w.sum()))) if selected > 0 else None


def exposure(case):
    y, s, w, g = columns(case)
    places = np.arange(1, int(np.ceil(w.sum())) + 1)
    worth = np.concatenate([[0.0], np.cumsum(1 / np.log2(1 + places))])
    total = 0.0
    for t in np.unique(s[g]):
        ends = w[s > t].sum(), w[s >= t].sum()
        low, high = np.interp(ends, np.arange(len(worth)), worth)
        total += w[g & (s == t)].sum() * (high - low) / (ends[1] - ends[0])
    return float(total / w[g].sum())


def ndcg(case, k):
    y, s, w, _ = columns(case)
    times = w.astype(int)
    if not (times == w).all():
        raise ValueError("scikit-learn weighs rankings, not their rows")
    y, s = np.repeat(y, times), np.repeat(s, times)
    return float(sm.ndcg_score([y], [s], k=k)) if y.any() else None


def area(case):
    y, s, w, _ = columns(case)
    risks = [np.average(1 - y[s >= one], weights=w[s >= one]) for one in s]
    return float(np.average(risks, weights=w))


def selective(case, coverage):
    y, s, w, _ = columns(case)
    room = coverage * w.sum()
    return within(s, w, 1 - y, room) / float(room)


def deferral(successes, trials):
    def value(decided, deferred):
        d, a = (np.array([t["tp"], t["fp"], t["fn"], t["tn"]], float) for t in (decided, deferred))
        of = {"decided": d.sum(), "deferred": a.sum(), "errors": d[1] + d[2], "caught": a[1] + a[2]}
        total = sum(of[name] for name in trials)
        return float(sum(of[name] for name in successes) / total) if total > 0 else None
    return [{"decided": d, "deferred": a, "expected": value(d, a)} for d, a in TABLES]


def benefit():
    def value(t):
        benefits, w = np.array([1, 2, 0, 1]), np.array([t["tp"], t["fp"], t["fn"], t["tn"]], float)
        return float(np.average(benefits, weights=w)) if w.sum() > 0 else None
    return [{"counts": t, "expected": value(t)} for pair in TABLES for t in pair]


def top_k():
    rng, cases = np.random.default_rng(3), []
    for n, classes, k in ((40, 5, 1), (40, 5, 3), (25, 7, 2), (9, 3, 3)):
        y, scores, w = rng.integers(0, classes, n), rng.random((n, classes)), rng.integers(1, 5, n)
        place = 1 + (scores > scores[np.arange(n), y][:, None]).sum(1)
        hit = float(w[place <= k].sum())
        expected = float(sm.top_k_accuracy_score(y, scores, k=k, labels=np.arange(classes), sample_weight=w))
        cases.append({"counts": {"tp": hit, "fp": 0, "fn": float(w.sum()) - hit, "tn": 0}, "parameter": k, "expected": expected})
    return [*cases, {"counts": {"tp": 0, "fp": 0, "fn": 0, "tn": 0}, "parameter": 2, "expected": None}]


def over(function, cases, parameters=None):
    """Cases without the group where a metric has no use for it."""
    grouped = function in (selection, precision, recall, skew, exposure)
    shown = [case if grouped else {name: of for name, of in case.items() if name != "group"} for case in cases]
    if parameters is None:
        return [{**one, "expected": function(case)} for one, case in zip(shown, cases)]
    return [{**one, "parameter": p, "expected": function(case, p)} for one, case in zip(shown, cases) for p in parameters]


ALL = [*SMALL, REPEATED]
WHOLE = [case for case in ALL if "weight" not in case] + [REPEATED]
DEFINITION = f"{NUMPY}, definition"
METRICS = {
    "coverage": (DEFINITION, deferral(["decided"], ["decided", "deferred"])),
    "abstention_rate": (DEFINITION, deferral(["deferred"], ["decided", "deferred"])),
    "selective_error_rate": (DEFINITION, deferral(["errors"], ["decided"])),
    "errors_caught": (DEFINITION, deferral(["caught"], ["errors", "caught"])),
    "benefit_mean": (f"{NUMPY}, average", benefit()),
    "risk_coverage_area": (DEFINITION, over(area, ALL)),
    "selective_error_rate_at": (f"{NUMPY}, interp", over(selective, ALL, (0.3, 0.8, 1))),
    "selection_at": (f"{NUMPY}, interp", over(selection, ALL, (1, 3, 100))),
    "precision_at": (f"{NUMPY}, interp", over(precision, ALL, (1, 3, 100))),
    "recall_at": (f"{NUMPY}, interp", over(recall, ALL, (1, 3, 100))),
    "skew_at": (f"{NUMPY}, interp", over(skew, ALL, (1, 3, 100))),
    "exposure": (f"{NUMPY}, interp", over(exposure, ALL)),
    "ndcg_at": (f"{SKLEARN}, ndcg_score", over(ndcg, WHOLE, (1, 3, 100))),
    "top_k_accuracy": (f"{SKLEARN}, top_k_accuracy_score", top_k()),
}

for name, (source, cases) in METRICS.items():
    lines = ",\n    ".join(json.dumps(case) for case in cases)
    document = {"source": source, "script": "test/metrics/make-ranking-oracles.py", "cases": []}
    with open(os.path.join(HERE, f"{name.replace('_', '-')}.json"), "w") as f:
        f.write(json.dumps(document, indent=2).replace('"cases": []', f'"cases": [\n    {lines}\n  ]') + "\n")
