#!/usr/bin/env python3
"""Writes small XGBoost models of every kind that is read beside this file (fixtures/), with rows and XGBoost's answers.

usage: python make-xgboost-fixtures.py     once for each version: xgboost 3.2.0, 2.1.4, 1.7.6, 1.1.1 (numpy 2.4.6; 1.26.4 for 1.1.1)

fixtures/xgboost-<version>.json: source, rows (missing values are null), models: by name what save_model wrote (JSON, which is not
always JSON as others write it, of some UBJ as base64 too), margin, answers and leaf (its number in each tree) for the rows. The last input is a category
code in the models "categories-...".
"""
import base64
import json
import os
import tempfile
import warnings

import numpy as np

np.NaN = np.nan
import xgboost as xgb

warnings.filterwarnings("ignore")
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures")
VERSION = tuple(int(part) for part in xgb.__version__.split(".")[:2])
rng = np.random.default_rng(5)
N, K = 300, 6

# Quarters, so that values tie with thresholds; holes; nine codes.
X = (np.round(rng.normal(size=(N, K)) * 4) / 4).astype(np.float32)
X[rng.random((N, K)) < 0.12] = np.nan
X[:, 5] = rng.integers(0, 9, N)
z = np.nan_to_num(X[:, 0]) + 0.7 * np.nan_to_num(X[:, 1]) * np.nan_to_num(X[:, 2]) + 0.4 * (X[:, 5] % 3 == 1)
binary = (z + rng.normal(size=N) * 0.5 > 0.4).astype(int)
three = np.digitize(z, [-0.7, 0.8])
amount = z + rng.normal(size=N) * 0.1
positive = np.exp(np.clip(z, -2, 2)) + 0.01
ROWS = np.vstack([X[:18], np.array([
    [np.nan] * 6, [1e30] * 5 + [3], [-1e30] * 5 + [4], [0.1] * 5 + [2.7], [0.25] * 5 + [100], [0] * 5 + [-1]], dtype=np.float32)])
plain = lambda values: np.asarray(values).astype(float).tolist()


def record(booster, data, with_ubj=False):
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "model.json")
        booster.save_model(file)
        found = {"json": open(file).read()}
        if with_ubj and VERSION >= (1, 7):
            file = os.path.join(folder, "model.ubj")
            booster.save_model(file)
            found["ubj"] = base64.b64encode(open(file, "rb").read()).decode()
    found["margin"] = plain(booster.predict(data, output_margin=True))
    found["answers"] = plain(booster.predict(data))
    try:
        found["leaf"] = np.asarray(booster.predict(data, pred_leaf=True)).astype(int).reshape(len(ROWS), -1).tolist()
    except xgb.core.XGBoostError:
        found["leaf"] = None
    return found


softprob = {"objective": "multi:softprob", "num_class": 3}
CASES = {
    "logistic": (binary, {"objective": "binary:logistic"}),
    "logistic-base": (binary, {"objective": "binary:logistic", "base_score": 0.2}),
    "logitraw": (binary, {"objective": "binary:logitraw"}),
    "hinge": (binary, {"objective": "binary:hinge"}),
    "hinge-base": (binary, {"objective": "binary:hinge", "base_score": 0.3}),
    "softprob": (three, softprob),
    "softprob-base": (three, {**softprob, "base_score": 0.7}),
    "softmax": (three, {**softprob, "objective": "multi:softmax"}),
    "squared": (amount, {"objective": "reg:squarederror"}),
    "squared-log": (positive, {"objective": "reg:squaredlogerror"}),
    "pseudo-huber": (amount, {"objective": "reg:pseudohubererror"}),
    "absolute": (amount, {"objective": "reg:absoluteerror"}),
    "quantile": (amount, {"objective": "reg:quantileerror", "quantile_alpha": 0.3}),
    "share": (binary * 0.8 + 0.1, {"objective": "reg:logistic"}),
    "poisson": (np.round(positive), {"objective": "count:poisson"}),
    "poisson-base": (np.round(positive), {"objective": "count:poisson", "base_score": 1.7}),
    "gamma": (positive, {"objective": "reg:gamma"}),
    "tweedie": (positive, {"objective": "reg:tweedie", "tweedie_variance_power": 1.4}),
    "dart": (binary, {"objective": "binary:logistic", "booster": "dart", "rate_drop": 0.4, "seed": 3}),
    "dart-three": (three, {**softprob, "booster": "dart", "rate_drop": 0.4}),
    "forest": (binary, {"objective": "binary:logistic", "num_parallel_tree": 3, "subsample": 0.7}),
    "forest-three": (three, {**softprob, "num_parallel_tree": 2, "subsample": 0.7}),
    "leafwise": (amount, {"objective": "reg:squarederror", "tree_method": "hist", "grow_policy": "lossguide", "max_depth": 12, "max_leaves": 20}),
    "constant": (amount, {"objective": "reg:squarederror", "gamma": 1e9}),
    "pruned": (amount, {"objective": "reg:squarederror", "tree_method": "exact", "gamma": 8, "max_depth": 5}),
    "vectors": (three, {**softprob, "multi_strategy": "multi_output_tree", "tree_method": "hist"}),
    "refused-linear": (binary, {"objective": "binary:logistic", "booster": "gblinear"}),
    "refused-hazard": (positive, {"objective": "survival:cox"}),
    "refused-targets": (np.c_[amount, 2 * amount], {"objective": "reg:squarederror"}),
}
IN_UBJ = ("logistic", "softprob", "dart", "vectors")
models = {}
for name, (label, parameters) in CASES.items():
    # Vectors came later; and what logitraw begins with changed after version 1.1 (newer ones read its files in the new way too).
    if (name == "vectors" and VERSION < (2, 0)) or (name == "logitraw" and VERSION < (1, 3)):
        continue
    try:
        booster = xgb.train({"max_depth": 3, "nthread": 1, "verbosity": 0, **parameters}, xgb.DMatrix(X, label), num_boost_round=3)
        models[name] = record(booster, xgb.DMatrix(ROWS), name in IN_UBJ)
    except (xgb.core.XGBoostError, ValueError) as error:
        print(xgb.__version__, name, "left out:", str(error).splitlines()[0])

