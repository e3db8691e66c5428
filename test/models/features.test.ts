import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEncoder } from "../../src/models/encoder.js";
import { type InputTensor, placeFeatures } from "../../src/models/features.js";
import type { FeatureStep } from "../../src/models/model.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { batchOf, featureStepsOf, readParquet, referenceOf, type Table } from "./reference.js";

const matrix = (width: number | null, name = "x"): InputTensor => ({ name, type: "number", width });
const text = (name = "t"): InputTensor => ({ name, type: "text", width: 1 });

/** Rows of one number tensor, as plain numbers. */
function encode(
  steps: readonly FeatureStep[],
  table: Table,
): { rows: number[][]; incomplete: readonly number[]; warnings: readonly unknown[] } {
  const placement = placeFeatures("m", steps, [matrix(null)]);
  const encoder = createEncoder("m", placement);
  const batch = batchOf(table, placement.columns);
  const width = encoder.tensors[0]!.width;
  const out = new Float64Array(batch.rows * width);
  const incomplete = encoder.tensors[0]!.numbers(batch, out);
  const rows = Array.from({ length: batch.rows }, (_, row) => [...out.subarray(row * width, (row + 1) * width)]);
  return { rows, incomplete, warnings: encoder.warnings() };
}

describe("placeFeatures(model, steps, tensors)", () => {
  it("lays all features over a single tensor in their order and asks for each column once", () => {
    const steps = [
      { name: "a" },
      { name: "b=x", column: "b", one_hot: ["x"] },
      { name: "c" },
      { name: "b=y", column: "b", one_hot: ["y", "z"] },
    ];
    const { columns, inputs } = placeFeatures("m", steps, [matrix(5)]);
    expect(columns).toEqual([
      { column: "a", type: "number" },
      { column: "b", type: "text" },
      { column: "c", type: "number" },
    ]);
    expect(inputs[0]?.steps.map(({ offset, width }) => [offset, width])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 2],
    ]);
  });

  it("finds features of several tensors by name, in any order", () => {
    const { inputs } = placeFeatures(
      "m",
      [
        { name: "plan", one_hot: ["a", "b"] },
        { name: "age", column: "years" },
      ],
      [matrix(1, "age"), matrix(2, "plan")],
    );
    expect(inputs.map(({ steps }) => steps.map(({ column }) => column))).toEqual([["years"], ["plan"]]);
  });

  it("takes the columns of the inputs' names when the suite lists no features", () => {
    expect(placeFeatures("m", null, [matrix(1, "age"), text("job")]).columns).toEqual([
      { column: "age", type: "number" },
      { column: "job", type: "text" },
    ]);
  });

  it.each<{ what: string; kind?: "unusable"; steps: FeatureStep[] | null; tensors: InputTensor[]; says: RegExp }>([
    {
      what: "too few",
      kind: "unusable",
      steps: [{ name: "a" }],
      tensors: [matrix(2)],
      says: /takes 2 inputs \("x": \[N, 2\]\), features give 1: a$/,
    },
    {
      what: "too many",
      kind: "unusable",
      steps: [{ name: "a" }, { name: "b", one_hot: ["x", "y"] }],
      tensors: [matrix(2)],
      says: /features give 3: a, b \(2\)$/,
    },
    {
      what: "none where they are needed",
      steps: null,
      tensors: [matrix(2)],
      says: /takes 2 values per row in its input "x"/,
    },
    {
      what: "none for a width that is not known",
      steps: null,
      tensors: [matrix(null)],
      says: /takes several values per row/,
    },
    {
      what: "no such input",
      kind: "unusable",
      steps: [{ name: "a" }, { name: "b" }],
      tensors: [matrix(1, "a"), matrix(1, "c")],
      says: /no input called b; no feature is called c$/,
    },
    {
      what: "one_hot for a text input",
      steps: [{ name: "a", one_hot: ["x"] }],
      tensors: [text()],
      says: /feature "a": the model takes a text here/,
    },
    {
      what: "lower_case for a number",
      steps: [{ name: "a", lower_case: true }],
      tensors: [matrix(1)],
      says: /feature "a": lower_case is for texts/,
    },
    {
      what: "a text that stands in for a number",
      steps: [{ name: "a", missing: "0" }],
      tensors: [matrix(1)],
      says: /feature "a": missing stands in for a number and is a text/,
    },
    {
      what: "a number that stands in for a text",
      steps: [{ name: "a", missing: 0 }],
      tensors: [text()],
      says: /feature "a": missing stands in for a text and is a number/,
    },
    {
      what: "a category twice",
      steps: [{ name: "a", one_hot: ["x", "x"] }],
      tensors: [matrix(2)],
      says: /feature "a": one_hot names a category twice/,
    },
    {
      what: "a category twice in a list for codes",
      steps: [{ name: "a", categories: ["x", "x"] }],
      tensors: [matrix(1)],
      says: /feature "a": categories names a category twice/,
    },
    {
      what: "one_hot and categories",
      steps: [{ name: "a", one_hot: ["x"], categories: ["x"] }],
      tensors: [matrix(1)],
      says: /feature "a": give one_hot or categories, not both/,
    },
    {
      what: "categories for a text input",
      steps: [{ name: "a", categories: ["x"] }],
      tensors: [text()],
      says: /feature "a": the model takes a text here/,
    },
    {
      what: "scaled codes",
      steps: [{ name: "a", categories: ["x"], mean: 1 }],
      tensors: [matrix(1)],
      says: /feature "a": mean and std have no place beside categories/,
    },
    {
      what: "a standard deviation of 0",
      steps: [{ name: "a", std: 0 }],
      tensors: [matrix(1)],
      says: /feature "a": mean and std must be finite/,
    },
  ])("refuses $what", ({ steps, tensors, says, kind = "usage" }) => {
    expect(() => placeFeatures("m", steps, tensors)).toThrow(
      expect.objectContaining({ kind, message: expect.stringMatching(says) }),
    );
  });
});

