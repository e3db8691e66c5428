#!/usr/bin/env python3
"""Writes small LightGBM, CatBoost and ONNX tree models beside this file (fixtures/), each with rows and the answers of the library
that wrote it (ONNX: of onnxruntime).

usage: python make-fixtures.py     (lightgbm 4.7.0, catboost 1.2.10, scikit-learn 1.9.1, skl2onnx 1.20.0, onnxmltools 1.16.0, onnx 1.23.2, onnxruntime 1.32.0)

fixtures/<name>.json: source, kind, file, rows (one list per row; missing values are null), raw (before the link, null where the
library does not tell), answers. Numbers are plain JSON; NaN and infinities are the texts "NaN", "Infinity", "-Infinity".
"""
import json
import os
import warnings

import catboost
import lightgbm as lgb
import numpy as np
import onnx
import onnxmltools
import onnxruntime as ort
import pandas as pd
import skl2onnx
from onnx import TensorProto, helper
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor, ExtraTreesRegressor
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures")
rng = np.random.default_rng(20261123)
N = 400


def plain(value):
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value]
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (float, np.floating)):
        v = float(value)
        return "NaN" if np.isnan(v) else ("Infinity" if v > 0 else "-Infinity") if np.isinf(v) else v
    if isinstance(value, np.integer):
        return int(value)
    return value


def table(rows):
    """Missing values of rows are null."""
    return [[None if isinstance(v, float) and np.isnan(v) else plain(v) for v in row] for row in rows]


def write(name, kind, file, rows, raw, answers, source, **rest):
    with open(os.path.join(HERE, f"{name}.json"), "w") as f:
        json.dump({"source": source, "kind": kind, "file": file, **rest, "rows": table(rows), "raw": plain(raw), "answers": plain(answers)}, f)
        f.write("\n")


# Two numbers with holes and exact zeros, one with few values, one code with holes.
X = np.column_stack([
    rng.normal(size=N).round(3),
    np.where(rng.random(N) < 0.3, 0.0, rng.normal(size=N).round(2)),
    rng.integers(0, 5, N).astype(float),
    rng.integers(0, 70, N).astype(float),
])
X[rng.random(N) < 0.08, 0] = np.nan
X[rng.random(N) < 0.08, 1] = np.nan
X[rng.random(N) < 0.05, 3] = np.nan
signal = np.nan_to_num(X[:, 0]) + np.where(np.nan_to_num(X[:, 3]) % 3 == 1, 1.0, -0.5) + 0.3 * X[:, 2] - 0.4 * np.nan_to_num(X[:, 1])
noisy = signal + rng.normal(size=N) * 0.4
binary = (noisy > np.median(noisy)).astype(int)
three = np.digitize(noisy, np.quantile(noisy, [0.33, 0.66]))
positive = np.exp(noisy / 3)

# Rows for the answers: seen ones, and those that readers get wrong: unseen codes, negative codes, fractions, zeros, infinities, ties.
EDGE = np.array([
    [np.nan, np.nan, np.nan, np.nan],
    [0.0, 0.0, 0.0, 0.0],
    [-0.0, 1e-36, 1.0, -1.0],
    [1e-30, -1e-36, 4.0, 71.0],
    [1e-20, 2e-35, 2.0, 1.5],
    [np.inf, -np.inf, 3.0, 4000.0],
    [-np.inf, np.inf, 9.0, 31.0],
    [1e300, -1e300, -7.0, 32.0],
    [0.5, 0.5, 0.5, -0.5],
])
ROWS = np.vstack([X[:31], EDGE])

# ---- LightGBM
LGB = f"lightgbm {lgb.__version__}"
COMMON = dict(num_leaves=6, min_data_in_leaf=5, learning_rate=0.3, verbose=-1, deterministic=True, num_threads=1, seed=5, force_row_wise=True,
              min_data_per_group=5, cat_smooth=1.0, cat_l2=1.0)


def strip(text):
    """Without the parameters that say nothing of the answers."""
    head, _, tail = text.partition("\nparameters:\n")
    kept = [line for line in tail.split("\n") if line.startswith(("[boosting:", "[objective:", "[categorical_feature:", "end of", "pandas_"))]
    return head + "\nparameters:\n" + "\n".join(kept[:-1]) + "\n\n" + kept[-1] + "\n"


