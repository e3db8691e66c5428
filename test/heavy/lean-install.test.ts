import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { predictionsCsv, suiteYaml } from "../e2e/harness.js";
import { fixturePath, fixtures, projectRoot } from "../fixtures.js";
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

/** Kinds of models whose runtime is not brought, a model of each in a folder, and the command that is named. */
const runtimes: (readonly [kind: string, folder: string, file: string, command: RegExp])[] = [
  [
    "tfjs-layers",
    "churn-v2",
    "model.json",
    /npm install @tensorflow\/tfjs@4\.22\.0 @tensorflow\/tfjs-backend-wasm@4\.22\.0/,
  ],
  ...(fixtures === null
    ? []
    : [["tf-saved-model", "saved_model", "saved_model.pb", /npm install @tensorflow\/tfjs-node@4\.22\.0/] as const]),
  ["onnx", "squashed", "model.onnx", /npm install onnxruntime-node@1\.30\.0/],
];

describe("the package in an empty folder", () => {
  beforeAll(() => {
    execFileSync("npm", ["pack", "--pack-destination", folder], { cwd: projectRoot, stdio: "ignore" });
    const [tarball] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    writeFileSync(path.join(folder, "package.json"), '{"name":"user","private":true}');
    execFileSync("npm", ["install", "--no-audit", "--no-fund", `./${tarball}`], { cwd: folder, stdio: "ignore" });
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("brings packages of the npm registry alone, each with its hash, and runs no script of theirs", () => {
    const lock = JSON.parse(readFileSync(path.join(folder, "package-lock.json"), "utf8")) as Lock;
    const brought = Object.entries(lock.packages).filter(([name]) => !["", "node_modules/evenhand"].includes(name));
    expect(brought.length).toBeGreaterThan(50);
    const registry = execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8", cwd: folder }).trim();
    for (const [name, { resolved = registry, integrity, hasInstallScript = false }] of brought) {
      expect(resolved.startsWith(registry), name).toBe(true);
      expect(integrity, name).toMatch(/^sha512-/);
      expect(hasInstallScript, name).toBe(false);
    }
  });

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

  it("writes an example that runs, and reports that its limit is exceeded", () => {
    expect(evenhand("init", "--example").code).toBe(0);
    const { code, text } = evenhand("run", "evenhand-example/suite.yaml");
    expect(text).toMatch(/VERDICT\s+fail/);
    expect(code).toBe(1);
  });

  it("says what to install for frames of danfo.js", () => {
    const script = 'import { loadDanfo } from "evenhand/danfo"; loadDanfo();';
    const { stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stderr).toMatch(/install it: npm install danfojs-node/i);
    expect(status).toBe(1);
  });

  it.each(["node16", "nodenext", "bundler"])(
    "has types for every entry with moduleResolution %s",
    (resolution) => {
      const file = path.join(folder, `consumer-${resolution}.mts`);
      writeFileSync(file, consumer);
      const options: ts.CompilerOptions = {
        ...ts.convertCompilerOptionsFromJson(
          { module: resolution === "bundler" ? "esnext" : resolution, moduleResolution: resolution, target: "es2023" },
          folder,
        ).options,
        strict: true,
        noEmit: true,
        resolveJsonModule: true,
        typeRoots: [path.join(projectRoot, "node_modules", "@types")],
        types: ["node"],
      };
      const program = ts.createProgram([file], options);
      const told = ts.getPreEmitDiagnostics(program).map(({ file: at, messageText }) => {
        const text = ts.flattenDiagnosticMessageText(messageText, " ");
        return `${path.basename(at?.fileName ?? "")}: ${text}`;
      });
      expect(told).toEqual([]);
    },
    300_000,
  );

  it("gives a program what its types promise", () => {
    const script = consumer.replace(/: (number|string)(?=[ ,)=])/g, "");
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(stdout).toBe("0.5 0.1 true true function evenhand suite\n");
  });

  it("is in order for publint", () => {
    const publint = path.join(projectRoot, "node_modules", ".bin", "publint");
    const { stdout, status } = spawnSync(publint, ["run", path.join(folder, "node_modules", "evenhand"), "--strict"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stdout).toMatch(/All good/);
    expect(status).toBe(0);
  });

  it.each(runtimes)("a suite with a %s model says exactly what to install", (kind, model, file, command) => {
    mkdirSync(path.join(folder, "models", model), { recursive: true });
    if (kind === "onnx") writeFileSync(path.join(folder, "models", model, file), squashed);
    else {
      const source =
        kind === "tf-saved-model" ? fixturePath("models", "telco-churn-keras") : path.join(projectRoot, "models");
      cpSync(path.join(source, model), path.join(folder, "models", model), { recursive: true });
    }
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

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly resolved?: string; readonly integrity?: string; readonly hasInstallScript?: boolean }>
  >;
}

/** Imports every entry of the package, and calls something of each. */
const consumer = `import { evaluateTable } from "evenhand";
import * as attributions from "evenhand/attributions";
import { loadDanfo } from "evenhand/danfo";
import { metrics } from "evenhand/metrics";
import { wilson } from "evenhand/stats";
import { createRequire } from "node:module";
const record = evaluateTable(
  { prediction: [1, 0, 1, 0], gender: ["f", "f", "m", "m"] },
  { prediction: "prediction", protected: ["gender"], metrics: ["selection_rate"] },
);
const rate = record.groups.find(({ group }) => group === "f")?.value;
const { low } = wilson([5, 20], 0.05);
const require = createRequire(import.meta.url === "x" ? "" : process.cwd() + "/x.js");
const name: string = require("evenhand/package.json").name;
const schema: string = require("evenhand/schema/suite.schema.json").title.split(" ")[1];
console.log(rate, low.toFixed(1), metrics.length > 20, "sampled" in attributions || Object.keys(attributions).length > 5, typeof loadDanfo, name, schema);
`;

/** A graph that only a runtime can compute: the sigmoid of its one input. */
const squashed = onnxFile({
  nodes: [onnxNode("Sigmoid", ["x"], ["y"])],
  inputs: [onnxValue("x", 1, [null, 1])],
  outputs: [onnxValue("y", 1, [null, 1])],
});
