import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../fixtures.js";
import { evenhand, predictionsCsv, recordOf, suiteYaml, tree, workspace } from "./harness.js";

const even = predictionsCsv({ f: { rows: 3000, share: 0.3 }, m: { rows: 3000, share: 0.3 } });
const uneven = predictionsCsv({ f: { rows: 3000, share: 0.2 }, m: { rows: 3000, share: 0.4 } });

describe("evenhand run", () => {
  it("writes a run folder, says the verdict, ends with the report's path", async () => {
    const cwd = workspace({ "predictions.csv": even, "suite.yaml": suiteYaml(0.1) });
    const { code, stdout, stderr } = await evenhand(["run", "suite.yaml"], { cwd });
    expect(stderr).toMatch(/^read: 6,?000 rows/m);
    expect(stdout).toMatch(/^VERDICT\s+pass: 1 pass \(exit 0\)$/m);
    expect(code).toBe(0);
    const report =
      stdout
        .trim()
        .split("\n")
        .at(-1)
        ?.replace(/^REPORT\s+/, "") ?? "";
    expect(report).toMatch(/^reports\/churn\/\d{4}-\d\d-\d\dT\d{4}Z\/report\.html$/);
    expect(tree(path.join(cwd, path.dirname(report)))).toEqual(["manifest.json", "report.html", "run.json"]);
  });

  it("--no-report writes the record and the manifest alone, the same record as with a report", async () => {
    const cwd = workspace({ "predictions.csv": even, "suite.yaml": suiteYaml(0.1) });
    await evenhand(["run", "suite.yaml", "--out", "whole"], { cwd });
    const { code, stdout } = await evenhand(["run", "suite.yaml", "--no-report", "--out", "out"], { cwd });
    expect(code).toBe(0);
    expect(stdout.trim().split("\n").at(-1)).toBe("RECORD    out/run.json");
    expect(tree(path.join(cwd, "out"))).toEqual(["manifest.json", "run.json"]);
    const manifest = JSON.parse(readFileSync(path.join(cwd, "out", "manifest.json"), "utf8"));
    expect(manifest.files.map(({ name }: { name: string }) => name)).toEqual(["run.json"]);
    expect(readFileSync(path.join(cwd, "out", "run.json"), "utf8")).toBe(
      readFileSync(path.join(cwd, "whole", "run.json"), "utf8"),
    );
  });

  it("exits 1 when a gate fails, and writes the artifacts all the same", async () => {
    const cwd = workspace({ "predictions.csv": uneven, "suite.yaml": suiteYaml(0.1) });
    const { code, stdout } = await evenhand(["run", "suite.yaml", "--out", "out"], { cwd });
    expect(stdout).toMatch(/^FAIL\s+selection_rate gender max_difference 0\.2 \[.*\] > 0\.1$/m);
    expect(code).toBe(1);
    expect(existsSync(path.join(cwd, "out", "report.html"))).toBe(true);
  });

  it("an undecided gate exits 0, and 4 under --strict", async () => {
    const few = predictionsCsv({ f: { rows: 200, share: 0.3 }, m: { rows: 200, share: 0.34 } });
    const cwd = workspace({ "predictions.csv": few, "suite.yaml": suiteYaml(0.1) });
    expect((await evenhand(["run", "suite.yaml", "--out", "a"], { cwd })).code).toBe(0);
    expect((await evenhand(["run", "suite.yaml", "--out", "b", "--strict"], { cwd })).code).toBe(4);
  });

  it("a suite without gates has the verdict none and exit 0", async () => {
    const cwd = workspace({ "predictions.csv": even, "suite.yaml": suiteYaml(0.1).replace(/gates:[\s\S]*/, "") });
    const { code, stdout } = await evenhand(["run", "suite.yaml", "--json", "--quiet"], { cwd });
    expect(JSON.parse(stdout).verdict).toBe("none");
    expect(code).toBe(0);
  });

  it("--json prints the record alone, valid under the published schema", async () => {
    const cwd = workspace({ "predictions.csv": even, "suite.yaml": suiteYaml(0.1) });
    const record = await recordOf("suite.yaml", cwd);
    const schema = JSON.parse(readFileSync(path.join(projectRoot, "schema", "run.schema.json"), "utf8"));
    const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema);
    expect(validate(record), JSON.stringify(validate.errors)).toBe(true);
  });

  it("same rows in another order, other thread counts and time zones give the same bytes of run.json", async () => {
    const [header, ...rows] = even.trim().split("\n");
    const shuffled = [
      header,
      ...rows
        .map((row, i) => [(i * 4001) % rows.length, row] as const)
        .sort((a, b) => a[0] - b[0])
        .map(([, row]) => row),
    ].join("\n");
    const first = workspace({ "predictions.csv": even, "suite.yaml": suiteYaml(0.1) });
    const second = workspace({ "predictions.csv": `${shuffled}\n`, "suite.yaml": suiteYaml(0.1) });
    const withoutHash = (text: string) => JSON.stringify({ ...JSON.parse(text), data: undefined });
    await evenhand(["run", "suite.yaml", "--out", "out", "--threads", "1"], { cwd: first, env: { TZ: "Asia/Tokyo" } });
    await evenhand(["run", "suite.yaml", "--out", "again", "--threads", "2"], {
      cwd: first,
      env: { TZ: "America/New_York" },
    });
    await evenhand(["run", "suite.yaml", "--out", "out", "--threads", "2"], { cwd: second });
    const bytes = readFileSync(path.join(first, "out", "run.json"), "utf8");
    expect(readFileSync(path.join(first, "again", "run.json"), "utf8")).toBe(bytes);
    expect(readFileSync(path.join(first, "again", "report.html"), "utf8")).toBe(
      readFileSync(path.join(first, "out", "report.html"), "utf8"),
    );
    expect(withoutHash(readFileSync(path.join(second, "out", "run.json"), "utf8"))).toBe(withoutHash(bytes));
  });

  it("a cells table of counts gives the figures of the rows it stands for", async () => {
    const cells = new Map<string, number>();
    for (const row of uneven.trim().split("\n").slice(1)) {
      const key = row.split(",").slice(1, 4).join(",");
      cells.set(key, (cells.get(key) ?? 0) + 1);
    }
    const table = ["gender,churned,predicted,n", ...[...cells].map(([key, n]) => `${key},${n}`)].join("\n");
    const suite = suiteYaml(0.1).replace("favourable: 1", "favourable: 1, count: n").replace(", score: score", "");
    const rows = await recordOf(
      "suite.yaml",
      workspace({ "predictions.csv": uneven, "suite.yaml": suiteYaml(0.1).replace(", score: score", "") }),
    );
    const counted = await recordOf("suite.yaml", workspace({ "predictions.csv": table, "suite.yaml": suite }));
    expect(counted.groups).toEqual(rows.groups);
    expect(counted.gates).toEqual(rows.gates);
  });

  it("several suites write one folder each, and the worst exit code is taken", async () => {
    const cwd = workspace({
      "predictions.csv": uneven,
      "a.yaml": suiteYaml(0.5).replace("name: churn", "name: a"),
      "b.yaml": suiteYaml(0.1).replace("name: churn", "name: b"),
    });
    const { code } = await evenhand(["run", "a.yaml", "b.yaml", "--out", "out"], { cwd });
    expect(code).toBe(1);
    expect(tree(path.join(cwd, "out"))).toContain("a/run.json");
    expect(tree(path.join(cwd, "out"))).toContain("b/run.json");
  });

  it("refuses an --out folder that holds files", async () => {
    const cwd = workspace({ "predictions.csv": even, "suite.yaml": suiteYaml(0.1) });
    const { code, stderr } = await evenhand(["run", "suite.yaml", "--out", "."], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/holds files already/);
  });
});

describe("evenhand report", () => {
  it("renders a stored run again to the same bytes, without data or suite", async () => {
    const cwd = workspace({ "predictions.csv": uneven, "suite.yaml": suiteYaml(0.1) });
    await evenhand(["run", "suite.yaml", "--out", "out"], { cwd });
    const moved = workspace({ "run.json": readFileSync(path.join(cwd, "out", "run.json")) });
    expect((await evenhand(["report", "run.json", "--out", "again.html"], { cwd: moved })).code).toBe(0);
    expect(readFileSync(path.join(moved, "again.html"), "utf8")).toBe(
      readFileSync(path.join(cwd, "out", "report.html"), "utf8"),
    );
  });

  it("refuses a damaged or foreign record", async () => {
    const cwd = workspace({ "run.json": "{", "other.json": "{}" });
    expect((await evenhand(["report", "run.json"], { cwd })).code).toBe(3);
    expect((await evenhand(["report", "other.json"], { cwd })).stderr).toMatch(/not a run record/);
    expect((await evenhand(["report", "absent"], { cwd })).code).toBe(3);
  });
});