def lightgbm_case(name, label, rounds=4, rows=ROWS, **params):
    train = lgb.Dataset(X, label, categorical_feature=params.pop("categorical", "auto"), free_raw_data=False, params={**COMMON, **params})
    booster = lgb.train({**COMMON, **params}, train, num_boost_round=rounds)
    save_lightgbm(name, booster, rows)


def save_lightgbm(name, booster, rows):
    text = strip(booster.model_to_string(num_iteration=-1))
    with open(os.path.join(HERE, f"{name}.txt"), "w") as f:
        f.write(text)
    again = lgb.Booster(model_str=text)
    write(name, "lightgbm", f"{name}.txt", rows, again.predict(rows, raw_score=True), again.predict(rows), LGB)


lightgbm_case("lightgbm-sigmoid", binary, objective="binary", sigmoid=0.7)
lightgbm_case("lightgbm-no-missing", binary, objective="binary", use_missing=False)
lightgbm_case("lightgbm-zero-missing", binary, objective="binary", zero_as_missing=True)
lightgbm_case("lightgbm-categories", binary, objective="binary", categorical=[2, 3], rounds=5)
lightgbm_case("lightgbm-categories-zero", binary, objective="binary", categorical=[2, 3], zero_as_missing=True)
lightgbm_case("lightgbm-multiclass", three, objective="multiclass", num_class=3, rounds=3, categorical=[2])
lightgbm_case("lightgbm-one-vs-all", three, objective="multiclassova", num_class=3, sigmoid=1.3, rounds=2)
for objective in ("regression", "regression_l1", "huber", "fair", "quantile", "mape"):
    lightgbm_case(f"lightgbm-{objective.replace('_', '-')}", noisy, objective=objective, rounds=2)
for objective in ("poisson", "gamma", "tweedie"):
    lightgbm_case(f"lightgbm-{objective}", positive, objective=objective, rounds=2)
lightgbm_case("lightgbm-cross-entropy", binary * 0.8 + 0.1, objective="cross_entropy", rounds=2)
lightgbm_case("lightgbm-dart", binary, objective="binary", boosting="dart", drop_rate=0.5, skip_drop=0.0, rounds=6)
lightgbm_case("lightgbm-forest", binary, objective="binary", boosting="rf", bagging_freq=1, bagging_fraction=0.6, rounds=5)
lightgbm_case("lightgbm-forest-regression", noisy, objective="regression", boosting="rf", bagging_freq=1, bagging_fraction=0.6, rounds=3)
lightgbm_case("lightgbm-goss", binary, objective="binary", data_sample_strategy="goss", rounds=3)
lightgbm_case("lightgbm-stumps", binary, objective="binary", min_data_in_leaf=300, rounds=2)  # single leaves
lightgbm_case("lightgbm-linear", noisy, objective="regression", linear_tree=True, rounds=1)
lightgbm_case("lightgbm-sqrt", positive, objective="regression", reg_sqrt=True, rounds=1)

frame = pd.DataFrame({
    "years": X[:, 0],
    "plan": pd.Categorical(np.array(["basic", "plus", "ægte", 'a "b"', "c,d"])[X[:, 2].astype(int)]),
    "code": pd.Categorical(np.nan_to_num(X[:, 3]).astype(int)),
    "share": pd.Categorical(np.nan_to_num(X[:, 3]).astype(int) % 4 / 2),
    "vip": pd.Categorical(X[:, 2] > 2),
})
booster = lgb.train({**COMMON, "objective": "binary"}, lgb.Dataset(frame, binary, free_raw_data=False), num_boost_round=4)
text = strip(booster.model_to_string(num_iteration=-1))
with open(os.path.join(HERE, "lightgbm-pandas.txt"), "w") as f:
    f.write(text)
head = frame[:40]
asked = [[None if pd.isna(a) else float(a), str(b), str(int(c)), str(float(d)), str(bool(e)).lower()] for a, b, c, d, e in head.itertuples(index=False)]
write("lightgbm-pandas", "lightgbm", "lightgbm-pandas.txt", asked, booster.predict(head, raw_score=True), booster.predict(head), LGB,
      columns=list(frame.columns))

