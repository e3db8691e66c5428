import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { exitCodes } from "../../src/core/errors.js";
import type { FeatureStep } from "../../src/models/model.js";
import { mutant } from "../campaigns/mutants.js";
import { campaigns } from "../campaigns/s4-models.js";
import { evenhand, workspace } from "../e2e/harness.js";
import { mulberry32 } from "../mulberry32.js";

/** Copies of each kind that go through the command line; campaign S4 puts 10,000 of each through the readers. */
const count = Number(process.env.S4_RUNS ?? 40);
const seed = Number(process.env.SEED ?? 1);
/** Whole models of this size take a second; a busy machine takes ten. */
const patience = 60; // s

const rows = 60;

/** Rows with a column for each feature: a category where the suite names some, else numbers. */
function csvFor(features: readonly FeatureStep[]): string {
  const columns = new Map(features.map((step) => [step.column ?? step.name, step.one_hot ?? step.categories ?? null]));
  const cell = (categories: readonly string[] | null, row: number, at: number): string =>
    categories === null ? String(((row * 7 + at * 3) % 19) / 4) : categories[(row + at) % categories.length]!;
  const lines = Array.from({ length: rows }, (_, row) => [
    row % 2 === 0 ? "a" : "b",
    row % 3 === 0 ? 1 : 0,
    ...[...columns.values()].map((categories, at) => cell(categories, row, at)),
  ]);
  return [["g", "y", ...columns.keys()], ...lines].map((line) => line.join(",")).join("\n");
}

/** Ends that tell somebody what to do: judged, or refused because of the model. */
const told: readonly number[] = [
  exitCodes.pass,
  exitCodes.fail,
  exitCodes.undecided,
  exitCodes.usage,
  exitCodes.unusable,
];

describe.each(campaigns())("evenhand run with damaged models, $name", ({ kind, models }) => {
  it(`ends with a clear line for each of ${count} copies of seed ${seed}`, {
    timeout: count * patience * 1000,
  }, async () => {
    const random = mulberry32(seed);
    const codes = new Map<number | null, number>();
    for (let place = 0; place < count; place++) {
      const { files, features } = models[place % models.length]!;
      const names = Object.keys(files);
      const damaged = names[Math.floor(place / models.length) % names.length]!;
      const cwd = workspace({ "rows.csv": csvFor(features ?? []) });
      mkdirSync(path.join(cwd, "m"));
      for (const [name, content] of Object.entries(files))
        writeFileSync(path.join(cwd, "m", name), name === damaged ? mutant(content, content, random) : content);
      writeFileSync(
        path.join(cwd, "suite.yaml"),
        stringify({
          name: "damaged",
          purpose: "test",
          dataset: { source: "rows.csv", label: "y" },
          protected: ["g"],
          model: { id: "m", kind, path: `m/${names[0]}`, features, threshold: 0.5 },
        }),
      );
      const limits = ["--time-limit", String(patience / 2), "--memory-limit", "1GB"];
      const { code, stderr } = await evenhand(["run", "suite.yaml", "--quiet", "--out", "out", ...limits], { cwd });
      codes.set(code, (codes.get(code) ?? 0) + 1);
      expect(told, `copy ${place}: ${stderr}`).toContain(code);
      expect(stderr, `copy ${place}`).not.toMatch(/\n\s+at |node:internal|defect/);
      if (code === exitCodes.unusable)
        expect(stderr, `copy ${place}`).toMatch(/model|m\/|data process|TensorFlow|scores are too large/);
    }
    console.log(`damaged ${kind}: ${[...codes].map(([code, n]) => `${n} with exit ${code}`).join(", ")}, seed ${seed}`);
  });
});
