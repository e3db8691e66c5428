import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { evenhand, predictionsCsv, suiteYaml, tree, workspace } from "./harness.js";

const even = predictionsCsv({ f: { rows: 3000, share: 0.3 }, m: { rows: 3000, share: 0.3 } });
const uneven = predictionsCsv({ f: { rows: 3000, share: 0.2 }, m: { rows: 3000, share: 0.4 } });
const all = "md,junit,sarif,github,gitlab,csv,prom";

const failing = (): string => workspace({ "predictions.csv": uneven, "suite.yaml": suiteYaml(0.1) });
const read = (...parts: string[]): string => readFileSync(path.join(...parts), "utf8");

describe("evenhand run --format", () => {
  it("writes the files into the run folder and their hashes into the manifest, and exits as without", async () => {
    const cwd = failing();
    const { code, stdout } = await evenhand(["run", "suite.yaml", "--out", "out", "--format", `html,${all}`], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^::error file=suite\.yaml,line=7,title=churn%3A selection_rate\.gender\.max_difference::/m);
    expect(stdout.trim().split("\n").at(-1)).toBe("REPORT    out/report.html");
    const files = tree(path.join(cwd, "out"));
    for (const name of [
      "report.md",
      "junit.xml",
      "results.sarif",
      "gl-code-quality-report.json",
      "groups.csv",
      "evenhand.prom",
    ])
      expect(files).toContain(name);
    const manifest = JSON.parse(read(cwd, "out", "manifest.json"));
    const named = manifest.files.map(({ name }: { name: string }) => name);
    expect([...named, "manifest.json"].sort()).toEqual(files);
    expect(manifest.suite).toEqual({ file: "suite.yaml", lines: { "selection_rate.gender.max_difference": 7 } });
  });

  it("writes the page only where it is asked for", async () => {
    const cwd = failing();
    const { stdout } = await evenhand(["run", "suite.yaml", "--out", "a", "--format", "junit"], { cwd });
    expect(stdout.trim().split("\n").at(-1)).toBe("RECORD    a/run.json");
    expect(tree(path.join(cwd, "a"))).toEqual(["junit.xml", "manifest.json", "run.json"]);
    await evenhand(["run", "suite.yaml", "--out", "b", "--format", "html,junit", "--format", "md", "--no-report"], {
      cwd,
    });
    expect(tree(path.join(cwd, "b"))).toEqual(["junit.xml", "manifest.json", "report.md", "run.json"]);
  });

  it("gives the same bytes again, in another time zone", async () => {
    const cwd = failing();
    await evenhand(["run", "suite.yaml", "--out", "a", "--format", all], { cwd, env: { TZ: "Asia/Tokyo" } });
    await evenhand(["run", "suite.yaml", "--out", "b", "--format", all], { cwd, env: { TZ: "America/New_York" } });
    for (const name of tree(path.join(cwd, "a")).filter((each) => each !== "manifest.json"))
      expect(read(cwd, "b", name), name).toBe(read(cwd, "a", name));
  });

  it("under --strict undecided gates are failures of JUnit, too", async () => {
    const few = predictionsCsv({ f: { rows: 200, share: 0.3 }, m: { rows: 200, share: 0.34 } });
    const cwd = workspace({ "predictions.csv": few, "suite.yaml": suiteYaml(0.1) });
    expect((await evenhand(["run", "suite.yaml", "--out", "a", "--format", "junit"], { cwd })).code).toBe(0);
    expect(read(cwd, "a", "junit.xml")).toContain("<skipped ");
    expect((await evenhand(["run", "suite.yaml", "--out", "b", "--format", "junit", "--strict"], { cwd })).code).toBe(
      4,
    );
    expect(read(cwd, "b", "junit.xml")).toContain('<failure type="undecided"');
  });

  it("names unknown formats with the nearest known one, all at once, before anything is read", async () => {
    const { code, stderr } = await evenhand(["run", "absent.yaml", "--format", "junt,html,mdd"], { cwd: workspace() });
    expect(code).toBe(2);
    expect(stderr).toMatch(/unknown format "junt"; did you mean "junit"\?/);
    expect(stderr).toMatch(/unknown format "mdd"; did you mean "md"\?/);
    expect(stderr).not.toContain("absent.yaml");
  });

  it("--json keeps stdout one document, and annotations go to stderr", async () => {
    const cwd = failing();
    const { stdout, stderr } = await evenhand(["run", "suite.yaml", "--json", "--quiet", "--format", "github"], {
      cwd,
    });
    expect(JSON.parse(stdout).verdict).toBe("fail");
    expect(stderr).toMatch(/^::error file=suite\.yaml,line=7/);
  });

  it("finds the gates of the attribute * on one line, and the path from the repository's root", async () => {
    const cwd = workspace({ "predictions.csv": uneven });
    const two = suiteYaml(0.1)
      .replace("protected: [gender]", "protected: [gender, churned]")
      .replace("attribute: gender", 'attribute: "*"')
      .replace("metric: selection_rate, ", "metric: selection_rate, id: each, ");
    writeFileSync(path.join(cwd, "suite.yaml"), two);
    writeFileSync(path.join(cwd, ".git"), "");
    await evenhand(["run", "suite.yaml", "--out", "out", "--no-report"], { cwd });
    expect(JSON.parse(read(cwd, "out", "manifest.json")).suite.lines).toEqual({ "each.gender": 7, "each.churned": 7 });
  });

  it("adds the Markdown to a job's summary, but never beyond what GitHub takes", async () => {
    const cwd = failing();
    const summary = path.join(cwd, "summary.md");
    const env = { GITHUB_STEP_SUMMARY: summary };
    appendFileSync(summary, "before\n");
    await evenhand(["run", "suite.yaml", "--out", "a", "--format", "md"], { cwd, env });
    expect(read(summary)).toBe(`before\n${read(cwd, "a", "report.md")}\n`);
    await evenhand(["run", "suite.yaml", "--out", "b", "--format", "junit"], { cwd, env });
    expect(read(summary).match(/<!-- evenhand/g)).toHaveLength(1);
    writeFileSync(summary, "x".repeat(2 ** 20));
    const { code, stderr } = await evenhand(["run", "suite.yaml", "--out", "c", "--format", "md"], { cwd, env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/job summary was not written/);
    expect(read(summary)).toHaveLength(2 ** 20);
  });

  it("hostile group names reach no output raw", async () => {
    const names = ["\u001b[31mred", "::error::x", "##[add-mask]x", "<script>alert(1)</script>", "@team", "=1+1"];
    const groups = Object.fromEntries(names.map((name, i) => [name, { rows: 900, share: 0.1 + 0.1 * i }]));
    const cwd = workspace({ "predictions.csv": predictionsCsv(groups), "suite.yaml": suiteYaml(0.1) });
    const { code, stdout } = await evenhand(["run", "suite.yaml", "--out", "out", "--format", all], { cwd });
    expect(code).toBe(1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    const raw = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;
    for (const name of readdirSync(path.join(cwd, "out"))) expect(raw.test(read(cwd, "out", name)), name).toBe(false);
    expect(raw.test(stdout)).toBe(false);
    expect(stdout.match(/^::/gm)).toHaveLength(1);
    expect(read(cwd, "out", "junit.xml")).not.toMatch(/<script|##\[/);
  });
});

describe("evenhand run --format mlflow", () => {
  const canary = "canary-93ab";

  it("a server that does not answer is exit 3, with the run folder whole and no secret told", async () => {
    const cwd = workspace({ "predictions.csv": even, "suite.yaml": suiteYaml(0.1) });
    const env = { MLFLOW_TRACKING_URI: "https://127.0.0.1:61111/path", MLFLOW_TRACKING_TOKEN: canary };
    const { code, stdout, stderr } = await evenhand(["run", "suite.yaml", "--out", "out", "--format", "html,mlflow"], {
      cwd,
      env,
    });
    expect(code).toBe(3);
    expect(stdout).toMatch(/VERDICT {3}pass/);
    expect(stderr).toMatch(/MLflow did not take the run: .*ECONNREFUSED.* evenhand report out --format mlflow/s);
    expect(tree(path.join(cwd, "out"))).toEqual(["manifest.json", "report.html", "run.json"]);
    for (const name of tree(path.join(cwd, "out"))) expect(read(cwd, "out", name)).not.toContain(canary);
    expect(stdout + stderr).not.toContain(canary);
  });

  it("sends a stored run", async () => {
    const cwd = workspace({ "predictions.csv": even, "suite.yaml": suiteYaml(0.1) });
    await evenhand(["run", "suite.yaml", "--out", "out"], { cwd });
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const info = { run_id: "r1", start_time: 1, artifact_uri: "mlflow-artifacts:/0/r1/artifacts" };
      request
        .resume()
        .on("end", () => response.end(JSON.stringify({ experiment: { experiment_id: "0" }, runs: [{ info }] })));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const env = { MLFLOW_TRACKING_URI: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    const { code, stderr } = await evenhand(["report", "out", "--format", "mlflow"], { cwd, env });
    server.close();
    expect(code).toBe(0);
    expect(stderr).toMatch(/mlflow: run r1 updated in experiment evenhand/);
    expect(asked).toContain("PUT /api/2.0/mlflow-artifacts/artifacts/0/r1/artifacts/run.json");
  });

  it("needs an address, and excludes --offline", async () => {
    const cwd = workspace();
    const without = await evenhand(["run", "suite.yaml", "--format", "mlflow"], {
      cwd,
      env: { MLFLOW_TRACKING_URI: "" },
    });
    expect([without.code, without.stderr]).toEqual([2, expect.stringMatching(/MLFLOW_TRACKING_URI/)]);
    const offline = await evenhand(["run", "suite.yaml", "--format", "mlflow", "--offline"], { cwd });
    expect([offline.code, offline.stderr]).toEqual([2, expect.stringMatching(/--offline and --format mlflow/)]);
  });
});

describe("evenhand report --format", () => {
  it("makes the same files from the stored run, in the working folder or where --out says", async () => {
    const cwd = failing();
    await evenhand(["run", "suite.yaml", "--out", "out", "--format", all], { cwd });
    const before = tree(path.join(cwd, "out"));
    const { code, stdout } = await evenhand(["report", "out", "--format", "junit,sarif,csv", "--out", "again"], {
      cwd,
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^again\/junit\.xml\nagain\/results\.sarif\n/);
    for (const name of tree(path.join(cwd, "again")))
      expect(read(cwd, "again", name), name).toBe(read(cwd, "out", name));
    await evenhand(["report", "out", "--format", "md"], { cwd });
    expect(read(cwd, "report.md")).toBe(read(cwd, "out", "report.md"));
    await evenhand(["report", "out", "--format", "md", "--out", "comment.md"], { cwd });
    expect(read(cwd, "comment.md")).toBe(read(cwd, "out", "report.md"));
    expect(tree(path.join(cwd, "out"))).toEqual(before);
  });

  it("of a record alone names no line", async () => {
    const cwd = failing();
    await evenhand(["run", "suite.yaml", "--out", "out", "--no-report"], { cwd });
    const moved = workspace({ "run.json": readFileSync(path.join(cwd, "out", "run.json")) });
    const { stdout } = await evenhand(["report", "run.json", "--format", "github,sarif", "--json"], { cwd: moved });
    expect(JSON.parse(stdout)).toEqual({ files: ["results.sarif"] });
    const [result] = JSON.parse(read(moved, "results.sarif")).runs[0].results;
    expect(result.locations).toEqual([{ logicalLocations: [{ fullyQualifiedName: "churn", kind: "module" }] }]);
    expect(existsSync(path.join(moved, "report.html"))).toBe(false);
  });
});