describe("encoder.numbers(batch, out)", () => {
  it("scales in double and fills before scaling", () => {
    const { rows, incomplete } = encode([{ name: "a", mean: 10, std: 4, missing: 2 }], { a: [12, null, 10] });
    expect(rows).toEqual([[0.5], [-2], [0]]);
    expect(incomplete).toEqual([]);
  });

  it("names the rows in which a number is missing", () => {
    const { rows, incomplete } = encode([{ name: "a" }, { name: "b" }], {
      a: [1, null, 3, null],
      b: [1, 2, null, null],
    });
    expect(incomplete).toEqual([1, 2, 3]);
    expect(rows[1]).toEqual([Number.NaN, 2]);
  });

  it("writes 0 for all categories of unseen and missing values, and counts them", () => {
    const { rows, warnings } = encode([{ name: "c", one_hot: ["x", "y"] }], { c: ["y", "z", null, "x", "Y"] });
    expect(rows).toEqual([
      [0, 1],
      [0, 0],
      [0, 0],
      [1, 0],
      [0, 0],
    ]);
    expect(warnings).toEqual([
      { code: "unseen_category", values: { model: "m", column: "c", rows: 2 } },
      { code: "missing_category", values: { model: "m", column: "c", rows: 1 } },
    ]);
  });

  it("knows a category that any feature of the column names", () => {
    const steps = [
      { name: "c=x", column: "c", one_hot: ["x"], mean: 0.5, std: 0.5 },
      { name: "c=y", column: "c", one_hot: ["y"], mean: 0.25, std: 0.5 },
    ];
    const { rows, warnings } = encode(steps, { c: ["x", "y", null] });
    expect(rows).toEqual([
      [1, -0.5],
      [-1, 1.5],
      [-1, -0.5],
    ]);
    expect(warnings).toEqual([{ code: "missing_category", values: { model: "m", column: "c", rows: 1 } }]);
  });

  it("fills and lowers categories before it looks them up", () => {
    const { rows, warnings } = encode([{ name: "c", one_hot: ["å", "none"], missing: "none", lower_case: true }], {
      c: ["Å", null],
    });
    expect(rows).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(warnings).toEqual([]);
  });

  it("writes the place of a category in its list, and NaN for unseen and missing ones", () => {
    const { rows, incomplete, warnings } = encode([{ name: "n" }, { name: "c", categories: ["x", "y"] }], {
      n: [1, 2, 3, 4],
      c: ["y", "z", null, "x"],
    });
    expect(rows).toEqual([
      [1, 1],
      [2, Number.NaN],
      [3, Number.NaN],
      [4, 0],
    ]);
    expect(incomplete).toEqual([1, 2]);
    expect(warnings).toEqual([{ code: "unseen_category", values: { model: "m", column: "c", rows: 1 } }]);
  });

  it("fills and lowers categories before it looks up their places", () => {
    const step = { name: "c", categories: ["å", "none"], missing: "none", lower_case: true };
    expect(encode([step], { c: ["Å", null] }).rows).toEqual([[0], [1]]);
  });

  it("counts unseen categories as the one called other, or refuses them", () => {
    const steps = [{ name: "c", one_hot: ["x", "other"], mean: 0.5, std: 0.5 }];
    const placement = placeFeatures("m", steps, [matrix(2)]);
    const batch = batchOf({ c: ["x", "z", null] }, placement.columns);
    const out = new Float64Array(6);
    createEncoder("m", placement, "other").tensors[0]!.numbers(batch, out);
    expect([...out]).toEqual([1, -1, -1, 1, -1, -1]);
    expect(() => createEncoder("m", placement, "error").tensors[0]!.numbers(batch, out)).toThrow(
      expect.objectContaining({
        kind: "unusable",
        message: expect.stringMatching(/1 row of a batch hold.*column "c"/),
      }),
    );
    const without = placeFeatures("m", [{ name: "c", one_hot: ["x"] }], [matrix(1)]);
    expect(() => createEncoder("m", without, "other")).toThrow(expect.objectContaining({ kind: "usage" }));
  });

  it("names the feature when a column of texts meets a model that takes numbers", () => {
    const placement = placeFeatures("m", [{ name: "partner", column: "Partner" }], [matrix(1)]);
    const encoder = createEncoder("m", placement);
    expect(() => encoder.tensors[0]?.numbers({ rows: 1, columns: [["secret"]] }, new Float64Array(1))).toThrow(
      expect.objectContaining({
        kind: "unusable",
        message: 'feature "partner": the model takes a number, and column "Partner" holds texts',
      }),
    );
  });

  it("writes one 1 per row for known categories, in the place of the category, whatever rows are in the batch", () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(5), { minLength: 1, maxLength: 20 }),
        (categories, picks) => {
          const values = picks.map((pick) => categories[pick % categories.length]!);
          const { rows } = encode([{ name: "n" }, { name: "c", one_hot: categories }], {
            n: values.map((_, index) => index),
            c: values,
          });
          expect(rows).toEqual(
            values.map((value, index) => [index, ...categories.map((category) => (category === value ? 1 : 0))]),
          );
        },
      ),
    ));
});

