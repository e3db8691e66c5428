import { writeFileSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Failure } from "../../src/core/errors.js";
import { type Columns, type ColumnsSpec, countColumns } from "../../src/engines/memory.js";
import { literal } from "../../src/sql/quote.js";
import { measured, suiteOf, temporaryFolder } from "../runner/measure-suite.js";

const folder = temporaryFolder();

interface Case {
  readonly columns: Readonly<Record<string, readonly (string | number | boolean | null)[]>>;
  readonly spec: ColumnsSpec;
}

const types: Readonly<Record<string, string>> = {
  gender: "VARCHAR",
  age: "INTEGER",
  score: "DOUBLE",
  w: "DOUBLE",
  label: "BOOLEAN",
  prediction: "INTEGER",
  unit: "INTEGER",
  product: "VARCHAR",
  sure: "DOUBLE",
  left_open: "VARCHAR",
  topic: "VARCHAR",
  p_a: "DOUBLE",
  p_b: "DOUBLE",
  p_c: "DOUBLE",
  minutes: "DOUBLE",
  expected: "DOUBLE",
};

const sqlValue = (value: string | number | boolean | null): string => (value === null ? "NULL" : literal(value));

/** Writes the columns as Parquet with the types a data frame would give them. */
async function writeParquet(columns: Case["columns"], file: string, order: readonly number[]): Promise<void> {
  const names = Object.keys(columns);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE t (${names.map((name) => `${name} ${types[name]}`).join(", ")})`);
  const rows = order.map((row) => `(${names.map((name) => sqlValue(columns[name]![row]!)).join(", ")})`);
  if (rows.length > 0) await connection.run(`INSERT INTO t VALUES ${rows.join(", ")}`);
  await connection.run(`COPY t TO ${literal(file)} (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

async function throughFiles({ columns, spec }: Case, order: readonly number[], threads: number) {
  const file = path.join(folder, "table.parquet");
  await writeParquet(columns, file, order);
  const suite = suiteOf({
    folder,
    sources: [file],
    dataset: { label: spec.label, weight: spec.weight, unit: spec.unit },
    attributes: spec.protected.map((each) =>
      typeof each === "string"
        ? { name: each }
        : { ...each, bins: each.bins && [...each.bins], map: each.map && { ...each.map } },
    ),
    strata: spec.strata ?? [],
    models: [
      {
        task: spec.task,
        prediction: spec.prediction,
        score: spec.score,
        scores: spec.classScores && { ...spec.classScores },
        threshold: spec.threshold,
        positive: spec.positive,
        abstained: spec.abstained,
        confidence: spec.confidence,
        abstain_below: spec.abstainBelow,
      },
    ],
  });
  const { data, exclusions, models, warnings } = await measured(suite, { threads });
  return {
    rowsRead: data.rowsRead,
    rowsKept: data.rowsKept,
    units: data.units,
    exclusions,
    counts: models[0]!.counts,
    decision: models[0]!.facts.decision,
    hasScore: models[0]!.facts.hasScore,
    warnings: withoutModel(warnings),
  };
}

const withoutModel = (warnings: readonly { code: string; values: Readonly<Record<string, string | number>> }[]) =>
  warnings.map(({ code, values }) => ({ code, values: { ...values, model: "" } }));

const weight = fc.oneof(fc.double({ min: 0, max: 50, noNaN: true }), fc.constantFrom(0, 1, 0.1, 1e6));
const score = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.25, 0.5, 0.75, 1));
const amount = fc.oneof(fc.integer({ min: -3, max: 12 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
const row = fc.record({
  gender: fc.constantFrom("f", "m", "x × y", "(unknown)", "\\", "", null),
  age: fc.oneof(fc.integer({ min: 10, max: 70 }), fc.constant(null)),
  label: fc.oneof({ weight: 9, arbitrary: fc.boolean() }, { weight: 1, arbitrary: fc.constant(null) }),
  prediction: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(0, 1) }, { weight: 1, arbitrary: fc.constant(null) }),
  score: fc.oneof({ weight: 9, arbitrary: score }, { weight: 1, arbitrary: fc.constant(null) }),
  w: weight,
  unit: fc.oneof(
    { weight: 15, arbitrary: fc.integer({ min: 0, max: 12 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  product: fc.constantFrom("a", "b", null),
  sure: fc.oneof({ weight: 15, arbitrary: score }, { weight: 1, arbitrary: fc.constant(null) }),
  left_open: fc.constantFrom("yes", "No", "1", "false", null),
  topic: fc.constantFrom("a", "b", "c", "d"),
  p_a: score,
  p_b: score,
  p_c: score,
  minutes: fc.oneof({ weight: 15, arbitrary: amount }, { weight: 1, arbitrary: fc.constant(null) }),
  expected: amount,
});

const specs = fc.record({
  protected: fc.constantFrom<ColumnsSpec["protected"]>(
    ["gender"],
    [{ name: "age", bins: [18, 30, 45.5, 60] }],
    ["gender", { name: "age_band", column: "age", bins: [10, 40, 70] }],
    [{ name: "gender", map: { f: "women", x: "others", "": "(unknown)" } }, "product"],
  ),
  decision: fc.constantFrom<Partial<ColumnsSpec>>(
    { prediction: "prediction" },
    { prediction: "prediction", score: "score" },
    { score: "score" },
    { score: "score", threshold: 0.25 },
    { score: "score", threshold: { top: 3 } },
    { score: "score", threshold: { top_share: 0.3 } },
    { prediction: "prediction", abstained: "left_open" },
    { score: "score", abstained: "left_open", confidence: "sure" },
    { score: "score", abstainBelow: 0.7 },
    { prediction: "prediction", confidence: "sure", abstainBelow: 0.5 },
    { label: "topic", classScores: { a: "p_a", b: "p_b", c: "p_c" } },
    { label: "topic", prediction: "product", classScores: { a: "p_a", b: "p_b" }, abstained: "left_open" },
    { task: "regression", label: "minutes", prediction: "expected" },
  ),
  weight: fc.option(fc.constant("w"), { nil: undefined }),
  unit: fc.option(fc.constant("unit"), { nil: undefined }),
  label: fc.option(fc.constant("label"), { nil: undefined, freq: 5 }),
  strata: fc.constantFrom<readonly string[]>([], ["product"]),
});

const everything = { scores: true, confidences: true, values: true, ranks: true };

const cases = fc
  .tuple(fc.array(row, { minLength: 15, maxLength: 60 }), specs)
  .map(([rows, { decision, ...spec }]): Case => {
    const names = Object.keys(types) as (keyof (typeof rows)[number])[];
    return {
      columns: Object.fromEntries(names.map((name) => [name, rows.map((each) => each[name])])),
      spec: { ...spec, needs: everything, ...decision },
    };
  });

/** Messages of the two engines differ in what they call the place; kinds and counts must not. */
async function outcome<Result>(work: () => Result | Promise<Result>): Promise<Result | { readonly failed: string }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) return { failed: error.kind };
    throw error;
  }
}

describe("the engine suite", () => {
  it("memory and DuckDB count the same, whatever the threads and the order of rows", async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.infiniteStream(fc.nat()), async ({ columns, spec }, numbers) => {
        const rows = columns.gender!.length;
        const inMemory = await outcome(() => {
          const { warnings, ...rest } = countColumns(columns as Columns, spec);
          return { ...rest, warnings: withoutModel(warnings) };
        });
        const keys = Array.from({ length: rows }, () => numbers.next().value as number);
        const shuffled = Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]!);
        const inOrder = Array.from(keys.keys());
        expect(await outcome(() => throughFiles({ columns, spec }, inOrder, 1))).toEqual(inMemory);
        expect(await outcome(() => throughFiles({ columns, spec }, shuffled, 2))).toEqual(inMemory);
      }),
      { numRuns: 40 },
    );
  });

  it("counts scores in bins alike once there are more than 2^16 of them", async () => {
    const rows = 70_000;
    const scores = Float64Array.from({ length: rows }, (_, place) => ((place * 7919) % 1_000_003) / 1_000_003);
    const columns = {
      gender: Array.from(scores, (_, place) => (place % 3 === 0 ? "f" : "m")),
      label: Array.from(scores, (value, place) => (place % 5 === 0) !== value > 0.9),
      score: scores,
    };
    const file = path.join(folder, "scores.csv");
    writeFileSync(
      file,
      `gender,label,score\n${columns.gender.map((gender, place) => `${gender},${columns.label[place]},${scores[place]}`).join("\n")}\n`,
    );
    const suite = suiteOf({ folder, sources: [file], models: [{ score: "score" }] });
    const { models } = await measured(suite);
    const inMemory = countColumns(columns, {
      label: "label",
      score: "score",
      protected: ["gender"],
      needs: everything,
    });
    expect(inMemory.counts.scores?.bins).toBe(2 ** 16);
    expect(models[0]!.counts).toEqual(inMemory.counts);
  });
});
