import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { RunRecord } from "../../src/record/run-record.js";
import { evenhand, tree, workspace } from "./harness.js";

const env = { EVENHAND_KEY: "00112233445566778899aabbccddeeff".repeat(2) };

/** People of two groups; the second model takes the outcome from three in ten women who had it. */
const rows = Array.from({ length: 4000 }, (_, i) => {
  const gender = i % 2 ? "f" : "m";
  const v1 = Number((i * 7919) % 1009 < 505);
  const v2 = gender === "f" && v1 === 1 && (i * 104_729) % 997 < 300 ? 0 : v1;
  return [`id${i}`, gender, i % 3 ? 0 : 1, v1, v2].join(",");
});
const csv = `id,gender,churned,v1,v2\n${rows.join("\n")}\n`;
const suite = (model: string, more = "keep: [predictions]") => `name: offers
purpose: test
dataset: {source: people.csv, id: id, label: churned, favourable: 1}
protected: [gender]
models: [{id: ${model}, kind: logged, prediction: ${model}}, {id: other, kind: logged, prediction: v1}]
metrics: [selection_rate, precision]
gates:
  - {metric: selection_rate, attribute: gender, disparity: max_difference, at_most: 0.5}
  - {metric: selection_rate, attribute: gender, regression: {at_most: 0.02}}
${more}
`;
const files = { "people.csv": csv, "v1.yaml": suite("v1"), "v2.yaml": suite("v2"), "plain.yaml": suite("v2", "") };

const recordIn = (cwd: string, folder: string): RunRecord =>
  JSON.parse(readFileSync(path.join(cwd, folder, "run.json"), "utf8")) as RunRecord;

/** A workspace with the first model's run in an archive, accepted as `prod`. */
async function accepted() {
  const cwd = workspace(files);
  expect((await evenhand(["run", "v1.yaml", "--no-report", "--quiet"], { cwd, env })).code).toBe(0);
  const [name] = readdirSync(path.join(cwd, "reports", "offers"));
  const run = `reports/offers/${name}`;
  const said = ["--as", "prod", "--by", "Kari Moe", "--why", "goes live in May"];
  return { cwd, run, outcome: await evenhand(["baseline", "accept", run, ...said], { cwd, env }) };
}

describe("evenhand baseline", () => {
  it("accepts a run: its record and who accepted it in a file, the acceptance in the log", async () => {
    const { cwd, run, outcome } = await accepted();
    expect(outcome).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nbaselines\/prod\.json\n$/) });
    expect(outcome.stderr).toMatch(/^sealed: entry 1 of reports/);
    const file = JSON.parse(readFileSync(path.join(cwd, "baselines", "prod.json"), "utf8"));
    expect(file).toMatchObject({ name: "prod", acceptance: { by: "Kari Moe", why: "goes live in May", run } });
    expect(file.record).toEqual(recordIn(cwd, run));
    expect(tree(path.join(cwd, "baselines"))).toEqual(["prod.json"]);
    const show = await evenhand(["baseline", "show", "prod", "--json"], { cwd });
    expect(JSON.parse(show.stdout)).toMatchObject({ name: "prod", suite: "offers", verdict: "undecided", run });
    expect((await evenhand(["audits", "verify"], { cwd })).code).toBe(0);
  });

  it("accepts no run that was changed since it was sealed, and no name that is no file's", async () => {
    const { cwd, run } = await accepted();
    const said = ["--by", "Kari", "--why", "test"];
    expect((await evenhand(["baseline", "accept", run, "--as", "../x", ...said], { cwd })).code).toBe(2);
    const file = path.join(cwd, run, "run.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"purpose":"test"', '"purpose":"tset"'));
    expect((await evenhand(["baseline", "accept", run, "--as", "later", ...said], { cwd })).code).toBe(5);
    expect(existsSync(path.join(cwd, "baselines", "later.json"))).toBe(false);
  });
});

