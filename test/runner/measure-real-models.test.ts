import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Cells } from "../../src/core/cells.js";
import { loadModel } from "../../src/models/index.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { measured, type SuiteParts, suiteOf, temporaryFolder } from "./measure-suite.js";

const folder = temporaryFolder();

interface Reference {
  readonly data: { readonly label: string };
  readonly features: readonly { readonly name: string; readonly column: string; readonly encoding: string }[];
}

const reference = (name: string) =>
  JSON.parse(readFileSync(fixturePath("models", name, "reference.json"), "utf8")) as Reference;

const rowsBy = ({ level, label, prediction, n }: Cells): string[] =>
  [...n].map((rows, cell) => [level.map((levels) => levels[cell]), label[cell], prediction[cell], rows].join(" "));

/** Places of the true class would divide the cells. */
const needs = { means: true, scores: true, confidences: true, values: true, ranks: false };

withFixtures("measure(suite) with models of other tools", () => {
  it.each<[string, string[], SuiteParts["models"], Record<string, string> | undefined]>([
    ["bank-marketing-gbdt-onnx", ["age_band", "marital"], [{ kind: "onnx", threshold: 0.2 }], { 0: "no", 1: "yes" }],
    ["credit-default-mlp-onnx", ["sex", "EDUCATION"], [{ kind: "onnx", threshold: 0.35 }], undefined],
    ["banking77-intent-onnx", ["length_band", "asks"], [{ kind: "onnx" }], undefined],
    [
      "sentiment-da-onnx",
      ["length_band"],
      [{ kind: "onnx", featureSteps: [{ name: "text", lower_case: true }] }],
      undefined,
    ],
  ])(
    "%s: the counts are those of the predictions its own library made",
    async (name, attributes, [model = {}] = [], classes) => {
      const { data, features } = reference(name);
      const isNumeric = features.every(({ encoding }) => encoding === "number");
      const featureSteps = model.featureSteps ?? (isNumeric ? features.map(({ column }) => ({ name: column })) : null);
      const path = fixturePath("models", name, "model.onnx");
      const models = [
        { ...model, path, featureSteps },
        { prediction: "prediction", score: "score", classes },
      ];
      const suite = suiteOf({
        folder,
        sources: [fixturePath("models", name, "rows.parquet")],
        dataset: { label: data.label },
        attributes,
        models,
      });
      const [scored, logged] = (await measured({ ...suite, projectFolder: "/" }, { loadModel, needs })).models;
      const cells = scored!.counts.cells;
      expect(cells.classes).toEqual(logged!.counts.cells.classes);
      expect(rowsBy(cells)).toEqual(rowsBy(logged!.counts.cells));
      expect(scored!.facts.hasScore).toBe(cells.classes.length === 2);
      // Scores were stored as 32-bit floats and are equal to some 2e-6 between runtimes (the models' cards).
      cells.ws.forEach((sum, cell) => {
        expect(Math.abs(sum - logged!.counts.cells.ws[cell]!)).toBeLessThan(2e-6 * cells.n[cell]! + 1e-9);
      });
    },
  );
});
