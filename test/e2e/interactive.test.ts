import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { evenhand, predictionsCsv, suiteYaml, tree, workspace } from "./harness.js";

const rows = predictionsCsv({ f: { rows: 300, share: 0.2 }, m: { rows: 300, share: 0.4 } });
const folder = (): string => workspace({ "predictions.csv": rows, "suite.yaml": suiteYaml(0.5) });
const textOf = (...parts: string[]): string => readFileSync(path.join(...parts), "utf8");

describe("--interactive", () => {
  it("of run: a page with a runtime, and the same record", async () => {
    const cwd = folder();
    expect((await evenhand(["run", "suite.yaml", "--out", "plain"], { cwd })).code).toBe(0);
    expect(
      (await evenhand(["run", "suite.yaml", "--out", "live", "--interactive", "--lang", "en,da"], { cwd })).code,
    ).toBe(0);
    expect(tree(path.join(cwd, "live"))).toEqual(["manifest.json", "report.da.html", "report.html", "run.json"]);
    expect(textOf(cwd, "live", "run.json")).toBe(textOf(cwd, "plain", "run.json"));
    for (const page of ["report.html", "report.da.html"])
      expect(textOf(cwd, "live", page)).toMatch(/script-src 'sha256-[\w+/]+='/);
    expect(textOf(cwd, "plain", "report.html")).not.toContain("script-src");
  });

  it("of report: into the working folder, twice the same, and a sealed run stays as it is", async () => {
    const cwd = folder();
    expect((await evenhand(["run", "suite.yaml"], { cwd })).code).toBe(0);
    const sealed = tree(path.join(cwd, "reports"));
    const run = path.dirname(path.join("reports", sealed.find((name) => name.endsWith("run.json")) ?? ""));
    const first = await evenhand(["report", run, "--interactive"], { cwd });
    expect([first.code, first.stdout]).toEqual([0, "report.html\n"]);
    expect((await evenhand(["report", run, "--interactive", "--out", "again.html"], { cwd })).code).toBe(0);
    expect(textOf(cwd, "again.html")).toBe(textOf(cwd, "report.html"));
    expect(tree(path.join(cwd, "reports"))).toEqual(sealed);
    expect((await evenhand(["audits", "verify"], { cwd })).code).toBe(0);
  });

  it("wants a page", async () => {
    const cwd = folder();
    for (const without of [["--no-report"], ["--format", "md"]]) {
      const { code, stderr } = await evenhand(["run", "suite.yaml", "--interactive", ...without], { cwd });
      expect(code).toBe(2);
      expect(stderr).toContain("--interactive is of the page");
    }
    expect(tree(cwd)).toEqual(["predictions.csv", "suite.yaml"]);
  });
});