describe("encoder.columns(batch)", () => {
  it("has the same numbers as encoder.numbers, one array per place of a row", () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.option(fc.double()), fc.option(fc.constantFrom("x", "y", "z"))), { maxLength: 9 }),
        (drawn) => {
          const steps = [
            { name: "c", one_hot: ["x", "y"], mean: 0.5 },
            { name: "n", std: 2, missing: 3 },
            { name: "d", column: "c", categories: ["z", "x"] },
          ];
          const placement = placeFeatures("m", steps, [matrix(4)]);
          const batch = batchOf({ n: drawn.map(([n]) => n), c: drawn.map(([, c]) => c) }, placement.columns);
          const [tensor] = createEncoder("m", placement).tensors;
          const out = new Float64Array(4 * batch.rows);
          tensor!.numbers(batch, out);
          const columns = tensor!.columns(batch);
          expect(Array.from(out, (_, at) => columns[at % 4]![Math.floor(at / 4)])).toEqual([...out]);
        },
      ),
    ));
});

describe("encoder.texts(batch)", () => {
  it("lowers case as Unicode does, and counts missing texts that nothing stands in for", () => {
    const placement = placeFeatures("m", [{ name: "t", lower_case: true }], [text()]);
    const encoder = createEncoder("m", placement);
    expect(encoder.tensors[0]?.texts({ rows: 3, columns: [["ÆØÅ", null, "İ"]] })).toEqual(["æøå", "", "i\u0307"]);
    expect(encoder.warnings()).toEqual([{ code: "missing_text", values: { model: "m", column: "t", rows: 1 } }]);
  });
});

withFixtures("features of a reference", () => {
  it.each(["telco-churn-keras", "telco-churn-logistic-onnx"])(
    "encode the first rows of %s as its library did",
    async (folder) => {
      const reference = referenceOf(folder);
      const { rows } = encode(
        featureStepsOf(reference),
        await readParquet(fixturePath("models", folder, "rows.parquet")),
      );
      const expected = reference.first_inputs!;
      // The reference holds single floats: 5e-7 is one unit in the last place of values up to 8.
      for (const [index, row] of expected.entries())
        for (const [at, value] of row.entries()) expect(rows[index]?.[at]).toBeCloseTo(value, 6);
      expect(expected.length).toBeGreaterThan(0);
    },
  );
});
