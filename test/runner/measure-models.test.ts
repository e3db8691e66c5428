import { describe, expect, it } from "vitest";
import type { Progress } from "../../src/core/progress.js";
import type { Answers, Batch, InputColumn, LoadedModel, Loader, ModelRequest } from "../../src/models/model.js";
import { failureOf, measured, suiteOf, temporaryFolder, written } from "./measure-suite.js";

const folder = temporaryFolder();
const rows = 5000;

/** 5,000 rows, some without label or age, with the score that {@link scoring} gives them beside. */
const scoreOf = (age: number): number => (Number.isNaN(age) ? 0.5 : ((age * 37) % 101) / 101);
const data = Array.from({ length: rows }, (_, row) => {
  const age = row % 11 === 0 ? "" : String(18 + ((row * 7) % 60));
  return {
    gender: row % 3 === 0 ? "f" : "m",
    age,
    label: row % 97 === 0 ? "" : String(row % 5 === 0 ? 1 : 0),
    member: row % 2 === 0,
    score: scoreOf(age === "" ? Number.NaN : Number(age)),
  };
});
const lines = (records: typeof data) =>
  records.map(({ gender, age, label, member, score }) => [gender, age, label, member, score].join(",")).join("\n");
const head = "gender,age,label,member,score";
const file = written(folder, "rows.csv", `${head}\n${lines(data)}\n`);

interface Fake {
  readonly columns?: readonly InputColumn[];
  readonly batchRows?: number;
  readonly classNames?: readonly string[];
  readonly answer: (batch: Batch) => Answers;
  readonly closed?: () => void;
}

const loading =
  (...models: Fake[]): Loader =>
  async ({ id, kind }: ModelRequest): Promise<LoadedModel> => {
    const {
      columns = [{ column: "age", type: "number" }],
      batchRows = 700,
      classNames,
      answer,
      closed,
    } = models[Number(id.slice(1))]!;
    return {
      facts: { id, kind, files: [], sha256: "f".repeat(64), runtime: "fake 1", inputs: [], outputs: [], features: 1 },
      columns,
      batchRows,
      ...(classNames ? { classNames } : {}),
      predict: async (batch) => answer(batch),
      warnings: () => [{ code: "unknown_categories", values: { model: id } }],
      close: async () => closed?.(),
    };
  };

const ages = ({ columns }: Batch): number[] => [...(columns[0] as Float64Array)];
const scoring = (batch: Batch): Answers => ({ score: Float64Array.from(ages(batch), scoreOf), label: null });

const kinds = (count: number) => Array.from({ length: count }, () => ({ kind: "onnx" as const, path: "model.onnx" }));
const suite = (models: Parameters<typeof suiteOf>[0]["models"] = kinds(1), dataset = {}) =>
  suiteOf({
    folder,
    sources: [file],
    attributes: ["gender", { name: "band", column: "age", bins: [18, 40, 80] }],
    models,
    dataset,
  });

