#!/usr/bin/env python3
"""Writes fixtures/lightgbm-v3.txt and .json: the text form of LightGBM 3, with the answers of that version.

usage: python make-v3-fixture.py      (lightgbm 3.3.5, numpy 1.x)
"""
import json
import os

import lightgbm as lgb
import numpy as np

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures")
rng = np.random.default_rng(1)
N = 400
X = np.column_stack([rng.normal(size=N).round(2), rng.integers(0, 40, N).astype(float), np.where(rng.random(N) < 0.3, 0, rng.normal(size=N).round(2))])
X[rng.random(N) < 0.1, 0] = np.nan
X[rng.random(N) < 0.1, 1] = np.nan
y = ((np.nan_to_num(X[:, 0]) + (np.nan_to_num(X[:, 1]) % 3 == 1)) > 0.3).astype(int)
rows = np.vstack([X[:30], [[np.nan, -1, 0], [0, 99, 1e-36], [1, 0.5, np.nan], [1, -0.5, np.nan], [2, 4000, 1]]])
params = dict(objective="binary", num_leaves=6, verbose=-1, min_data_per_group=5, cat_smooth=1, learning_rate=0.3, num_threads=1)
booster = lgb.train(params, lgb.Dataset(X, y, categorical_feature=[1]), 4)
text = booster.model_to_string()
head, _, tail = text.partition("\nparameters:\n")
with open(os.path.join(HERE, "lightgbm-v3.txt"), "w") as f:
    f.write(head + "\nparameters:\n" + tail[tail.index("\nend of parameters"):])
with open(os.path.join(HERE, "lightgbm-v3.json"), "w") as f:
    table = [[None if np.isnan(v) else v for v in row] for row in rows.tolist()]
    raw, answers = booster.predict(rows, raw_score=True).tolist(), booster.predict(rows).tolist()
    json.dump({"source": f"lightgbm {lgb.__version__}", "kind": "lightgbm", "file": "lightgbm-v3.txt", "rows": table, "raw": raw, "answers": answers}, f)
    f.write("\n")
