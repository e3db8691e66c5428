import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSuite } from "../../src/suite/load.js";
import { problemsOfLater, told } from "./example.js";

const outside = "the path leads outside the project; --allow-outside opens this";
const circle = "the path cannot be followed: it is too long or its links lead in a circle";
const registries = { metrics: ["selection_rate"], disparities: ["max_difference"] };

let root: string;
let project: string;
const at = (...parts: string[]) => path.join(root, ...parts);

const suiteText = (source: string, model = "{id: m, kind: logged, score: s}") =>
  `name: a\npurpose: b\ndataset: {source: ${source}}\nprotected: [g]\nmodel: ${model}\n`;

beforeAll(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "evenhand-paths-")));
  project = at("project");
  for (const folder of ["project/suites", "project/data", "project/[data]", "elsewhere/suites", "elsewhere/data"])
    mkdirSync(at(folder), { recursive: true });
  writeFileSync(at("elsewhere/secret.csv"), "a\n1\n");
  writeFileSync(at("project/data/rows.csv"), "a\n1\n");
  symlinkSync(at("elsewhere/secret.csv"), at("project/data/link.csv"));
  symlinkSync(at("elsewhere"), at("project/data/folder"));
  symlinkSync(at("elsewhere/not-yet.csv"), at("project/data/dangling.csv"));
  symlinkSync("loop.csv", at("project/data/loop.csv"));
  symlinkSync("rows.csv", at("project/data/within.csv"));
  symlinkSync("not-yet.csv", at("project/data/within-dangling.csv"));
});
afterAll(() => rmSync(root, { recursive: true }));

async function load(text: string, { file = "suites/a.yaml", cwd = project, allowOutside = false } = {}) {
  writeFileSync(path.join(project, file), text);
  return loadSuite(path.join(project, file), { cwd, allowOutside, registries });
}
const problems = async (...args: Parameters<typeof load>) => told(await problemsOfLater(() => load(...args)));

describe("a path of a suite", () => {
  it("starts from the suite file and comes out absolute", async () => {
    const suite = await load(
      suiteText("[../data/rows.csv, ../data/*.parquet, ./new/*/x.csv]", "{id: m, kind: onnx, path: ../models/m.onnx}"),
    );
    expect(suite.file).toBe(at("project/suites/a.yaml"));
    expect(suite.projectFolder).toBe(project);
    expect(suite.dataset.sources).toEqual([
      at("project/data/rows.csv"),
      at("project/data/*.parquet"),
      at("project/suites/new/*/x.csv"),
    ]);
    expect(suite.models[0]?.path).toBe(at("project/models/m.onnx"));
  });

  it.each([
    ["../../elsewhere/secret.csv", outside],
    ["/etc/passwd", outside],
    ["../data/link.csv", outside],
    ["../data/folder/secret.csv", outside],
    ["../data/folder/suites/none/x.csv", outside],
    ["../data/dangling.csv", outside],
    ["../../elsewhere/*.csv", outside],
    ["../data/folder/*.csv", outside],
    ["/**/*.csv", outside],
    ["../data/loop.csv", circle],
    [`../data/${"x".repeat(5000)}`, circle],
    ["../data/*/../../../elsewhere/secret.csv", 'no ".." after a wildcard'],
    ['"../data/rows.csv\\0.parquet"', "the path holds a NUL character"],
    ["s3://bucket/rows.parquet", "expected a file, found an address"],
    ["https://example.org/rows.csv", "expected a file, found an address"],
    ["file:///etc/passwd", "expected a file, found an address"],
    ["'..\\data\\rows.csv'", "write paths with / as on every system, found a \\"],
    ["'\\\\server\\share\\rows.csv'", "write paths with / as on every system, found a \\"],
  ])("%s is refused where it stands", async (source, said) => {
    const text = suiteText(`[../data/rows.csv, ${source}]`);
    expect(await problems(text)).toEqual([`3:38 ${said}`]);
  });

  it.each([
    "../data/within.csv",
    "../data/within-dangling.csv",
    "../data/rows.csv/below-a-file.csv",
    "../suites/../data/rows.csv",
    "../[data]/*.csv",
    "..data/rows.csv",
  ])("%s is taken", async (source) => {
    expect(await problems(suiteText(JSON.stringify(source)))).toEqual([]);
  });

  it("may lead outside under allowOutside, which opens the whole file system", async () => {
    const suite = await load(suiteText("[../../elsewhere/secret.csv, ../data/link.csv]"), { allowOutside: true });
    expect(suite.dataset.sources[0]).toBe(at("elsewhere/secret.csv"));
    expect(suite.projectFolder).toBe(path.parse(root).root);
  });

  it("is a pattern in dataset.source only", async () => {
    expect(await problems(suiteText("../data/rows.csv", "{id: m, kind: onnx, path: ../models/*.onnx}"))).toEqual([
      "5:34 a pattern is allowed in dataset.source only",
    ]);
  });

  it("of models and features is held to the same rules", async () => {
    const model = "{id: m, kind: onnx, path: ../../elsewhere/m.onnx, features: ../data/folder/features.json}";
    expect(await problems(suiteText("../data/rows.csv", model))).toEqual([`5:34 ${outside}`, `5:68 ${outside}`]);
  });

  it("must lie below the suite's own folder where the suite lies outside the working folder", async () => {
    const cwd = at("elsewhere");
    expect(await problems(suiteText("../data/rows.csv"), { cwd })).toEqual([`3:19 ${outside}`]);
    expect((await load(suiteText("rows.csv"), { cwd })).projectFolder).toBe(at("project/suites"));
  });

  it("is judged by real folders: a working folder reached through a link is the folder itself", async () => {
    symlinkSync(project, at("link-to-project"));
    const suite = await loadSuite("suites/a.yaml", { cwd: at("link-to-project"), allowOutside: false, registries });
    expect(suite.projectFolder).toBe(project);
    expect(suite.file).toBe(at("link-to-project/suites/a.yaml"));
  });
});