# ---- CatBoost
CAT = f"catboost {catboost.__version__}"
QUIET = dict(verbose=0, allow_writing_files=False, thread_count=1, random_seed=5, learning_rate=0.3)


def thin(name):
    """Without the history of the training."""
    path = os.path.join(HERE, f"{name}.model.json")
    with open(path) as f:
        model = json.load(f)
    info = model["model_info"]
    params = info["params"] if isinstance(info["params"], dict) else json.loads(info["params"])
    version = info["catboost_version_info"]
    model["model_info"] = {"catboost_version_info": version, "params": {"loss_function": params["loss_function"]}, **({"class_params": info["class_params"]} if "class_params" in info else {})}
    with open(path, "w") as f:
        json.dump(model, f)


def catboost_case(name, label, classifier=True, rows=ROWS, iterations=3, depth=3, **params):
    kind = catboost.CatBoostClassifier if classifier else catboost.CatBoostRegressor
    model = kind(iterations=iterations, depth=depth, **QUIET, **params).fit(X, label)
    model.save_model(os.path.join(HERE, f"{name}.model.json"), format="json")
    thin(name)
    again = kind()
    again.load_model(os.path.join(HERE, f"{name}.model.json"), format="json")
    answers = model.predict_proba(rows) if classifier else model.predict(rows)
    write(name, "catboost", f"{name}.model.json", rows, model.predict(rows, prediction_type="RawFormulaVal"), answers, CAT)


catboost_case("catboost-oblivious", binary)
catboost_case("catboost-nan-max", binary, nan_mode="Max")
catboost_case("catboost-depthwise", binary, grow_policy="Depthwise")
catboost_case("catboost-lossguide", binary, grow_policy="Lossguide", max_leaves=5)
catboost_case("catboost-multiclass", np.array(["low", "middle", "high"])[three], loss_function="MultiClass")
catboost_case("catboost-multiclass-lossguide", three, loss_function="MultiClass", grow_policy="Lossguide", max_leaves=4)
catboost_case("catboost-one-vs-all", three, loss_function="MultiClassOneVsAll")
catboost_case("catboost-cross-entropy", binary * 0.8 + 0.1, loss_function="CrossEntropy")
catboost_case("catboost-two-of-multiclass", np.array(["no", "yes"])[binary], loss_function="MultiClass")
for loss in ("RMSE", "MAE", "Quantile", "Poisson", "Tweedie:variance_power=1.5", "Huber:delta=1", "MAPE"):
    catboost_case(f"catboost-{loss.split(':')[0].lower()}", positive, classifier=False, loss_function=loss)
catboost_case("catboost-uncertainty", positive, classifier=False, loss_function="RMSEWithUncertainty")

cats = pd.DataFrame({
    "years": X[:, 0],
    "plan": np.array(["basic", "plus", "ægte", 'a "b"', "c,d"])[X[:, 2].astype(int)],
    "floor": np.nan_to_num(X[:, 3]).astype(int) % 4,
})
pool = catboost.Pool(cats, binary, cat_features=["plan", "floor"])
for name, policy in (("catboost-one-hot", {}), ("catboost-one-hot-depthwise", {"grow_policy": "Depthwise"})):
    model = catboost.CatBoostClassifier(iterations=6, depth=3, one_hot_max_size=10, **QUIET, **policy).fit(pool)
    model.save_model(os.path.join(HERE, f"{name}.model.json"), format="json", pool=pool)
    thin(name)
    head = cats[:30].copy()
    head.loc[28, "plan"] = "never seen"
    head.loc[29, "floor"] = 99
    asked = [[None if pd.isna(a) else float(a), str(b), str(c)] for a, b, c in head.itertuples(index=False)]
    write(name, "catboost", f"{name}.model.json", asked, model.predict(head, prediction_type="RawFormulaVal"), model.predict_proba(head), CAT, columns=list(cats.columns))
model.save_model(os.path.join(HERE, "catboost-no-texts.model.json"), format="json")
thin("catboost-no-texts")
pool = catboost.Pool(cats[["plan"]], binary, cat_features=["plan"])
model = catboost.CatBoostClassifier(iterations=3, depth=2, one_hot_max_size=1, **QUIET).fit(pool)
model.save_model(os.path.join(HERE, "catboost-ctr.model.json"), format="json", pool=pool)
thin("catboost-ctr")

