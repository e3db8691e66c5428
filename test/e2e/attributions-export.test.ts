import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as attributions from "../../src/attributions/index.js";
import { fixturePath, projectRoot, withFixtures } from "../fixtures.js";

/** Runs a module that imports the built package by its name, and gives what it prints. */
const run = (code: string): unknown =>
  JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "-e", code], { cwd: projectRoot, encoding: "utf8" }),
  );

describe("evenhand/attributions", () => {
  it("of the built package has what its source exports", () => {
    const names = run(`console.log(JSON.stringify(Object.keys(await import("evenhand/attributions")).sort()))`);
    expect(names).toEqual(Object.keys(attributions).sort());
  });
});

withFixtures("docs/library.md", () => {
  it("explains a model file as it says", () => {
    const page = readFileSync(path.join(projectRoot, "docs", "library.md"), "utf8");
    const [, example = ""] = /```js\n(import [^\n]*loadModel[\s\S]*?)```/.exec(page) ?? [];
    const file = JSON.stringify(fixturePath("models", "telco-churn-xgboost", "model.json"));
    const code = example.replace(/"\/absolute[^"]*"/, () => file);
    const print = `import { additivityError } from "evenhand/attributions";
      const [{ players: names, scale }] = outputs;
      console.log(JSON.stringify({ scale, players: names.length === model.columns.length, error: additivityError(outputs[0]) }))`;
    const { error, ...rest } = run(`${code}\n${print}`) as { error: number };
    expect(rest).toEqual({ scale: "margin", players: true });
    // Exact but for the rounding of some hundred sums of leaves of size 1 or less.
    expect(error).toBeLessThan(1e-12);
  });
});