describe("a suite file that is a link out of the project", () => {
  it("is not read, so that nothing of it is quoted", async () => {
    writeFileSync(at("elsewhere/secret.yaml"), "password: hunter2\n");
    symlinkSync(at("elsewhere/secret.yaml"), at("project/suites/link.yaml"));
    const load = (allowOutside: boolean) =>
      problemsOfLater(() => loadSuite("suites/link.yaml", { cwd: project, allowOutside, registries }));
    expect(told(await load(false))).toEqual([
      "1:1 the suite is a link that leads outside the project; --allow-outside opens this",
    ]);
    expect(told(await load(true))).toContain('1:1 unknown key "password" in the suite');
  });
});

describe("a features file", () => {
  const withFeatures = suiteText(
    "../data/rows.csv",
    "{id: m, kind: tfjs-layers, path: ../models/m.json, features: ../models/features.json}",
  );
  const write = (text: string) => {
    mkdirSync(at("project/models"), { recursive: true });
    writeFileSync(at("project/models/features.json"), text);
  };

  it("holds the steps of the model's inputs", async () => {
    write('["tenure", {"name": "charges", "mean": 64.5, "std": 30, "missing": 0}]');
    const suite = await load(withFeatures);
    expect(suite.models[0]?.featureSteps).toEqual([
      { name: "tenure" },
      { name: "charges", mean: 64.5, std: 30, missing: 0 },
    ]);
    expect(suite.models[0]?.features).toBe("../models/features.json");
  });

  it("is named in complaints of what it holds, beside those of the suite", async () => {
    write('[\n  {"nam": "a"},\n  {"name": "b", "std": 0},\n  7,\n  {"name": "b", "__proto__": 1}\n]\n');
    const found = await problemsOfLater(() => load(withFeatures.replace("purpose: b", "purpos: b")));
    expect(found.map(({ file }) => path.basename(file ?? ""))).toEqual([
      "a.yaml",
      "features.json",
      "features.json",
      "features.json",
      "features.json",
    ]);
    expect(told(found)).toEqual([
      '2:1 unknown key "purpos" in the suite; did you mean "purpose"?',
      '2:4 unknown key "nam" in feature 1; did you mean "name"?',
      "3:24 std must be above 0, found 0",
      '4:3 feature 3 must be a text or a map, found 7; write "7" in quotes',
      '5:17 key "__proto__" is not allowed',
    ]);
  });

  it.each([
    ["{}", "1:1 features must be a text or a list, found a map"],
    ["", "1:1 features must be a text or a list, found nothing"],
    ["[1, 2", "1:6 not valid YAML: Flow sequence must end with a ]"],
    ["[]", "1:1 features must list at least 1 entry, found 0"],
  ])("that holds %j is refused", async (text, said) => {
    write(text);
    expect(await problems(withFeatures)).toEqual([said.replace("a text or a list", "a list")]);
  });

  it("that is absent, or no file, is complained of in the suite", async () => {
    expect(await problems(withFeatures.replace("features.json", "none.json"))).toEqual([
      '5:69 features file "../models/none.json": no such file',
    ]);
    expect(await problems(withFeatures.replace("features.json", ""))).toEqual([
      '5:69 features file "../models/": not a regular file',
    ]);
  });
});
