import { describe, expect, it } from "vitest";
import { compatibilityNames } from "../../src/compatibility/index.js";
import { disparities } from "../../src/disparities/index.js";
import { families, metrics } from "../../src/metrics/index.js";
import { evenhand, predictionsCsv, recordOf, suiteYaml, workspace } from "./harness.js";

interface Listed {
  readonly name: string;
  readonly definition: string;
  readonly needs: readonly string[];
  readonly intervals: { readonly independent: string | null; readonly dependent: string | null };
  readonly methods: { readonly proportions: string | null; readonly means: string | null };
  readonly [fact: string]: unknown;
}

async function listed(): Promise<{ metrics: Listed[]; disparities: Listed[]; compatibility: Listed[] }> {
  const { code, stdout } = await evenhand(["schema", "metrics", "--json"], { cwd: workspace() });
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

const named = (list: readonly Listed[], name: string) => list.find((one) => one.name === name);

describe("schema metrics --json", () => {
  it("has every metric, family and disparity of the registries, and nothing twice", async () => {
    const list = await listed();
    expect(Object.keys(list)).toEqual(["metrics", "disparities", "compatibility"]);
    const names = [...metrics, ...families].map(({ name }) => name);
    expect(list.metrics.map(({ name }) => name)).toEqual(names);
    expect(new Set(names).size).toBe(names.length);
    expect(list.disparities.map(({ name }) => name)).toEqual(disparities.map(({ name }) => name));
    expect(list.compatibility.map(({ name }) => name).sort()).toEqual([...compatibilityNames].sort());
  });

  it("says of each what the registry says", async () => {
    const list = await listed();
    for (const { name, formula, range, better, unit, source } of metrics)
      expect(named(list.metrics, name)).toMatchObject({ definition: formula, range, better, unit, source });
    for (const { name, kind, withoutInterval, formula, bound, source } of disparities) {
      // What has no bounds that hold, or is shown beside a figure, is never judged.
      const judged = withoutInterval === undefined && kind !== "stratified" ? bound : null;
      expect(named(list.disparities, name)).toMatchObject({ definition: formula, bound: judged, source });
    }
    for (const { name, parameter, byDefault, example, of } of families)
      expect(named(list.metrics, name)).toMatchObject({
        definition: of(example).formula,
        parameter: { meaning: parameter, default: byDefault, example: of(example).name },
      });
  });

  it("says what known ones need", async () => {
    const list = await listed();
    expect(named(list.metrics, "prevalence")?.needs).toEqual(["label"]);
    expect(named(list.metrics, "selection_rate")?.needs).toEqual(["prediction"]);
    expect(named(list.metrics, "favourable_rate")?.needs).toEqual(["prediction", "favourable outcome"]);
    expect(named(list.metrics, "f1")?.needs).toEqual(["label", "prediction"]);
    expect(named(list.metrics, "mean_score")?.needs).toEqual(["score"]);
    expect(named(list.metrics, "roc_auc")?.needs).toEqual(["label", "score distribution"]);
    expect(named(list.disparities, "max_difference")).toMatchObject({ range: [0, null], better: "lower", needs: [] });
    expect(named(list.disparities, "ratio_to_reference")).toMatchObject({
      range: [0, null],
      better: "even",
      even: 1,
      needs: ["metric that is a proportion", "reference group"],
    });
  });

  it.each([
    ["independent", ""],
    ["dependent", "unit: customer\n"],
  ] as const)("names the intervals that a run of %s rows gives", async (rows, unit) => {
    const wanted = ["selection_rate", "f1", "balanced_accuracy", "cohen_kappa", "mean_score", "roc_auc"];
    const groups = { women: { rows: 400, share: 0.3 }, men: { rows: 500, share: 0.4 } };
    // Two rows of each customer.
    const csv = predictionsCsv(groups, { header: "customer,gender,churned,predicted,score" }).replace(
      /^(\d+),/gm,
      (_, row) => `${Math.floor(Number(row) / 2)},`,
    );
    const suite = suiteYaml(0.9, `metrics: [${wanted.join(", ")}]\n`).replace(
      "favourable: 1}",
      `favourable: 1${unit === "" ? "" : ", unit: customer"}}`,
    );
    const record = await recordOf("suite.yaml", workspace({ "suite.yaml": suite, "predictions.csv": csv }));
    const list = await listed();
    for (const name of wanted) {
      const given = record.groups.filter(({ metric }) => metric === name).map(({ interval }) => interval);
      expect(given.length, name).toBeGreaterThan(1);
      expect(new Set(given), name).toEqual(new Set([named(list.metrics, name)?.intervals[rows]]));
    }
  });

  it("names the method that a run compares two proportions by", async () => {
    const csv = predictionsCsv({ women: { rows: 400, share: 0.3 }, men: { rows: 500, share: 0.4 } });
    const record = await recordOf("s.yaml", workspace({ "s.yaml": suiteYaml(0.9), "predictions.csv": csv }));
    const list = await listed();
    const given = record.disparities.filter(
      ({ metric, disparity }) => metric === "selection_rate" && disparity === "difference_to_reference",
    );
    expect(given.length).toBeGreaterThan(0);
    const method = named(list.disparities, "difference_to_reference")?.methods.proportions;
    expect(given.map(({ interval }) => interval)).toEqual(given.map(() => method));
  });
});

describe("schema metrics", () => {
  it("prints each name on a line of its own with its definition below, in 100 columns, without colour", async () => {
    const { code, stdout, stderr } = await evenhand(["schema", "metrics"], { cwd: workspace() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.split("\n");
    const names = [...metrics, ...families.map(({ example, of }) => of(example)), ...disparities].map(
      ({ name }) => name,
    );
    for (const name of names) {
      const at = lines.indexOf(`  ${name}`);
      expect(at, name).toBeGreaterThan(0);
      expect(lines[at + 1], name).toMatch(/^ {4}definition {2}\S/);
    }
    // A single word that is longer than the room, such as a long DOI, is not broken.
    expect(lines.filter((line) => line.length > 100 && line.trim().includes(" "))).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for
    expect(stdout).not.toMatch(/\u001b/);
  });

  it("is explained by --help, with an example", async () => {
    const { code, stdout } = await evenhand(["schema", "--help"], { cwd: workspace() });
    expect(code).toBe(0);
    expect(stdout).toMatch(/choices: "suite", "run", "schedules", "policy", "baseline", "metrics"/);
    expect(stdout).toMatch(/^evenhand schema metrics( |$)/m);
  });

  it("is one of few choices", async () => {
    const { code, stdout, stderr } = await evenhand(["schema", "metric"], { cwd: workspace() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe('unknown kind "metric"; did you mean "metrics"? evenhand schema --help\n');
  });
});