describe("measure(suite) with a model that scores", () => {
  it("counts as if its scores stood in the data", async () => {
    const logged = await measured(suite([{ score: "score" }]));
    for (const batchRows of [1000, 2048, 1, 100_000].filter((size) => size > 1)) {
      const scored = await measured(suite(), { loadModel: loading({ batchRows, answer: scoring }) });
      expect(scored.models[0]!.counts).toEqual(logged.models[0]!.counts);
      expect(scored.exclusions).toEqual(logged.exclusions);
      expect(scored.data).toEqual(logged.data);
    }
  });

  it("gives each batch its rows as vectors, missing numbers as NaN and missing texts as null", async () => {
    const columns: InputColumn[] = [
      { column: "age", type: "number" },
      { column: "age", type: "text" },
      { column: "member", type: "text" },
    ];
    const seen: unknown[][] = [];
    const answer = (batch: Batch): Answers => {
      expect(batch.columns[0]).toBeInstanceOf(Float64Array);
      expect(batch.columns.map(({ length }) => length)).toEqual([batch.rows, batch.rows, batch.rows]);
      for (let row = 0; row < batch.rows; row++) seen.push(batch.columns.map((column) => column[row]));
      return scoring(batch);
    };
    await measured(suite(), { loadModel: loading({ columns, batchRows: 300, answer }) });
    const kept = data.filter(({ label }) => label !== "");
    expect(seen).toEqual(
      kept.map(({ age, member }) => [age === "" ? Number.NaN : Number(age), age === "" ? null : age, String(member)]),
    );
  });

  it("tells of its progress batch by batch, and closes the model", async () => {
    const steps: Progress[] = [];
    let closed = 0;
    const result = await measured(suite(), {
      loadModel: loading({ batchRows: 2000, answer: scoring, closed: () => closed++ }),
      onProgress: (progress) => steps.push(progress),
    });
    const kept = result.data.rowsKept;
    expect(steps.filter(({ step }) => step === "score")).toEqual([
      { step: "score", done: 0, total: kept, finished: false },
      { step: "score", done: 2000, total: kept, finished: false },
      { step: "score", done: 4000, total: kept, finished: false },
      { step: "score", done: kept, total: kept, finished: false },
      { step: "score", done: kept, total: kept, finished: true },
    ]);
    expect(closed).toBe(1);
    expect(result.warnings).toEqual([{ code: "unknown_categories", values: { model: "m0" } }]);
    expect(result.models[0]!.facts).toMatchObject({
      runtime: "fake 1",
      decision: "score ≥ 0.5",
      hasScore: true,
      hasPrediction: true,
    });
  });

  it("runs several models over the same rows, beside logged ones", async () => {
    const low = (batch: Batch): Answers => ({
      score: Float64Array.from(ages(batch), (age) => scoreOf(age) / 2),
      label: null,
    });
    const models = [
      { kind: "onnx" as const, path: "a" },
      { score: "score" },
      { kind: "onnx" as const, path: "b", threshold: 0.25 },
    ];
    const { models: found } = await measured(suite(models), {
      loadModel: loading({ answer: scoring }, { answer: scoring }, { batchRows: 90, answer: low }),
    });
    expect(found[0]!.counts).toEqual(found[1]!.counts);
    expect(found[2]!.counts.cells.prediction).toEqual(found[0]!.counts.cells.prediction);
    expect(found[2]!.counts.cells.n).toEqual(found[0]!.counts.cells.n);
  });

  it("takes the model's own classes where it names several", async () => {
    const topics = ["billing", "sales", "support"];
    const text = written(
      folder,
      "topics.csv",
      `gender,label,age\n${data.map(({ gender }, row) => `${gender},${topics[row % 3]},${row}`).join("\n")}\n`,
    );
    const answer = (batch: Batch): Answers => ({
      score: new Float64Array(batch.rows).fill(0.9),
      label: ages(batch).map((age) => String(age % 2)),
    });
    const parts = suiteOf({
      folder,
      sources: [text],
      models: [{ kind: "onnx", path: "m", classes: { 0: "billing", 1: "sales" } }],
    });
    const { models } = await measured(parts, { loadModel: loading({ answer, classNames: ["0", "1", "2"] }) });
    const { cells, scores } = models[0]!.counts;
    expect(cells.classes).toEqual(topics);
    expect(new Set(cells.prediction)).toEqual(new Set([0, 1]));
    expect([models[0]!.facts.hasScore, models[0]!.facts.decision, scores]).toEqual([
      false,
      "the class the model names",
      null,
    ]);
  });

  it("turns the score round where the model's last class is the negative one", async () => {
    const answer = (batch: Batch): Answers => ({
      score: Float64Array.from(ages(batch), (age) => 1 - scoreOf(age)),
      label: ages(batch).map((age) => (scoreOf(age) > 0.5 ? "1" : "0")),
    });
    const flipped = await measured(suite(), { loadModel: loading({ answer, classNames: ["1", "0"] }) });
    const { cells } = flipped.models[0]!.counts;
    const straight = (await measured(suite(), { loadModel: loading({ answer: scoring, classNames: ["0", "1"] }) }))
      .models[0]!.counts.cells;
    // 1 - (1 - s) differs from s in the last digit only, so the sums agree to that.
    cells.ws.forEach((sum, cell) => {
      expect(sum).toBeCloseTo(straight.ws[cell]!, 9);
    });
    expect(cells.n).toEqual(straight.n);
  });

  it.each<[string, Fake, RegExp]>([
    [
      "too few scores",
      { answer: (batch) => ({ score: new Float64Array(batch.rows - 1), label: null }) },
      /model "m0" answered 699 rows where 700 were asked/,
    ],
    ["no answer", { answer: () => ({ score: null, label: null }) }, /answered 0 rows/],
    [
      "scores that are NaN",
      { answer: (batch) => ({ score: Float64Array.from(ages(batch)), label: null }) },
      /^row 12: model "m0" answers with a score that is no finite number; 4\d\d more rows: 23, 34, 45 and 4\d\d others\n/,
    ],
    [
      "scores outside 0 to 1",
      { answer: (batch) => ({ score: Float64Array.from(ages(batch), (age) => (age === 25 ? 2 : 0.5)), label: null }) },
      /^row 2: model "m0" answers with a score outside 0 to 1; name a `threshold`/,
    ],
    [
      "columns that are not there",
      { columns: [{ column: "agee", type: "number" }], answer: scoring },
      /no column "agee" in the data; did you mean "age"\?/,
    ],
    [
      "texts where numbers are wanted",
      { columns: [{ column: "gender", type: "number" }], answer: scoring },
      /^row 2 \(line 3\), column "gender"\nexpected a number, found text; 4,9\d\d more rows/,
    ],
  ])("refuses %s", async (_, fake, message) => {
    let closed = 0;
    const failure = await failureOf(measured(suite(), { loadModel: loading({ ...fake, closed: () => closed++ }) }));
    expect((failure as Error).message).toMatch(message);
    expect(closed).toBe(1);
  });

  it("says which file a score came from", async () => {
    const [first, second] = [
      written(folder, "1.csv", `${head}\n${lines(data.slice(1, 11))}\n`),
      written(folder, "2.csv", `${head}\n${lines(data.slice(11, 40))}\n`),
    ];
    const answer = (batch: Batch): Answers => ({ score: Float64Array.from(ages(batch)), label: null });
    const failure = await failureOf(
      measured(suiteOf({ folder, sources: [first, second], models: kinds(1) }), { loadModel: loading({ answer }) }),
    );
    expect(failure).toMatchObject({
      problems: [{ file: "2.csv", message: expect.stringMatching(/^row 1: .*; 2 more rows: 12 and 23$/) }, {}],
    });
  });

  it("names the feature in the suite", async () => {
    const models = [
      {
        kind: "onnx" as const,
        path: "m",
        features: ["age", { name: "x", column: "agee" }],
        featureSteps: [{ name: "age" }, { name: "x", column: "agee" }],
      },
    ];
    const columns: InputColumn[] = ["age", "agee"].map((column) => ({ column, type: "number" }));
    const failure = await failureOf(measured(suite(models), { loadModel: loading({ columns, answer: scoring }) }));
    expect(failure).toMatchObject({ kind: "usage", problems: [{ at: ["models", 0, "features", 1, "column"] }] });
  });

  it("is not asked for scores when it is only inspected", async () => {
    const answer = (): Answers => {
      throw new Error("must not be asked");
    };
    const { models, data: facts } = await measured(suite(), { job: "inspect", loadModel: loading({ answer }) });
    expect(facts.rowsRead).toBe(rows);
    expect(new Set(models[0]!.counts.cells.prediction)).toEqual(new Set([-1]));
    expect(models[0]!.facts).toMatchObject({ decision: null, runtime: "fake 1" });
  });
});