# ---- ONNX
ORT = f"onnxruntime {ort.__version__}"
FLAT = np.nan_to_num(X, nan=0.25)
PLAIN = np.vstack([FLAT[:31], np.nan_to_num(EDGE[:5], nan=0.25)]).astype(np.float32)


def onnx_case(name, model, rows, output, feed="X", source=ORT):
    onnx.checker.check_model(model)
    path = os.path.join(HERE, f"{name}.onnx")
    with open(path, "wb") as f:
        f.write(model.SerializeToString())
    session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    inputs = {feed: np.asarray(rows)} if isinstance(feed, str) else feed
    answers = session.run([output], inputs)[0]
    write(name, "onnx", f"{name}.onnx", [[float(v) for v in row] for row in np.asarray(rows, float)], None, answers, source, output=output)


def from_sklearn(name, estimator, label, output="probabilities"):
    estimator.fit(FLAT.astype(np.float32), label)
    kinds = skl2onnx.common.data_types.FloatTensorType([None, 4])
    classifier = {id(estimator): {"zipmap": False}} if hasattr(estimator, "predict_proba") else None
    model = skl2onnx.to_onnx(estimator, initial_types=[("X", kinds)], target_opset={"": 17, "ai.onnx.ml": 3}, options=classifier)
    onnx_case(name, model, PLAIN, output)


from_sklearn("onnx-forest-three", RandomForestClassifier(n_estimators=3, max_depth=3, random_state=1), three)
from_sklearn("onnx-forest-regression", RandomForestRegressor(n_estimators=3, max_depth=3, random_state=1), noisy, "variable")
from_sklearn("onnx-two-targets", ExtraTreesRegressor(n_estimators=2, max_depth=3, random_state=1), np.column_stack([noisy, positive]), "variable")
from_sklearn("onnx-boosting-three", GradientBoostingClassifier(n_estimators=2, max_depth=2, random_state=1), three)
from_sklearn("onnx-tree", DecisionTreeClassifier(max_depth=4, random_state=1), binary)


# LightGBM's categorical splits become chains of equalities that share what follows.
booster = lgb.Booster(model_file=os.path.join(HERE, "lightgbm-categories.txt"))
chained = onnxmltools.convert_lightgbm(booster, initial_types=[("X", onnxmltools.convert.common.data_types.FloatTensorType([None, 4]))], zipmap=False, target_opset=15)
codes = np.array([[a, 0.1, c, d] for a in (-1, 0.3, np.nan) for c in (0, 2, 4) for d in (0, 1, 3, 5, 17, 31, 32, 33, 64, 69, 70)], np.float32)
onnx_case("onnx-chains", chained, codes, "probabilities")


def ensemble(nodes, leaves, operator="TreeEnsembleClassifier", prefix="class", labels=(0, 1), element=TensorProto.FLOAT, **rest):
    """nodes: (tree, node, feature, mode, value, true, false, missing tracks true); leaves: (tree, node, id, weight)."""
    columns = list(zip(*nodes))
    keys = ["treeids", "nodeids", "featureids", "modes", "values", "truenodeids", "falsenodeids", "missing_value_tracks_true"]
    attributes = {f"nodes_{key}": list(column) for key, column in zip(keys, columns)}
    for key, column in zip(["treeids", "nodeids", "ids", "weights"], zip(*leaves)):
        attributes[f"{prefix}_{key}"] = list(column)
    if operator == "TreeEnsembleClassifier":
        attributes["classlabels_int64s"] = list(labels)
    outputs = ["label", "scores"] if operator == "TreeEnsembleClassifier" else ["scores"]
    node = helper.make_node(operator, ["X"], outputs, domain="ai.onnx.ml", **attributes, **rest)
    values = [helper.make_tensor_value_info(o, TensorProto.INT64 if o == "label" else TensorProto.FLOAT, [None] if o == "label" else [None, None]) for o in outputs]
    graph = helper.make_graph([node], "g", [helper.make_tensor_value_info("X", element, [None, 2])], values)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("ai.onnx.ml", 3), helper.make_opsetid("", 17)], ir_version=8)


HAND = np.array([[a, b] for a in (-1, 0.5, 0.50000006, 1, 2, np.nan) for b in (-1, 0, 1, 3, np.nan)], np.float32)


