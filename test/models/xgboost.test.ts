import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { loadModel } from "../../src/models/index.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import {
  batchOf,
  featureStepsOf,
  largestDifference,
  referenceOf,
  requestFor,
  rowsOf,
  scoreAll,
  type Table,
} from "./reference.js";

const folder = "telco-churn-xgboost";
/** Scores are single floats, ours doubles: the folder's README measured 1.8e-7 and calls 1e-6 fair. */
const tolerance = 1e-6;
const load = (file: string) =>
  loadModel(
    requestFor("xgboost", fixturePath("models", folder, file), { featureSteps: featureStepsOf(referenceOf(folder)) }),
  );

withFixtures.each(["model.json", "model.ubj"])("loadModel({ kind: xgboost }) of telco-churn-xgboost/%s", (file) => {
  it("scores and predicts every row as XGBoost does", async () => {
    const model = await load(file);
    const rows = await rowsOf(folder);
    const { score, label } = await scoreAll(model, rows);
    expect(largestDifference(score, rows.score!)).toBeLessThan(tolerance);
    expect(score.map((value) => (value >= 0.5 ? 1 : 0))).toEqual(rows.prediction);
    expect(label).toEqual([]);
    expect(model.classNames).toEqual(["0", "1"]);
  });

  it("scores missing values, unknown categories and extremes as XGBoost does, and counts them", async () => {
    const model = await load(file);
    const edge = JSON.parse(readFileSync(fixturePath("models", folder, "edge_rows.json"), "utf8")) as {
      rows: Record<string, string | number | null>[];
      score: number[];
    };
    const table: Table = Object.fromEntries(
      Object.keys(edge.rows[0]!).map((name) => [name, edge.rows.map((row) => row[name] ?? null)]),
    );
    const { score } = await model.predict(batchOf(table, model.columns));
    expect(largestDifference([...score!], edge.score)).toBeLessThan(tolerance);
    expect(model.warnings?.()).toContainEqual({
      code: "unseen_category",
      values: { model: "m", column: "Contract", rows: 1 },
    });
    expect(model.warnings?.()).toContainEqual({
      code: "missing_category",
      values: { model: "m", column: "gender", rows: 1 },
    });
  });

  it("has the hash of the file", async () => {
    const { facts } = await load(file);
    expect(readFileSync(fixturePath("models", "SHA256SUMS"), "utf8")).toContain(`${facts.sha256}  ${folder}/${file}`);
    expect(facts.features).toBe(46);
  });
});
