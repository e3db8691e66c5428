import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import type { ExplanationDocument } from "../../src/explanations/document.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { featureStepsOf, referenceOf, rowsOf } from "../models/reference.js";
import { evenhand, tree, workspace } from "./harness.js";

/** A suite over the rows and the model of a folder of models. */
const suiteOver = (name: string, kind: string, file: string): string =>
  stringify({
    name: "churn",
    purpose: "retention",
    dataset: { source: fixturePath("models", name, "rows.parquet"), label: "Churn", id: "customerID" },
    protected: ["gender"],
    model: {
      id: "churn",
      kind,
      path: fixturePath("models", name, file),
      features: featureStepsOf(referenceOf(name)),
    },
    explain: { actionable: { tenure: "increase", Contract: ["Month-to-month", "One year", "Two year"] } },
  });

const leaver = ["--id", "8149-RSOUN", "--allow-outside", "--quiet"];

withFixtures("evenhand explain", () => {
  const xgboost = (): string => workspace({ "suite.yaml": suiteOver("telco-churn-xgboost", "xgboost", "model.json") });

  it("tells one decision in plain words, and writes nothing unless asked", async () => {
    const cwd = xgboost();
    const { code, stdout, stderr } = await evenhand(["explain", "suite.yaml", ...leaver], { cwd });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("The decision on case 8149-RSOUN was Yes. The score was 0.95. The limit is 0.5.");
    expect(stdout).toContain("- tenure: 1. Usual: ");
    expect(stdout).toContain("What would have changed the decision");
    expect(stderr).toBe("");
    expect(tree(cwd)).toEqual(["suite.yaml"]);
  });

  it("says whether corrected data change the decision, in Danish and Norwegian too", async () => {
    const cwd = xgboost();
    const set = ["--set", "tenure=72", "--set", "Contract=Two year"];
    const inEnglish = await evenhand(["explain", "suite.yaml", ...leaver, ...set], { cwd });
    expect(inEnglish.stdout).toContain("The decision changes to No.");
    const inDanish = await evenhand(["explain", "suite.yaml", ...leaver, ...set, "--lang", "da"], { cwd });
    expect(inDanish.stdout).toContain("Afgørelsen bliver nu No.");
    const inNorwegian = await evenhand(["explain", "suite.yaml", ...leaver, ...set, "--lang", "nb"], { cwd });
    expect(inNorwegian.stdout).toContain("Avgjørelsen blir nå No.");
  });

  it.each([
    ["telco-churn-xgboost", "xgboost", "model.json"],
    ["telco-churn-lightgbm", "lightgbm", "model.txt"],
    ["telco-churn-keras", "tfjs-layers", "tfjs_layers/model.json"],
    ["telco-churn-logistic-onnx", "onnx", "model.onnx"],
  ])("%s: the JSON is worked out again and found equal; a changed one is named (exit 5)", async (name, kind, file) => {
    const cwd = workspace({ "suite.yaml": suiteOver(name, kind, file) });
    const id = String((await rowsOf(name)).customerID![0]);
    const asked = ["explain", "suite.yaml", "--id", id, "--allow-outside", "--quiet", "--set", "tenure=9", "--json"];
    const { stdout, stderr } = await evenhand(asked, { cwd });
    expect(stderr).toBe("");
    const stored = JSON.parse(stdout) as ExplanationDocument;
    writeFileSync(path.join(cwd, "decision.json"), stdout);
    const verify = ["explain", "--verify", "decision.json", "--allow-outside", "--quiet"];
    expect(await evenhand(verify, { cwd })).toMatchObject({ code: 0, stdout: "equal\n" });
    const forged = { ...stored, outcome: { ...stored.outcome, score: stored.outcome.score! / 2 }, tolerance: 1 };
    writeFileSync(path.join(cwd, "decision.json"), JSON.stringify(forged));
    const found = await evenhand(verify, { cwd });
    expect(found).toMatchObject({ code: 5 });
    expect(found.stdout).toMatch(/^different: tolerance, outcome\.score$/m);
  });

  it("compares with one group where asked, says so in three languages, and works it out again", async () => {
    const cwd = xgboost();
    const asked = ["explain", "suite.yaml", ...leaver, "--compare", "gender=Male"];
    const { stdout, stderr } = await evenhand(asked, { cwd });
    expect(stdout, stderr).toMatch(/We compare with 200 cases from the data, all with gender: Male\. They were drawn/);
    expect((await evenhand([...asked, "--lang", "da"], { cwd })).stdout).toContain("alle med gender: Male");
    expect((await evenhand([...asked, "--lang", "nb"], { cwd })).stdout).toContain("alle med gender: Male");
    writeFileSync(path.join(cwd, "decision.json"), (await evenhand([...asked, "--json"], { cwd })).stdout);
    const verify = ["explain", "--verify", "decision.json", "--allow-outside", "--quiet"];
    expect(await evenhand(verify, { cwd })).toMatchObject({ code: 0, stdout: "equal\n" });
  });

  it("writes a page without script that shows the row's own values as text", async () => {
    const hostile = '<script>alert("x")</script>';
    const cwd = xgboost();
    const asked = ["explain", "suite.yaml", ...leaver, "--set", `Contract=${hostile}`, "--out", "decision.html"];
    const { code, stdout } = await evenhand(asked, { cwd });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "decision.html\n" });
    const page = readFileSync(path.join(cwd, "decision.html"), "utf8");
    expect(page).not.toMatch(/<script/i);
    expect(page).toContain("&lt;script&gt;");
    expect(page).toMatch(/content="default-src 'none'; style-src 'sha256-/);
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
  });

  it.each([
    [["--id", "nobody"], 3, /no row has this id in column "customerID"/],
    [["--id", "8149-RSOUN", "--set", "tenure=secret"], 2, /column "tenure" holds numbers/],
    [["--id", "8149-RSOUN", "--model", "other"], 2, /the suite has no model "other"/],
    [["--id", "8149-RSOUN", "--compare", "age=old"], 2, /the suite has no attribute "age"/],
    [[], 2, /needs a suite and the id/],
  ])("refuses %j without repeating a value", async (more, expected, message) => {
    const { code, stdout, stderr } = await evenhand(["explain", "suite.yaml", "--allow-outside", "--quiet", ...more], {
      cwd: xgboost(),
    });
    expect({ code, stdout }).toEqual({ code: expected, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/secret|nobody|8149/);
  });

  it.each([
    ["no JSON", "{", /is no JSON/],
    ["another JSON", "[]", /is no explanation of evenhand/],
  ])("refuses to verify %s", async (_, content, message) => {
    const { code, stderr } = await evenhand(["explain", "--verify", "other.json"], {
      cwd: workspace({ "other.json": content }),
    });
    expect(code).toBe(3);
    expect(stderr).toMatch(message);
  });
});
