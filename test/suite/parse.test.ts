import { createHash } from "node:crypto";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { example, folder, parse } from "./example.js";

const gates = (lines: string) => `${example.slice(0, example.indexOf("gates:"))}${lines}`;

describe("parseSuite(text)", () => {
  it("fills in what the file leaves out", () => {
    const suite = parse(example.replace("metrics: [selection_rate, roc_auc]\n", ""));
    expect(suite).toMatchObject({
      file: path.join(folder, "suite.yaml"),
      sha256: createHash("sha256").update(example.replace("metrics: [selection_rate, roc_auc]\n", "")).digest("hex"),
      name: "offers",
      attributes: [{ name: "gender" }, { name: "age", bins: [18, 30, 60] }],
      intersections: [],
      strata: [],
      metrics: null,
      report: {},
      confidence: 0.95,
      minGroup: 30,
      suppressBelow: 5,
    });
    expect(suite.models).toEqual([{ id: "m1", kind: "logged", score: "score", featureSteps: null }]);
    expect(suite.dataset.sources).toEqual([path.join(folder, "data", "rows.csv")]);
  });

  it("is plain data but for `place`", () => {
    const { place: _, ...content } = parse(example);
    expect(structuredClone(content)).toEqual(content);
  });

  it("lists all crossings up to max_order, pairs first, in suite order", () => {
    const text = example
      .replace("  - gender\n", "  - gender\n  - sex\n")
      .replace("metrics:", "intersections: {max_order: 3}\nmetrics:");
    expect(parse(text).intersections).toEqual([
      ["gender", "sex"],
      ["gender", "age"],
      ["sex", "age"],
      ["gender", "sex", "age"],
    ]);
  });

  it("names intersections in suite order, those of gates too, and adds the ones that only a gate names", () => {
    const suite = parse(
      gates(`intersections: [[age, gender]]
gates:
  - {metric: roc_auc, attribute: age × gender, disparity: max_difference, at_most: 0.1}
  - {metric: roc_auc, attribute: [age, gender], disparity: max_difference, at_most: 0.2}
  - {metric: roc_auc, attribute: "*", disparity: max_difference, at_most: 0.2}
`),
    );
    expect(suite.intersections).toEqual([["gender", "age"]]);
    expect(suite.gates.map(({ attribute }) => attribute)).toEqual(["gender × age", "gender × age", "*"]);
    const alone = parse(
      gates("gates: [{metric: roc_auc, attribute: age × gender, disparity: max_difference, at_most: 0.1}]\n"),
    );
    expect(alone.intersections).toEqual([["gender", "age"]]);
  });

  it("takes $schema as a key or as a comment for editors", () => {
    expect(parse(`$schema: ../schema/suite.schema.json\n${example}`).name).toBe("offers");
    expect(parse(`# yaml-language-server: $schema=../schema/suite.schema.json\n${example}`).name).toBe("offers");
  });

  it("repeats what aliases stand for", () => {
    const text = example
      .replace("disparity: max_difference\n    at_most: 0.05", "<<x: 1")
      .replace(
        "    <<x: 1\n",
        "    disparity: &d max_difference\n    at_most: &t 0.05\n  - {metric: roc_auc, attribute: age, disparity: *d, at_most: *t}\n",
      );
    expect(parse(text).gates[1]).toMatchObject({ disparity: "max_difference", at_most: 0.05 });
  });
});

describe("suite.place(path)", () => {
  const { place } = parse(example);
  it.each([
    [["gates", 0, "at_most"], { line: 20, column: 14, length: 4 }],
    [["dataset", "label"], { line: 6, column: 10, length: 7 }],
    [["protected", 0], { line: 9, column: 5, length: 6 }],
    [["protected", 1, "bins"], { line: 10, column: 23, length: 12 }],
    [["protected", 1, "bins", 2], { line: 10, column: 32, length: 2 }],
    [["dataset"], { line: 3, column: 1, length: 7 }],
    [["gates", 0], { line: 17, column: 5, length: 6 }],
    [[], { line: 1, column: 1, length: 4 }],
  ])("%j finds the value, or what a block begins with", (at, place_) => {
    expect(place(at as (string | number)[])).toEqual(place_);
  });

  it.each([
    [["gates", 0, "confidence"], { line: 17, column: 5, length: 6 }, "a key that the gate leaves out: the gate"],
    [
      ["protected", 0, "column"],
      { line: 9, column: 5, length: 6 },
      "a key of an attribute that is only a name: the name",
    ],
    [
      ["dataset", "time", "period"],
      { line: 3, column: 1, length: 7 },
      "a key of a map that is left out: the part that it would stand in",
    ],
    [["report", "title"], { line: 1, column: 1, length: 1 }, "a part that is left out: the beginning"],
    [["models", 0, "score"], { line: 14, column: 10, length: 5 }, "the first model, which the file calls model"],
    [["attributes", 1, "reference"], { line: 10, column: 48, length: 5 }, "attributes, which the file calls protected"],
    [["dataset", "sources", 0], { line: 4, column: 11, length: 13 }, "sources, which the file calls source"],
  ])("%j finds %j: %s", (at, place_) => {
    expect(place(at as (string | number)[])).toEqual(place_);
  });

  it("finds keys when asked for them", () => {
    expect(place(["gates", 0, "at_most"], "key")).toEqual({ line: 20, column: 5, length: 7 });
    expect(place(["protected", 1, "bins"], "key")).toEqual({ line: 10, column: 17, length: 4 });
  });
});
