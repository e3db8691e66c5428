import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { RunRecord } from "../../src/record/run-record.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { evenhand, workspace } from "./harness.js";

const suite = (source: string): string => `name: bank
purpose: test
dataset: {source: ${source}, label: "y"}
protected: [marital, {name: age_band, column: age, bins: [0, 30, 60, 120]}]
model: {id: rule, kind: logged, score: score, positive: "yes", threshold: 0.3}
metrics: [selection_rate]
drift: {features: [balance, contact, housing]}
gates:
  - {drift: population_stability, of: score, attribute: marital, at_most: 0.2}
  - {drift: total_variation, of: population, attribute: age_band, at_most: 0.1}
  - {drift: jensen_shannon, of: contact, attribute: marital, at_most: 0.1}
  - {drift: kolmogorov_smirnov, of: balance, attribute: marital, at_most: 0.2}
`;

/** Calls of a bank in the order in which they were made (May 2008 to November 2010), each with a score that a simple rule gives. */
function calls(): { readonly header: string; readonly rows: readonly string[] } {
  const packed = readFileSync(fixturePath("datasets", "bank-marketing", "bank_full_40004.csv.gz"));
  const [header = "", ...lines] = gunzipSync(packed).toString("utf8").trim().split(/\r?\n/);
  const names = header.split(",");
  const at = (cells: readonly string[], name: string) => cells[names.indexOf(name)];
  const rows = lines.map((line) => {
    const cells = line.split(",");
    const reached = at(cells, "contact") === "cellular" ? 0.1 : 0;
    const again = at(cells, "poutcome") === "success" ? 0.4 : 0;
    const rich = Math.min(0.2, Math.max(0, Number(at(cells, "balance"))) / 50_000);
    return `${line},${(0.05 + reached + again + rich + (at(cells, "housing") === "no" ? 0.1 : 0)).toFixed(4)}`;
  });
  return { header: `${header},score`, rows };
}

withFixtures("drift on a bank's calls", () => {
  let folder: string;
  const halves = { early: [] as string[], late: [] as string[], even: [] as string[], odd: [] as string[] };
  let head = "";
  beforeAll(() => {
    const { header, rows } = calls();
    head = header;
    for (const [i, row] of rows.entries()) {
      halves[i < rows.length / 2 ? "early" : "late"].push(row);
      halves[(i * 7919) % 10_007 < 5_003 ? "even" : "odd"].push(row);
    }
  });

  beforeEach(() => {
    const files = Object.entries(halves).flatMap(([name, lines]) => [
      [`${name}.csv`, `${[head, ...lines].join("\n")}\n`],
      [`${name}.yaml`, suite(`${name}.csv`)],
    ]);
    folder = workspace(Object.fromEntries(files));
  });

  const run = (name: string, ...more: string[]) =>
    evenhand(["run", `${name}.yaml`, "--out", `run-${name}`, ...more], { cwd: folder });
  const recordOf = (name: string): RunRecord =>
    JSON.parse(readFileSync(path.join(folder, `run-${name}`, "run.json"), "utf8")) as RunRecord;

  it("finds none between two halves at random, and what changed between the first calls and the last", async () => {
    expect(await run("even")).toMatchObject({ code: 0 });
    expect(recordOf("even").gates.map(({ verdict, reason }) => [verdict, reason])).toEqual(
      Array.from({ length: 4 }, () => ["undecided", "no baseline"]),
    );
    const random = await run("odd", "--baseline", "run-even");
    expect(random.code).toBe(0);
    expect(recordOf("odd").gates.map(({ verdict }) => verdict)).toEqual(["pass", "pass", "pass", "pass"]);

    await run("early");
    const later = await run("late", "--baseline", "run-early", "--format", "html,md,csv,junit,sarif");
    expect(later.code).toBe(1);
    expect(later.stdout).toContain("jensen_shannon of contact");
    const late = recordOf("late");
    expect(late.gates.map(({ id, verdict }) => [id, verdict])).toEqual([
      ["score.marital.population_stability", "fail"],
      ["population.age_band.total_variation", "pass"],
      ["contact.marital.jensen_shannon", "fail"],
      ["balance.marital.kolmogorov_smirnov", "pass"],
    ]);
    const read = (name: string) => readFileSync(path.join(folder, "run-late", name), "utf8");
    expect(read("report.html")).toContain("Population stability index of scores, by ");
    expect(read("drift.csv").split("\n")[0]).toBe(
      "model,of,feature,attribute,group,statistic,status,reason,observed,value,low,high,n_before,n_now,bins",
    );
    expect(read("report.md")).toContain("`of contact`");
    expect(read("junit.xml")).toContain("jensen_shannon of contact");
  }, 120_000);

  it("is judged again from the record, and says the same under --json", async () => {
    await run("even");
    const printed = await evenhand(
      ["run", "odd.yaml", "--out", "run-odd", "--baseline", "run-even", "--json", "--quiet"],
      { cwd: folder },
    );
    const record = JSON.parse(printed.stdout) as RunRecord;
    expect(record.drift?.length).toBeGreaterThan(50);
    expect(record.baseline_distributions?.length).toBe(recordOf("even").distributions?.length);
    const again = await evenhand(["report", "run-odd", "--out", "again.html"], { cwd: folder });
    expect(again.code).toBe(0);
    // Without drift no limit is beyond it: at random, 1 of 20 lower limits at two-sided 95 % would be 2.5 %.
    const above = record.drift!.filter(({ low }) => (low ?? 0) > 0).length;
    expect(above / record.drift!.length).toBeLessThan(0.15);
  }, 120_000);

  it("keeps a baseline without drift apart, and refuses free texts and unknown columns", async () => {
    writeFileSync(path.join(folder, "bare.yaml"), suite("even.csv").replace(/drift: \{f[\s\S]*/, ""));
    await run("bare");
    await run("odd", "--baseline", "run-bare");
    expect(recordOf("odd").gates[0]).toMatchObject({
      verdict: "undecided",
      reason: "the baseline has no distributions",
    });
    writeFileSync(path.join(folder, "wrong.yaml"), suite("even.csv").replace("housing]", "housng]"));
    const wrong = await run("wrong");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('no column "housng" in the data; did you mean "housing"?');
  }, 120_000);
});
