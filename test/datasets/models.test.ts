import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tableOf } from "../../datasets/retention/columns.js";
import { interactionsOf, shipped } from "../../datasets/retention/generator.js";
import { trainChurn } from "../../scripts/train-churn.js";
import { type Escalation, probabilitiesOf, trainEscalation } from "../../scripts/train-escalation.js";
import { trainTelco } from "../../scripts/train-telco.js";
import { encode, labelsOf, rocAuc, type Table } from "../../scripts/training.js";
import type { FeatureStep, LoadedModel } from "../../src/models/model.js";
import { loadOnnx } from "../../src/models/onnx.js";
import { loadTfjsLayers } from "../../src/models/tfjs-layers.js";
import { fixturePath, projectRoot, withFixtures } from "../fixtures.js";

const models = path.join(projectRoot, "models");
const scratch = mkdtempSync(path.join(os.tmpdir(), "evenhand-models-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const table: Table = tableOf(interactionsOf(shipped).slice(0, 3000));
const featuresIn = (folder: string): FeatureStep[] =>
  JSON.parse(readFileSync(path.join(folder, "features.json"), "utf8")) as FeatureStep[];
const request = (id: string, folder: string, file: string) => ({
  id,
  kind: file.endsWith(".onnx") ? "onnx" : "tfjs-layers",
  path: path.join(folder, file),
  featureSteps: featuresIn(folder),
  output: file.endsWith(".onnx") ? "probabilities" : null,
  threads: 1,
});

/** Scores by the adapter that an audit uses. */
async function audited(model: LoadedModel, rows: Table): Promise<Float64Array> {
  const columns = model.columns.map(({ column, type }) =>
    type === "number"
      ? Float64Array.from(rows[column]!, (value) => (value === null ? Number.NaN : Number(value)))
      : rows[column]!.map((value) => (value === null ? null : String(value))),
  );
  const { score } = await model.predict({ rows: columns[0]!.length, columns });
  await model.close();
  return score!;
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);

const sizeOf = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);

const shippedModels = [
  { id: "churn-v2", file: "model.json", load: loadTfjsLayers, label: "churned" },
  { id: "escalation-v1", file: "model.onnx", load: loadOnnx, label: "escalated" },
] as const;

describe.each(shippedModels)("models/$id", ({ id, file, load, label }) => {
  const folder = path.join(models, id);

  it("is small", () => {
    expect(sizeOf(folder)).toBeLessThan(100_000);
  });

  it("sees no protected attribute", () => {
    const guarded = ["gender", "age", "language", "origin", "disability", "region"];
    expect(featuresIn(folder).filter(({ name, column }) => guarded.includes(column ?? name))).toEqual([]);
  });

  it("loads, and ranks cases that it did not learn from much better than chance", async () => {
    const scores = await audited(await load(request(id, folder, file)), table);
    // AUC of 0.5 is chance; about 500 positives of 3,000 rows put the standard error near 0.015.
    expect(rocAuc(scores, labelsOf(table, label))).toBeGreaterThan(0.7);
  });

  it("names its figures in its card", () => {
    const card = readFileSync(path.join(folder, "README.md"), "utf8");
    for (const heading of ["What it is for", "Features", "Figures", "Limits"]) expect(card).toContain(`## ${heading}`);
  });
});

describe("training again", () => {
  let escalation: Escalation;
  beforeAll(async () => {
    escalation = await trainEscalation(path.join(scratch, "escalation-v1"));
    await trainChurn(path.join(scratch, "churn-v2"));
  });

  it.each(shippedModels)("gives models/$id again", async ({ id, file, load }) => {
    const [kept, again] = [path.join(models, id), path.join(scratch, id)];
    const [a, b] = [
      await audited(await load(request(id, kept, file)), table),
      await audited(await load(request(id, again, file)), table),
    ];
    // The same bytes where exp and log round alike; elsewhere a last digit may drift through the epochs, but not far.
    expect(largestDifference(a, b)).toBeLessThan(1e-3);
    expect(featuresIn(again)).toEqual(featuresIn(kept));
  });

  it("writes an ONNX file that agrees with the same sums in TypeScript", async () => {
    const model = await loadOnnx(request("escalation-v1", path.join(scratch, "escalation-v1"), "model.onnx"));
    const scores = await audited(model, table);
    // float32 sums of 18 and 8 terms of size up to 10, then a sigmoid of slope at most ¼: a few 1e-7.
    expect(
      largestDifference(scores, probabilitiesOf(escalation.network, encode(table, escalation.steps))),
    ).toBeLessThan(1e-6);
  });
});

withFixtures("training on public data", () => {
  it("writes model, features, rows and suite, and ranks unseen customers", async () => {
    const folder = path.join(scratch, "telco");
    const { rows, unseen } = await trainTelco(
      fixturePath("datasets", "telco-churn", "telco_customer_churn.csv"),
      folder,
    );
    expect(readdirSync(folder).sort()).toEqual([
      "features.json",
      "model.json",
      "telco-churn.yaml",
      "test.parquet",
      "weights.bin",
    ]);
    // 30% of 7,043 rows, give or take five standard errors of 38.
    expect(Math.abs(rows - 0.3 * 7043)).toBeLessThan(5 * 38);
    // Published models of these data reach 0.84; the standard error with 550 leavers is about 0.01.
    expect(Math.abs(unseen - 0.84)).toBeLessThan(0.03);
  });
});