describe("evenhand run --baseline", () => {
  it("judges growth row by row against an accepted baseline whose run kept its predictions", async () => {
    const { cwd } = await accepted();
    const args = ["run", "v2.yaml", "--baseline", "prod", "--out", "now", "--format", "html,md"];
    const { code, stdout } = await evenhand(args, { cwd, env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAIL {6}selection_rate gender max_difference regression 0\.\d+ \[.*> 0\.02$/m);
    expect(stdout).toMatch(/^BASELINE {2}prod: paired on 4,000 rows$/m);
    const record = recordIn(cwd, "now");
    expect(record.changes).toMatchObject([{ method: "paired", reading: "worse", group: "f", reference: "m" }]);
    const manifest = JSON.parse(readFileSync(path.join(cwd, "now", "manifest.json"), "utf8"));
    expect(manifest.command.slice(-2)).toEqual(["--baseline", "prod"]);
    expect(manifest.suite.lines["selection_rate.gender.max_difference.regression"]).toBe(9);
    expect(readFileSync(path.join(cwd, "now", "report.html"), "utf8")).toContain("decisions of 4,000 changed");
    expect(readFileSync(path.join(cwd, "now", "report.md"), "utf8")).toMatch(/\*\*worse\*\*/);
  });

  it("pairs no group in which a few people were in one run only, for subtraction would tell of them", async () => {
    const { cwd } = await accepted();
    const pairedWithout = async (women: number, out: string): Promise<(string | null)[]> => {
      const gone = new Set(Array.from({ length: women }, (_, i) => `id${2 * i + 1}`));
      const left = rows.filter((row) => !gone.has(row.split(",")[0]!));
      writeFileSync(path.join(cwd, "people.csv"), `id,gender,churned,v1,v2\n${left.join("\n")}\n`);
      const args = ["run", "v2.yaml", "--baseline", "prod", "--out", out, "--no-report"];
      expect(await evenhand(args, { cwd, env })).toMatchObject({ code: 1 });
      const of = recordIn(cwd, out).change_groups!.filter(({ metric }) => metric === "selection_rate");
      return of.filter(({ pairs }) => pairs !== null).map(({ group }) => group);
    };
    expect(await pairedWithout(3, "three")).toEqual(["m"]);
    expect(await pairedWithout(40, "forty")).toEqual(["f", "m"]);
  });

  it("compares by the figures alone where rows are not at hand, and says why", async () => {
    const { cwd, run } = await accepted();
    const { code, stdout } = await evenhand(["run", "plain.yaml", "--baseline", run, "--out", "now", "--no-report"], {
      cwd,
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^BASELINE .*: unpaired \(this run keeps no predictions\)$/m);
    expect(recordIn(cwd, "now").flips).toBeUndefined();
  });

  it("takes another model of the suite, which needs no key", async () => {
    const cwd = workspace(files);
    const { code, stdout } = await evenhand(["run", "plain.yaml", "--baseline", "other", "--no-report"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^BASELINE {2}other: paired on 4,000 rows$/m);
  });

  it("leaves growth undecided without a baseline, which --strict stops", async () => {
    const cwd = workspace(files);
    const { code, stdout } = await evenhand(["run", "plain.yaml", "--no-report", "--strict"], { cwd });
    expect(code).toBe(4);
    expect(stdout).toMatch(/^UNDECIDED .* regression NA \[NA, NA\] 0\.02 {2}\(no baseline\)$/m);
  });

  it.each([
    ["othr", /"othr" is neither another model .*did you mean "other"\?/],
    ["v2", /"v2", the model that is judged/],
    ["people.csv", /people\.csv is damaged: it is no JSON/],
  ])("refuses %s", async (name, said) => {
    const cwd = workspace(files);
    const { code, stderr } = await evenhand(["run", "plain.yaml", "--baseline", name], { cwd });
    expect([2, 3]).toContain(code);
    expect(stderr).toMatch(said);
    expect(existsSync(path.join(cwd, "reports", "offers"))).toBe(false);
  });
});

describe("evenhand compare", () => {
  it("tells what changed between two runs, worst first, and exits by the gates on growth", async () => {
    const { cwd, run } = await accepted();
    await evenhand(["run", "v2.yaml", "--out", "now", "--no-report"], { cwd, env });
    const { code, stdout } = await evenhand(["compare", "prod", "now"], { cwd });
    expect(code).toBe(1);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(
        /^WORSE {7}v2 selection_rate gender max_difference 0\.?\d* -> 0\.\d+ \+0\.\d+ \[\+0\.\d+, \+0\.\d+\]$/,
      ),
      expect.stringMatching(
        /^COMPARED {4}prod \(\d{4}-\d\d-\d\d, v1\) -> now \(\d{4}-\d\d-\d\d, v2\); paired on 4,000 rows$/,
      ),
      expect.stringMatching(/^FLIPS {7}\d+ of 4,000 rows decided otherwise: 0 to 1, \d+ from 1$/),
      "PARTS       changed: model, suite; same: data, tool",
      "",
    ]);
    const same = await evenhand(["compare", run, "baselines/prod.json", "--json"], { cwd });
    expect(same.code).toBe(0);
    expect(JSON.parse(same.stdout)).toMatchObject({ changes: [{ change: 0 }], what_changed: expect.any(Array) });
    const md = await evenhand(["compare", "prod", "now", "--format", "md", "--out", "change.md"], { cwd });
    expect(md.code).toBe(1);
    expect(readFileSync(path.join(cwd, "change.md"), "utf8")).toMatch(/Since `prod: paired on 4,000 rows`/);
  });
});
