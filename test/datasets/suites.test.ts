import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { columns } from "../../datasets/retention/columns.js";
import { dataFile, lockOf } from "../../scripts/generate-dataset.js";
import { disparities } from "../../src/disparities/index.js";
import { metrics } from "../../src/metrics/index.js";
import { loadSuite } from "../../src/suite/load.js";
import type { SuiteContent, Where } from "../../src/suite/suite.js";
import { projectRoot } from "../fixtures.js";

const folder = path.join(projectRoot, "suites");
const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
const known = new Set(columns.map(({ name }) => name));

const load = (name: string) =>
  loadSuite(path.join(folder, name), { cwd: projectRoot, allowOutside: false, registries: { metrics, disparities } });

function whereColumns(where: Where | undefined): string[] {
  if (where === undefined) return [];
  if ("all" in where) return where.all.flatMap(whereColumns);
  if ("any" in where) return where.any.flatMap(whereColumns);
  return [where.column];
}

/** Columns of the data that a suite names. */
function columnsOf({ dataset, attributes, models, strata }: SuiteContent): string[] {
  const { id, unit, label, weight, time, consent, where } = dataset;
  const steps = models.flatMap(({ featureSteps }) => featureSteps ?? []);
  return [
    ...[id, unit, label, weight, typeof time === "string" ? time : time?.column, consent?.column],
    ...whereColumns(where),
    ...attributes.map(({ name, column }) => column ?? name),
    ...models.flatMap(({ prediction, score }) => [prediction, score]),
    ...steps.map(({ name, column }) => column ?? name),
    ...strata,
  ].filter((column) => column !== undefined);
}

describe.each(names)("suites/%s", (name) => {
  const text = readFileSync(path.join(folder, name), "utf8");

  it("starts with the schema for editors", () => {
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=../schema/suite.schema.json");
  });

  it("is locked to the shipped data", () => {
    expect(text).toContain(lockOf(dataFile));
  });

  it("loads, and names columns that the data have", async () => {
    const suite = await load(name);
    expect(suite.name).toBe(path.basename(name, ".yaml"));
    expect(columnsOf(suite).filter((column) => !known.has(column))).toEqual([]);
  });

  it("names model files that exist, and no protected attribute among their features", async () => {
    const suite = await load(name);
    const guarded = suite.attributes.map(({ name, column }) => column ?? name);
    for (const model of suite.models) {
      if (model.path !== undefined) expect(existsSync(model.path)).toBe(true);
      for (const step of model.featureSteps ?? []) expect(guarded).not.toContain(step.column ?? step.name);
    }
  });

  it("has words for every metric it judges, in every language it reports in", async () => {
    const { gates, report } = await load(name);
    for (const language of report.languages ?? ["en"]) {
      for (const { metric } of gates)
        expect(Object.keys(report.words?.[metric!]?.[language] ?? {})).toEqual(["name", "of", "did"]);
    }
  });
});