def stump(mode, value, missing):
    """A tree that splits on input 0 by `mode`, then both sides on input 1; its second tree is a leaf of its own. Numbers of nodes say nothing of their order."""
    nodes = [(7, 6, 0, mode, value, 5, 4, missing), (7, 5, 1, mode, value, 0, 3, 1 - missing), (7, 4, 1, mode, value + 1, 1, 2, missing),
             *[(7, n, 0, "LEAF", 0.0, 0, 0, 0) for n in (3, 2, 1, 0)], (9, 0, 0, "LEAF", 0.0, 0, 0, 0)]
    return nodes, {(7, 0): -1.5, (7, 3): 0.25, (7, 1): 2.0, (7, 2): -0.5, (9, 0): 0.125}


for mode in ("LEQ", "LT", "GTE", "GT", "EQ", "NEQ"):
    for missing in (0, 1):
        whole = mode in ("EQ", "NEQ")
        nodes, weights = stump(f"BRANCH_{mode}", 1.0 if whole else 0.5, missing)
        rows = HAND[[not 0.4 < row[0] < 0.6 for row in HAND]] if whole else HAND
        leaves = [(*at, 0, weight) for at, weight in weights.items()]
        onnx_case(f"onnx-{mode.lower()}-{'true' if missing else 'false'}", ensemble(nodes, leaves, post_transform="LOGISTIC", base_values=[0.1]), rows, "scores")

nodes, weights = stump("BRANCH_LEQ", 0.5, 0)
one = [(*at, 0, weight) for at, weight in weights.items()]
second = [(*at, 1, weight) for at, weight in weights.items()]
both = [(*at, c, weight * (1 if c else -0.7)) for at, weight in weights.items() for c in (0, 1)]
above = [(*at, 0, abs(weight) / 4) for at, weight in weights.items()]
for post in ("NONE", "LOGISTIC", "SOFTMAX"):
    onnx_case(f"onnx-both-{post.lower()}", ensemble(nodes, both, post_transform=post), HAND, "scores")
    onnx_case(f"onnx-second-{post.lower()}", ensemble(nodes, second, post_transform=post), HAND, "scores")
    onnx_case(f"onnx-three-{post.lower()}", ensemble(nodes, both, labels=(0, 1, 2), post_transform=post, base_values=[0.1, 0.2, 0.3]), HAND, "scores")
    targets = dict(operator="TreeEnsembleRegressor", prefix="target", n_targets=2, post_transform=post)
    onnx_case(f"onnx-targets-{post.lower()}", ensemble(nodes, both, base_values=[0.5, -0.5], **targets), HAND, "scores")
for post in ("NONE", "LOGISTIC"):
    onnx_case(f"onnx-one-{post.lower()}", ensemble(nodes, one, post_transform=post), HAND, "scores")
    onnx_case(f"onnx-above-{post.lower()}", ensemble(nodes, above, post_transform=post), HAND, "scores")
onnx_case("onnx-double", ensemble(nodes, one, post_transform="LOGISTIC", element=TensorProto.DOUBLE), np.vstack([HAND.astype(float), [[0.5 + 1e-12, 0.0], [0.5 - 1e-12, 0.0]]]), "scores")
onnx_case("onnx-average", ensemble(nodes, one, operator="TreeEnsembleRegressor", prefix="target", n_targets=1, aggregate_function="AVERAGE", base_values=[0.5]), HAND, "scores")
onnx_case("onnx-max", ensemble(nodes, one, operator="TreeEnsembleRegressor", prefix="target", n_targets=1, aggregate_function="MAX"), HAND, "scores")
onnx_case("onnx-one-softmax", ensemble(nodes, one, post_transform="SOFTMAX"), HAND, "scores")
onnx_case("onnx-one-two-bases", ensemble(nodes, one, post_transform="LOGISTIC", base_values=[0.1, 0.2]), HAND, "scores")
onnx_case("onnx-leaf-without-second", ensemble(nodes, [leaf for leaf in both if leaf[2] == 0 or leaf[1] in (1, 2)], post_transform="LOGISTIC"), HAND, "scores")
onnx_case("onnx-one-target-logistic", ensemble(nodes, one, operator="TreeEnsembleRegressor", prefix="target", n_targets=1, post_transform="LOGISTIC"), HAND, "scores")
