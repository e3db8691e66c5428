import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { predictionsCsv, suiteYaml } from "../e2e/harness.js";
import { projectRoot } from "../fixtures.js";
import { onnxFile, onnxNode, onnxValue } from "../models/tiny-models.js";

const limitMegabytes = 150;
const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-lean-"));

const sizeOf = (file: string): number => {
  const entry = statSync(file);
  return entry.isDirectory()
    ? readdirSync(file).reduce((sum, name) => sum + sizeOf(path.join(file, name)), 0)
    : entry.size;
};

/** Runs the installed command; gives exit code and both streams together. */
function evenhand(...args: string[]): { code: number; text: string } {
  try {
    const text = execFileSync(path.join(folder, "node_modules", ".bin", "evenhand"), args, {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    return { code: 0, text };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { code: status, text: `${stdout}${stderr}` };
  }
}

describe("the package in an empty folder", () => {
  beforeAll(() => {
    execFileSync("npm", ["pack", "--pack-destination", folder], { cwd: projectRoot, stdio: "ignore" });
    const [tarball] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    writeFileSync(path.join(folder, "package.json"), '{"name":"user","private":true}');
    execFileSync("npm", ["install", "--no-audit", "--no-fund", `./${tarball}`], { cwd: folder, stdio: "ignore" });
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(`takes less than ${limitMegabytes} MB`, () => {
    expect(sizeOf(path.join(folder, "node_modules")) / 2 ** 20).toBeLessThan(limitMegabytes);
  });

  it("audits logged predictions", () => {
    writeFileSync(
      path.join(folder, "predictions.csv"),
      predictionsCsv({ f: { rows: 3000, share: 0.3 }, m: { rows: 3000, share: 0.3 } }),
    );
    writeFileSync(path.join(folder, "suite.yaml"), suiteYaml(0.1));
    const { code, text } = evenhand("run", "suite.yaml", "--out", "out");
    expect(text).toMatch(/VERDICT\s+pass/);
    expect(code).toBe(0);
    expect(readdirSync(path.join(folder, "out")).sort()).toEqual(["manifest.json", "report.html", "run.json"]);
  });

  it.each([
    [
      "tfjs-layers",
      "churn-v2",
      "model.json",
      /npm install @tensorflow\/tfjs@4\.22\.0 @tensorflow\/tfjs-backend-wasm@4\.22\.0/,
    ],
    ["onnx", "squashed", "model.onnx", /npm install onnxruntime-node@1\.30\.0/],
  ])("a suite with a %s model says exactly what to install", (kind, model, file, command) => {
    mkdirSync(path.join(folder, "models", model), { recursive: true });
    if (kind === "onnx") writeFileSync(path.join(folder, "models", model, file), squashed);
    else cpSync(path.join(projectRoot, "models", model), path.join(folder, "models", model), { recursive: true });
    writeFileSync(
      path.join(folder, "model.yaml"),
      suiteYaml(0.1).replace(
        /model: .*/,
        `model: {id: m, kind: ${kind}, path: models/${model}/${file}, features: [score]}`,
      ),
    );
    const { code, text } = evenhand("run", "model.yaml", "--out", `out-${kind}`);
    expect(text).toMatch(command);
    expect(code).toBe(3);
  });
});

/** A graph that only a runtime can compute: the sigmoid of its one input. */
const squashed = onnxFile({
  nodes: [onnxNode("Sigmoid", ["x"], ["y"])],
  inputs: [onnxValue("x", 1, [null, 1])],
  outputs: [onnxValue("y", 1, [null, 1])],
});
