import { describe, expect, it } from "vitest";
import type { ModelNeighbours } from "../../src/core/neighbours.js";
import type { Answers, Batch, LoadedModel, Loader } from "../../src/models/model.js";
import type { SuiteContent } from "../../src/suite/suite.js";
import { measured, suiteOf, temporaryFolder, written } from "./measure-suite.js";

const folder = temporaryFolder();

interface Row {
  readonly gender: string;
  readonly tenure: number;
  readonly plan: string;
  readonly month: number;
}

const data = Array.from(
  { length: 400 },
  (_, row): Row => ({
    gender: row % 3 === 0 ? "f" : "m",
    tenure: (row * 37) % 101,
    plan: "abc"[(row >> 2) % 3]!,
    month: 1 + (row % 2),
  }),
);
const file = (name: string, rows: readonly Row[]): string =>
  written(
    folder,
    name,
    `gender,tenure,plan,day,label\n${rows.map((row) => `${row.gender},${row.tenure},${row.plan},2026-0${row.month}-01,${row.tenure % 2}`).join("\n")}\n`,
  );
const straight = file("rows.csv", data);
const reversed = file("reversed.csv", data.toReversed());

type Scorer = (row: { gender: string; tenure: number; plan: string }) => number;

const inputs = [
  { column: "gender", type: "text" },
  { column: "tenure", type: "number" },
  { column: "plan", type: "text" },
] as const;

const loading =
  (score: Scorer, isLabel = false): Loader =>
  async ({ id, kind }): Promise<LoadedModel> => ({
    facts: { id, kind, files: [], sha256: "f".repeat(64), runtime: "fake 1", inputs: [], outputs: [], features: 3 },
    columns: [...inputs],
    batchRows: 512,
    predict: async ({ rows, columns: [gender, tenure, plan] }: Batch): Promise<Answers> => {
      const at = (row: number) => ({
        gender: (gender as readonly string[])[row]!,
        tenure: (tenure as Float64Array)[row]!,
        plan: (plan as readonly string[])[row]!,
      });
      const scores = Float64Array.from({ length: rows }, (_, row) => score(at(row)));
      return isLabel
        ? { score: null, label: Array.from(scores, (value) => (value >= 0.5 ? "1" : "0")) }
        : { score: scores, label: null };
    },
    close: async () => {},
  });

const suite = (
  more: Partial<SuiteContent> = {},
  model: Partial<SuiteContent["models"][number]> = {},
): SuiteContent => ({
  ...suiteOf({ folder, sources: [straight], models: [{ kind: "onnx" as const, path: "model.onnx", ...model }] }),
  explain: { method: "auto", rows: 2000, precision: 0.05 },
  ...more,
});

async function neighboursOf(of: SuiteContent, score: Scorer, isLabel = false): Promise<ModelNeighbours> {
  return (await measured(of, { loadModel: loading(score, isLabel) })).models[0]!.neighbours!;
}

function findings(neighbours: ModelNeighbours) {
  if ("reason" in neighbours) throw new Error(neighbours.reason);
  return neighbours.findings;
}
const gapOf = (neighbours: ModelNeighbours) => findings(neighbours).find(({ figure }) => figure === "neighbour_gap")!;

const byTenure: Scorer = ({ tenure }) => (tenure > 50 ? 0.8 : 0.2);
const byGender: Scorer = ({ gender }) => (gender === "f" ? 0.2 : 0.8);

describe("neighbours of the rows kept for explaining", () => {
  it("are found by the model's inputs but protected attributes, and told of everybody and of each group", async () => {
    const found = await neighboursOf(suite(), byTenure);
    expect(found).toMatchObject({ k: 5, rows: 400, units: 400, columns: ["tenure", "plan"] });
    expect(findings(found).map(({ group, reference, figure }) => [figure, group, reference])).toEqual([
      ["consistency", null, null],
      ["consistency", "f", null],
      ["neighbour_gap", "f", "m"],
      ["consistency", "m", null],
    ]);
    for (const { status, value, low, high, distance } of findings(found)) {
      expect(status).toBe("ok");
      expect(low!).toBeLessThan(value!);
      expect(high!).toBeGreaterThan(value!);
      expect(distance!).toBeLessThan(0.1);
    }
  });
  it("of a model that is blind to gender agree, and have no gap", async () => {
    const found = await neighboursOf(suite(), byTenure);
    expect(findings(found)[0]!.value).toBeGreaterThan(0.95);
    expect(gapOf(found).low!).toBeLessThan(0);
    expect(gapOf(found).high!).toBeGreaterThan(0);
  });
  it("of a model that sees nothing but gender have the whole gap", async () => {
    expect(gapOf(await neighboursOf(suite(), byGender)).value).toBe(-1);
  });
  it("do not depend on the order of the rows or on threads, even by a capacity of each month", async () => {
    const capacity = suite({}, { threshold: { top_share: 0.3 } });
    const monthly = (source: string): SuiteContent => ({
      ...capacity,
      dataset: { ...capacity.dataset, source: [source], sources: [source], time: { column: "day", period: "month" } },
      explain: { method: "auto", rows: 90, precision: 0.05 },
    });
    const scorer: Scorer = ({ tenure }) => tenure / 101;
    const one = await measured(monthly(straight), { loadModel: loading(scorer), threads: 1 });
    const other = await measured(monthly(reversed), { loadModel: loading(scorer), threads: 2 });
    expect(one.models[0]!.neighbours).toEqual(other.models[0]!.neighbours);
    expect(one.models[0]!.neighbours).toMatchObject({ rows: 90 });
  });
  it("of a model that answers with labels only are compared, too", async () => {
    const found = await measured(suite(), { loadModel: loading(byTenure, true) });
    expect(found.models[0]!.explanation).toHaveProperty("reason");
    expect(found.models[0]!.neighbours).toEqual(await neighboursOf(suite(), byTenure));
  });
  it("leave out rows that the model leaves to somebody else", async () => {
    const sure: Scorer = ({ tenure, plan }) => (plan === "a" ? 0.5 : tenure > 50 ? 0.9 : 0.1);
    const found = await neighboursOf(suite({}, { abstain_below: 0.7 }), sure);
    expect(found).toMatchObject({ rows: data.filter(({ plan }) => plan !== "a").length });
    const never = await neighboursOf(suite({}, { abstain_below: 0.7 }), () => 0.5);
    expect(never).toEqual({ reason: "it left every decision to somebody else" });
  });
  it("are not there without explain, and say why there are none where only protected attributes tell rows apart", async () => {
    const plain = await measured(suite({ explain: null }), { loadModel: loading(byTenure) });
    expect(plain.models[0]).not.toHaveProperty("neighbours");
    const attributes = [{ name: "gender" }, { name: "tenure", bins: [0, 50, 200] }, { name: "plan" }];
    expect(await neighboursOf(suite({ attributes }), byTenure)).toEqual({
      reason: "none of its inputs, beside protected attributes, tells which rows are alike",
    });
  });
  it("by other libraries' conventions are worked out where they are asked for", async () => {
    expect(await neighboursOf(suite(), byTenure)).not.toHaveProperty("reproduced");
    const { reproduced } = await neighboursOf(suite({ compatibility: ["clarify.*"] }), byGender);
    // Of the numeric inputs there is the tenure; each woman is refused and her nearest men are not.
    expect(reproduced).toEqual([
      { attribute: null, group: null, figure: "consistency", value: expect.any(Number) },
      { attribute: "gender", group: "f", figure: "flip_test", value: -1 },
      { attribute: "gender", group: "m", figure: "flip_test", value: 1 },
    ]);
  });
});
