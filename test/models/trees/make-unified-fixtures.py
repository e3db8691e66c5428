#!/usr/bin/env python3
"""Writes fixtures/onnx-unified-*.onnx and .json: the operator TreeEnsemble of ai.onnx.ml 5, with the answers of onnxruntime.

usage: python make-unified-fixtures.py      (onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6)
"""
import json
import os

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures")
LEQ, LT, GTE, GT, EQ, NEQ, MEMBER = range(7)
AVERAGE, SUM, MIN, MAX = range(4)


def split(at):
    """Place of a split; leaves are `leaf(at)`."""
    return (0, at)


def leaf(at):
    return (1, at)


def ensemble(splits, leaves, roots, targets=1, members=None, missing=None, element=TensorProto.FLOAT, behind=None, **rest):
    """splits: (mode, feature, value, when true, when false); leaves: (target, weight)."""
    numbers = lambda values: helper.make_tensor("t", element, (len(values),), [float(v) for v in values])
    attributes = dict(
        n_targets=targets, tree_roots=roots,
        nodes_modes=helper.make_tensor("t", TensorProto.UINT8, (len(splits),), [s[0] for s in splits]),
        nodes_featureids=[s[1] for s in splits], nodes_splits=numbers([s[2] for s in splits]),
        nodes_trueleafs=[s[3][0] for s in splits], nodes_truenodeids=[s[3][1] for s in splits],
        nodes_falseleafs=[s[4][0] for s in splits], nodes_falsenodeids=[s[4][1] for s in splits],
        leaf_targetids=[target for target, _ in leaves], leaf_weights=numbers([weight for _, weight in leaves]), **rest)
    if members is not None:
        attributes["membership_values"] = numbers(members)
    if missing is not None:
        attributes["nodes_missing_value_tracks_true"] = missing
    nodes = [helper.make_node("TreeEnsemble", ["X"], ["scores" if behind is None else "raw"], domain="ai.onnx.ml", **attributes)]
    if behind is not None:
        nodes.append(helper.make_node(behind, ["raw"], ["scores"]))
    graph = helper.make_graph(nodes, "g", [helper.make_tensor_value_info("X", element, [None, 2])], [helper.make_tensor_value_info("scores", element, [None, targets])])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid("ai.onnx.ml", 5)], ir_version=10)


# Input 0 is any number, input 1 a code of a category.
ROWS = np.array([[a, b] for a in (-1, 0.5, 0.50000006, 2, np.nan) for b in (-1, 0, 1, 3, 33, 70, np.nan)])


def case(name, model, rows=ROWS):
    onnx.checker.check_model(model)
    with open(os.path.join(HERE, f"onnx-unified-{name}.onnx"), "wb") as f:
        f.write(model.SerializeToString())
    double = model.graph.input[0].type.tensor_type.elem_type == TensorProto.DOUBLE
    rows = rows if double else rows.astype(np.float32).astype(float)
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    answers = session.run(["scores"], {"X": rows.astype(np.float64 if double else np.float32)})[0]
    table = [[None if np.isnan(v) else float(v) for v in row] for row in rows]
    with open(os.path.join(HERE, f"onnx-unified-{name}.json"), "w") as f:
        json.dump({"source": f"onnxruntime {ort.__version__}", "kind": "onnx", "file": f"onnx-unified-{name}.onnx", "rows": table, "raw": None, "answers": answers.tolist(), "output": "scores"}, f)
        f.write("\n")


# One tree for each mode, each of two splits; a leaf serves in several trees.
SPLITS, ROOTS = [], []
for mode in range(7):
    whole = mode in (EQ, NEQ, MEMBER)
    at = len(SPLITS)
    ROOTS.append(at)
    SPLITS += [(mode, int(whole), 1.0 if whole else 0.5, leaf(mode), split(at + 1)), (LEQ, 0, float(mode) - 2, leaf(7), leaf(mode + 8))]
LEAVES = [(0, (-1) ** n * (0.25 + n / 8)) for n in range(15)]
MEMBERS = [0, 3, 33, np.nan]
case("modes", ensemble(SPLITS, LEAVES, ROOTS, members=MEMBERS))
case("missing", ensemble(SPLITS, LEAVES, ROOTS, members=MEMBERS[:-1], missing=[1, 0] * 7))
case("average", ensemble(SPLITS, LEAVES, ROOTS, members=MEMBERS, aggregate_function=AVERAGE))
case("double", ensemble(SPLITS, LEAVES, ROOTS, members=MEMBERS, element=TensorProto.DOUBLE), np.vstack([ROWS, [[0.5 + 1e-12, 0.0], [0.5 - 1e-12, 0.0]]]))
case("targets", ensemble(SPLITS, [(n % 3, weight) for n, (_, weight) in enumerate(LEAVES)], ROOTS, 3, members=MEMBERS))
# Without categories, onnxruntime is not needed.
case("sigmoid", ensemble(SPLITS[:8], LEAVES, ROOTS[:4], behind="Sigmoid"))
case("softmax", ensemble(SPLITS, [(n % 3, weight) for n, (_, weight) in enumerate(LEAVES)], ROOTS, 3, members=MEMBERS, behind="Softmax"))
# A tree that is a leaf; lists of members of two tests, one beyond the 64 codes of a word.
TWO = [(MEMBER, 1, 0, split(1), leaf(2)), (MEMBER, 1, 0, leaf(0), leaf(1)), (LT, 0, 0, leaf(3), leaf(3))]
case("members", ensemble(TWO, [(0, 1), (0, 2), (0, 3), (0, 0.5)], [0, 2], members=[1, 33, 70, np.nan, 33, np.nan]))
case("least-of-one", ensemble(TWO[:2], [(0, 1), (0, 2), (0, 3)], [0], members=[1, 33, 70, np.nan, 33, np.nan], aggregate_function=MIN))
# What onnxruntime makes of these is no plain sum of leaves, or not what the standard says.
case("max", ensemble(SPLITS, LEAVES, ROOTS, members=MEMBERS, aggregate_function=MAX))
case("transform", ensemble(SPLITS, LEAVES, ROOTS, members=MEMBERS, post_transform=2))
case("fractions", ensemble(SPLITS, LEAVES, ROOTS, members=[0.5, 3, np.nan]))
