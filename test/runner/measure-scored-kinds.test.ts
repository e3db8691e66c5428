import { describe, expect, it } from "vitest";
import type { Answers, Batch, LoadedModel, Loader } from "../../src/models/model.js";
import { measured, suiteOf, temporaryFolder, written } from "./measure-suite.js";

const folder = temporaryFolder();
const topics = ["billing", "sales", "support"];
const rows = 3000;

/** Probabilities of the three topics for the number x, in quarters so that sums are exact. */
const shares = (x: number): number[] =>
  [
    [0.5, 0.25, 0.25],
    [0.25, 0.5, 0.25],
    [0.25, 0.25, 0.5],
  ][x % 3]!;
const data = Array.from({ length: rows }, (_, row) => ({
  gender: row % 4 === 0 ? "f" : "m",
  x: row % 7,
  label: topics[(row * 5) % 3]!,
  minutes: row % 13,
}));
const file = written(
  folder,
  "rows.csv",
  `gender,x,label,minutes,said,${topics.join(",")}\n${data
    .map(({ gender, x, label, minutes }) => [gender, x, label, minutes, x * 2 + 1, ...shares(x)].join(","))
    .join("\n")}\n`,
);

const loading =
  (answer: (x: Float64Array) => Answers, classNames: readonly string[] | null = null): Loader =>
  async ({ id, kind }): Promise<LoadedModel> => ({
    facts: { id, kind, files: [], sha256: "f".repeat(64), runtime: "fake 1", inputs: [], outputs: [], features: 1 },
    columns: [{ column: "x", type: "number" }],
    batchRows: 1024,
    classNames,
    predict: async ({ columns }: Batch) => answer(columns[0] as Float64Array),
    close: async () => {},
  });

const classAnswers = (names: readonly string[]) => (x: Float64Array) => ({
  score: Float64Array.from(x, () => 0.5),
  label: [...x].map((value) => names[value % 3]!),
  classes: { names, values: Float64Array.from([...x].flatMap(shares)) },
});

const onnx = { kind: "onnx" as const, path: "model.onnx" };
const suite = (model: Parameters<typeof suiteOf>[0]["models"], label = "label") =>
  suiteOf({ folder, sources: [file], attributes: ["gender"], models: model ?? [], dataset: { label } });

describe("measure(suite) with a model of three classes", () => {
  it("keeps every class's score, as if the scores stood in the data", async () => {
    const scores = Object.fromEntries(topics.map((topic) => [topic, topic]));
    const logged = (await measured(suite([{ scores }]))).models[0]!.counts;
    const scored = (await measured(suite([onnx]), { loadModel: loading(classAnswers(topics), topics) })).models[0]!;
    expect(scored.counts.classScores).toEqual(logged.classScores);
    expect(scored.counts.cells.rank).toEqual(logged.cells.rank);
    expect(scored.counts.cells.prediction).toEqual(logged.cells.prediction);
  });

  it("finds the label that a class stands for through `classes`", async () => {
    const names = ["0", "1", "2"];
    const classes = { 0: "billing", 1: "sales", 2: "support" };
    const plain = await measured(suite([onnx]), { loadModel: loading(classAnswers(topics), topics) });
    const named = await measured(suite([{ ...onnx, classes }]), { loadModel: loading(classAnswers(names), names) });
    expect(named.models[0]!.counts).toEqual(plain.models[0]!.counts);
  });

  it("takes the probability of the predicted class for the model's confidence", async () => {
    const answer = loading(classAnswers(topics), topics);
    const { counts } = (await measured(suite([{ ...onnx, abstain_below: 0.6 }]), { loadModel: answer })).models[0]!;
    expect([...counts.cells.abstained!]).toEqual([...counts.cells.abstained!].map(() => 1));
    expect([...new Set(counts.confidences!.score)]).toEqual([0.5]);
  });

  it("keeps no class's score where no metric needs one", async () => {
    const needs = { means: false, scores: false, confidences: false, values: false, ranks: false };
    const { counts } = (await measured(suite([onnx]), { loadModel: loading(classAnswers(topics), topics), needs }))
      .models[0]!;
    expect(counts.classScores).toBeNull();
    expect(counts.cells.rank).toBeNull();
  });
});

describe("measure(suite) with a regression that scores", () => {
  it("counts the numbers it predicts as if they stood in the data, whatever their size", async () => {
    const answer = (x: Float64Array): Answers => ({ score: x.map((value) => value * 2 + 1), label: null });
    const task = "regression" as const;
    const logged = await measured(suite([{ task, prediction: "said" }], "minutes"));
    const scored = await measured(suite([{ ...onnx, task }], "minutes"), { loadModel: loading(answer) });
    expect(scored.models[0]!.counts).toEqual(logged.models[0]!.counts);
  });

  it("refuses a prediction that is no number, naming the first row", async () => {
    const answer = (x: Float64Array): Answers => ({
      score: x.map((value) => (value === 6 ? Number.NaN : value)),
      label: null,
    });
    const found = measured(suite([{ ...onnx, task: "regression" }], "minutes"), { loadModel: loading(answer) });
    await expect(found).rejects.toMatchObject({ kind: "unusable", message: expect.stringContaining("row 7") });
  });
});
