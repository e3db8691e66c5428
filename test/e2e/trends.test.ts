import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { TrendRow } from "../../src/record/run-history.js";
import { evenhand, suiteYaml, workspace } from "./harness.js";

/** A month of predictions in which men are chosen more often; every month has other rows. */
function monthCsv(month: number, gap: number, names: readonly [string, string] = ["f", "m"]): string {
  let state = month * 7919 + 13;
  const draw = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const lines = ["id,gender,churned,predicted,score"];
  for (let i = 0; i < 1200; i++) {
    const predicted = draw() < (i % 2 === 0 ? 0.3 : 0.3 + gap) ? 1 : 0;
    lines.push([i, names[i % 2], draw() < 0.3 ? 1 : 0, predicted, predicted === 1 ? 0.8 : 0.2].join(","));
  }
  return `${lines.join("\n")}\n`;
}

const runOf = (stdout: string): string => path.dirname(stdout.trimEnd().split(/\s/).at(-1) as string);

/** A project with an audit for each month, and the outcomes. */
async function audited(months: number, { gap = 0.16, more = "", limit = 0.05 } = {}) {
  const cwd = workspace({ "suite.yaml": suiteYaml(limit, more) });
  const outcomes = [];
  for (let month = 1; month <= months; month++) {
    writeFileSync(path.join(cwd, "predictions.csv"), monthCsv(month, gap));
    outcomes.push(await evenhand(["run", "suite.yaml"], { cwd }));
  }
  return { cwd, outcomes, runs: outcomes.map(({ stdout }) => runOf(stdout)) };
}

const trendsOf = async (cwd: string): Promise<TrendRow[]> => {
  const { stdout } = await evenhand(["audits", "trend", "churn", "--json"], { cwd });
  return (JSON.parse(stdout) as { trends: TrendRow[] }).trends;
};

describe("audits that are repeated", () => {
  it("raise an alarm, in the run, the report and the trend, which stays", async () => {
    const { cwd, outcomes, runs } = await audited(4, { limit: 0.1 });
    const [trend] = await trendsOf(cwd);
    expect(trend?.points).toHaveLength(4);
    expect(trend?.points.flatMap(({ breaks }) => breaks)).toEqual([]);
    const text = (await evenhand(["audits", "trend", "churn"], { cwd })).stdout;
    expect(text).toContain("selection_rate gender max_difference");
    const alarms = trend?.points.map(({ alarm }) => alarm);
    for (const [at, { stdout }] of outcomes.entries())
      expect(stdout.includes("ALARM     selection_rate")).toBe(at > 0 && alarms?.[at] === true);
    const report = readFileSync(path.join(cwd, runs[3] as string, "report.html"), "utf8");
    expect(report.includes("Alarm since")).toBe(alarms?.[3]);
    expect(report).toContain('<section id="trend"');
    expect((await evenhand(["audits", "verify"], { cwd })).code).toBe(0);
  });

  it("end with exit 1 for an alarm only where the suite says so", async () => {
    const passing = (cwd: string) => {
      // The last month alone is within its limit by far; all of them together are not.
      writeFileSync(path.join(cwd, "predictions.csv"), monthCsv(9, 0));
      return evenhand(["run", "suite.yaml"], { cwd });
    };
    const [plain, strict] = [await audited(2, { gap: 0.3 }), await audited(2, { gap: 0.3, more: "alarms: fail\n" })];
    const [reported, failed] = [await passing(plain.cwd), await passing(strict.cwd)];
    expect([reported.stdout, failed.stdout].map((text) => text.includes("ALARM"))).toEqual([true, true]);
    expect([reported.code, failed.code]).toEqual([0, 1]);
    expect(failed.stdout).toContain("(exit 1)");
    const wrong = workspace({ "suite.yaml": suiteYaml(0.05, "alarms: loud\n"), "predictions.csv": monthCsv(1, 0) });
    expect((await evenhand(["run", "suite.yaml"], { cwd: wrong })).code).toBe(2);
  });

  it("break the line at an edited suite, and count the same data once", async () => {
    const { cwd } = await audited(2);
    await evenhand(["run", "suite.yaml"], { cwd });
    writeFileSync(path.join(cwd, "suite.yaml"), suiteYaml(0.06));
    await evenhand(["run", "suite.yaml"], { cwd });
    const points = (await trendsOf(cwd))[0]?.points ?? [];
    expect(points.map(({ breaks }) => breaks)).toEqual([[], [], [], ["suite"]]);
    expect(points.map(({ repeats }) => repeats !== null)).toEqual([false, false, true, false]);
    expect(points[2]?.log_e).toBe(points[1]?.log_e);
    rmSync(path.join(cwd, "reports", ".cache"), { recursive: true });
    expect((await trendsOf(cwd))[0]?.points).toEqual(points);
  });

  it("show open findings on the first screen, with owner, day and both values, the same page whenever it is made again", async () => {
    const { cwd, runs } = await audited(2);
    const first = readFileSync(path.join(cwd, runs[0] as string, "report.html"), "utf8");
    expect(first).not.toContain("findings of this suite");
    const { stdout } = await evenhand(["audits", "findings", "--json"], { cwd });
    const [{ id }] = (JSON.parse(stdout) as { findings: { id: string }[] }).findings as [{ id: string }];
    const day = new Date(Date.now() + 864e5).toISOString().slice(0, 10);
    await evenhand(["audits", "findings", "assign", id, "--owner", "<b>Data team</b>", "--due", day], { cwd });
    writeFileSync(path.join(cwd, "predictions.csv"), monthCsv(3, 0.16));
    const run = runOf((await evenhand(["run", "suite.yaml"], { cwd })).stdout);
    const html = readFileSync(path.join(cwd, run, "report.html"), "utf8");
    const screen = html.slice(html.indexOf('id="verdict"'), html.indexOf('id="findings"'));
    expect(screen).toContain("One finding of this suite is open");
    expect(screen).toContain(id);
    expect(screen).toContain("&lt;b&gt;Data team&lt;/b&gt;");
    await evenhand(["audits", "findings", "assign", id, "--owner", "Others", "--due", day], { cwd });
    expect((await evenhand(["report", run], { cwd })).code).toBe(0);
    expect(readFileSync(path.join(cwd, run, "report.html"), "utf8")).toBe(html);
    expect((await evenhand(["audits", "verify", run, "--rerun"], { cwd })).code).toBe(0);
  });

  it("are kept where an older record cannot be read: that is told, and the report has no history", async () => {
    const { cwd, runs } = await audited(1);
    writeFileSync(path.join(cwd, runs[0] as string, "run.json"), "{}");
    writeFileSync(path.join(cwd, "predictions.csv"), monthCsv(2, 0.16));
    const { stderr, stdout } = await evenhand(["run", "suite.yaml"], { cwd });
    expect(stderr).toContain("the report has no history");
    expect(existsSync(path.join(cwd, runOf(stdout), "history.json"))).toBe(false);
  });
});