part, rest = xgb.DMatrix(X[:200], binary[:200]), xgb.DMatrix(X[200:], binary[200:])
parameters = {"objective": "binary:logistic", "max_depth": 5, "eta": 0.9, "verbosity": 0, "nthread": 1}
stopped = xgb.train(parameters, part, 30, evals=[(rest, "rest")], early_stopping_rounds=3, verbose_eval=False)
models["stopped"] = record(stopped, xgb.DMatrix(ROWS))

if VERSION >= (3, 0):
    for name, classes in {"stopped-classes": binary, "stopped-classes-three": three}.items():
        model = xgb.XGBClassifier(n_estimators=30, max_depth=5, learning_rate=0.9, n_jobs=1, early_stopping_rounds=3)
        model.fit(X[:200], classes[:200], eval_set=[(X[200:], classes[200:])], verbose=False)
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "model.json")
            model.save_model(file)
            document = open(file).read()
        assert len(json.loads(document)["learner"]["gradient_booster"]["model"]["trees"]) > (model.best_iteration + 1) * (1 if name == "stopped-classes" else 3)
        probabilities = model.predict_proba(ROWS)
        answers = plain(probabilities[:, 1] if name == "stopped-classes" else probabilities)
        models[name] = {"json": document, "margin": plain(model.predict(ROWS, output_margin=True)), "answers": answers, "leaf": None}

if VERSION >= (1, 7):
    import pandas as pd

    names = ["north", "east", "south", "west", "e", "f", "g", "h", "i"]
    lists = {"codes": range(9), "texts": names, "letters": [name.replace("o", "ø") for name in names], "numbers": [10 * code for code in range(9)]}
    columns = [f"x{place}" for place in range(K)]
    for kind, categories in lists.items():
        frame = pd.DataFrame(X, columns=columns)
        frame["x5"] = pd.Categorical.from_codes(X[:, 5].astype(int), categories=categories)
        data = xgb.DMatrix(frame, binary, enable_categorical=True)
        parameters = {"objective": "binary:logistic", "max_depth": 3, "nthread": 1, "tree_method": "hist", "max_cat_to_onehot": 100 if kind == "codes" else 1}
        booster = xgb.train(parameters, data, 3)
        coded = xgb.DMatrix(ROWS, feature_names=columns, feature_types=["float"] * 5 + ["c"])
        models[f"categories-{kind}"] = record(booster, coded, kind == "texts")

out = {"source": f"xgboost {xgb.__version__}, make-xgboost-fixtures.py", "rows": [[None if v != v else float(v) for v in row] for row in ROWS], "models": models}
with open(os.path.join(HERE, f"xgboost-{xgb.__version__}.json"), "w") as file:
    json.dump(out, file, separators=(",", ":"))
    file.write("\n")
