import { describe, expect, it } from "vitest";
import type { ModelExplanation } from "../../src/core/explained.js";
import type { Answers, Batch, LoadedModel, Loader } from "../../src/models/model.js";
import { failureOf, measured, suiteOf, temporaryFolder, written } from "./measure-suite.js";

const folder = temporaryFolder();
const rows = 900;

interface Row {
  readonly gender: string;
  readonly age: number;
  readonly calls: number;
  readonly plan: string;
  readonly label: number;
}

/** Women call more often, and the model's score rises with calls and age. */
const data = Array.from({ length: rows }, (_, row): Row => {
  const gender = row % 3 === 0 ? "f" : "m";
  const calls = ((row * 7) % 5) + (gender === "f" ? 3 : 0);
  return { gender, age: 20 + ((row * 13) % 50), calls, plan: row % 2 === 0 ? "a" : "b", label: Number(calls > 3) };
});
const scoreOf = (age: number, calls: number, plan: string | null): number =>
  0.1 + 0.004 * (age - 20) + 0.06 * calls + (plan === "a" ? 0.1 : 0);

const file = (name: string, of: readonly Row[]): string =>
  written(
    folder,
    name,
    `gender,age,calls,plan,label\n${of.map(({ gender, age, calls, plan, label }) => [gender, age, calls, plan, label].join(",")).join("\n")}\n`,
  );
const straight = file("rows.csv", data);
const reversed = file("reversed.csv", data.toReversed());

const answer = ({ rows: n, columns: [age, calls, plan] }: Batch): Answers => ({
  score: Float64Array.from({ length: n }, (_, row) =>
    scoreOf((age as Float64Array)[row]!, (calls as Float64Array)[row]!, (plan as readonly string[])[row]!),
  ),
  label: null,
});

const loading =
  (predict: (batch: Batch) => Answers): Loader =>
  async ({ id, kind }): Promise<LoadedModel> => ({
    facts: { id, kind, files: [], sha256: "f".repeat(64), runtime: "fake 1", inputs: [], outputs: [], features: 3 },
    columns: [
      { column: "age", type: "number" },
      { column: "calls", type: "number" },
      { column: "plan", type: "text" },
    ],
    batchRows: 512,
    predict: async (batch) => predict(batch),
    close: async () => {},
  });

const defaults = { method: "auto", rows: 300, precision: 0.05 } as const;
const suite = (source = straight, explain: object = {}) => ({
  ...suiteOf({ folder, sources: [source], models: [{ kind: "onnx" as const, path: "model.onnx" }] }),
  explain: { ...defaults, ...explain },
});

async function explained(of = suite(), predict = answer): Promise<Extract<ModelExplanation, { facts: unknown }>> {
  const { models } = await measured(of, { loadModel: loading(predict) });
  const { explanation } = models[0]!;
  if (explanation === undefined || "reason" in explanation) throw new Error(explanation?.reason ?? "not explained");
  return explanation;
}

describe("measure(suite) with explain", () => {
  it("explains a model of few inputs exactly, and adds up", async () => {
    const { facts, outputs } = await explained();
    expect(facts).toMatchObject({ method: "exact", rows: 300, units: 300, background: 25 });
    expect(facts.features.map(({ name }) => name)).toEqual(["age", "calls", "plan"]);
    // Sums of a few doubles below 1.
    expect(outputs[0]!.additivityError).toBeLessThan(1e-14);
    expect(outputs[0]!.scale).toBe("probability");
  });

  it("finds which input makes the gap: its parts add up to the gap in the mean score", async () => {
    const { outputs } = await explained();
    const gaps = outputs[0]!.gaps.filter(({ figure }) => figure === "mean_attribution");
    const whole = outputs[0]!.gaps.find(({ figure }) => figure === "mean_output")!;
    const of = (feature: string) => gaps.find((row) => row.feature === feature)!;
    expect([of("calls").group, of("calls").reference]).toEqual(["f", "m"]);
    // Women have three calls more, each worth 0.06.
    expect(of("calls").value).toBeCloseTo(0.18, 1);
    expect(of("calls").p_adjusted!).toBeLessThan(0.01);
    expect(of("plan").p_adjusted!).toBeGreaterThan(0.01);
    expect(gaps.reduce((sum, { value }) => sum + value!, 0)).toBeCloseTo(whole.value!, 12);
  });

  it("names the input that stands in for the attribute, and ranks inputs by dealing them out anew", async () => {
    const { facts } = await explained();
    expect(facts.proxies.filter(({ is_proxy }) => is_proxy).map(({ feature }) => feature)).toEqual(["calls"]);
    const women = facts.importance.filter(({ group }) => group === "f");
    expect(women.map(({ feature }) => feature)).toEqual(["age", "calls", "plan"]);
    expect(women.every(({ status }) => status === "ok")).toBe(true);
  });

  it("does not depend on the order of the rows or on threads", async () => {
    const one = await measured(suite(straight), { loadModel: loading(answer), threads: 1 });
    const other = await measured(suite(reversed), { loadModel: loading(answer), threads: 2 });
    expect(other.models[0]!.explanation).toEqual(one.models[0]!.explanation);
  });

  it("takes other rows with another seed, and no more than there are", async () => {
    const one = await explained(suite(straight, { rows: 2000 }));
    expect(one.facts.rows).toBe(rows);
    const seeded = async (seed: number) =>
      (await measured(suite(), { loadModel: loading(answer), seed })).models[0]!.explanation;
    expect(await seeded(2)).not.toEqual(await seeded(1));
  });

  it("counts declared columns as one input", async () => {
    const { facts } = await explained(suite(straight, { groups: { usage: ["age", "calls"] } }));
    expect(facts.features.map(({ name, columns }) => [name, columns])).toEqual([
      ["usage", ["age", "calls"]],
      ["plan", ["plan"]],
    ]);
  });

  it("gives standard errors where it samples, within the calls it may make", async () => {
    let asked = 0;
    const { facts, outputs } = await explained(
      suite(straight, { method: "permutation", calls: 60_000, background: 20, rows: 100 }),
      (batch) => {
        asked += batch.rows;
        return answer(batch);
      },
    );
    expect(outputs[0]!.standardError).not.toBeNull();
    expect(facts.calls!).toBeLessThanOrEqual(60_000 + 20);
    expect(asked).toBeGreaterThan(0);
  });

  it("says why a model that answers with labels only cannot be explained", async () => {
    const labels = ({ rows: n }: Batch): Answers => ({ score: null, label: new Array<string>(n).fill("1") });
    const { models } = await measured(suite(), { loadModel: loading(labels) });
    expect(models[0]!.explanation).toEqual({ reason: "it answers with a label and no score" });
  });

  it("refuses a method that the model does not allow, and a budget that explains too few rows", async () => {
    const trees = measured(suite(straight, { method: "tree_path" }), { loadModel: loading(answer) });
    expect(await failureOf(trees)).toMatchObject({
      kind: "usage",
      message: expect.stringContaining("cannot be explained by tree_path, because it is no model of trees"),
    });
    const poor = measured(suite(straight, { method: "kernel", calls: 1000 }), { loadModel: loading(answer) });
    expect(await failureOf(poor)).toMatchObject({
      kind: "usage",
      message: expect.stringContaining("at least 30 are needed"),
    });
  });
});