describe("evenhand audits trend", () => {
  it("names what there is when a suite or gate is unknown", async () => {
    const { cwd } = await audited(1);
    const suite = await evenhand(["audits", "trend", "other"], { cwd });
    expect([suite.code, suite.stderr.includes("evenhand audits list")]).toEqual([2, true]);
    const gate = await evenhand(["audits", "trend", "churn", "--gate", "none"], { cwd });
    expect([gate.code, gate.stderr.includes("max_difference")]).toEqual([2, true]);
    const help = await evenhand(["audits", "trend", "--help"], { cwd });
    expect(help.stdout).toContain("evenhand audits trend churn");
  });
});

describe("evenhand audits site", () => {
  it("writes the pages, and of the next audit only what it changes", async () => {
    const { cwd } = await audited(2);
    const first = await evenhand(["audits", "site", "--json"], { cwd });
    expect(JSON.parse(first.stdout)).toEqual({ index: "reports/site/index.html", pages: 4, written: 4 });
    expect(JSON.parse((await evenhand(["audits", "site", "--json"], { cwd })).stdout)).toMatchObject({ written: 0 });
    writeFileSync(path.join(cwd, "predictions.csv"), monthCsv(3, 0.16));
    await evenhand(["run", "suite.yaml"], { cwd });
    const next = await evenhand(["audits", "site", "--json"], { cwd });
    // Its own page, its suite's and the index.
    expect(JSON.parse(next.stdout)).toMatchObject({ pages: 5, written: 3 });
    expect((await evenhand(["audits", "verify"], { cwd })).code).toBe(0);
    const site = path.join(cwd, "reports", "site");
    for (const name of readdirSync(site).filter((each) => each.endsWith(".html"))) {
      const html = readFileSync(path.join(site, name), "utf8");
      for (const [, href = ""] of html.matchAll(/<a (?:class="skip" )?href="([^"#]+)"/g))
        expect(statSync(path.join(site, decodeURIComponent(href))).isFile()).toBe(true);
    }
  });

  it("writes elsewhere, but into no sealed run", async () => {
    const { cwd, runs } = await audited(1);
    expect((await evenhand(["audits", "site", "--out", "public"], { cwd })).stdout).toBe("public/index.html\n");
    expect(readFileSync(path.join(cwd, "public", "index.html"), "utf8")).toContain('href="../reports/churn/');
    expect((await evenhand(["audits", "site", "--out", runs[0] as string], { cwd })).code).toBe(2);
    expect((await evenhand(["audits", "site"], { cwd: workspace() })).code).toBe(3);
  });
});
