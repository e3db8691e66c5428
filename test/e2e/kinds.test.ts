import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { RunRecord } from "../../src/record/run-record.js";
import { evenhand, workspace } from "./harness.js";

/** A line of CSV per row, the same rows every time. */
function csv(columns: Readonly<Record<string, (row: number) => string | number | boolean>>, rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => Object.values(columns).map((of) => of(row)));
  return `${[Object.keys(columns), ...lines].map((cells) => cells.join(",")).join("\n")}\n`;
}

/** 0 … 1, spread evenly over the rows and unlike for each `step`. */
const spread = (row: number, step: number): number => ((row + 1) * step) % 1;
const gender = (row: number) => (row % 2 === 0 ? "f" : "m");

const suite = (dataset: string, model: string, rest: string): string => `name: kinds
purpose: test
dataset: {source: rows.csv, ${dataset}}
protected: [gender]
model: {id: m, kind: logged, ${model}}
${rest}
`;

async function audited(yaml: string, rows: string) {
  const cwd = workspace({ "rows.csv": rows, "suite.yaml": yaml });
  const { code, stdout, stderr } = await evenhand(["run", "suite.yaml", "--out", "out"], { cwd });
  return {
    code,
    stdout,
    stderr,
    record: (code ?? 3) < 2 ? (JSON.parse(readFileSync(path.join(cwd, "out", "run.json"), "utf8")) as RunRecord) : null,
  };
}

describe("evenhand run, of what is not yes or no", () => {
  const waits = csv(
    {
      gender,
      minutes: (row) => Math.round(10 + 20 * spread(row, 0.618)),
      estimate: (row) => Math.round(10 + 20 * spread(row, 0.618)) + (row % 2 === 0 ? 3 : -1) + (row % 3) - 1,
    },
    3000,
  );

  it("numbers: an estimate that is 3 minutes over for some and 1 under for others", async () => {
    const gates = "gates: [{metric: mean_error, attribute: gender, disparity: max_difference, at_most: 2}]";
    const { code, stdout, record } = await audited(
      suite("label: minutes", "task: regression, prediction: estimate", gates),
      waits,
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAIL\s+mean_error gender max_difference 4 /m);
    const errors = record?.groups.filter(({ metric, attribute }) => metric === "mean_error" && attribute === "gender");
    expect(errors?.map(({ group, value }) => [group, value])).toEqual([
      ["f", 3],
      ["m", -1],
    ]);
    expect(record?.models[0]?.task).toBe("regression");
  });

  it("decisions left to somebody else: shares of decisions are of those that were made", async () => {
    const rows = csv(
      {
        gender,
        y: (row) => spread(row, 0.618) > 0.5,
        score: (row) => (row % 4 < 2 ? 0.55 : spread(row, 0.618) > 0.5 ? 0.9 : 0.1),
      },
      2000,
    );
    const metrics = "metrics: [coverage, selective_error_rate, prevalence, true_positive_rate]";
    const { record } = await audited(suite("label: y", "score: score, abstain_below: 0.7", metrics), rows);
    const everybody = (name: string) => record?.groups.find(({ metric, group }) => metric === name && group === null);
    expect(everybody("coverage")).toMatchObject({ value: 0.5, denominator: 2000 });
    expect(everybody("selective_error_rate")).toMatchObject({ value: 0, denominator: 1000 });
    expect(everybody("prevalence")?.denominator).toBe(2000);
    expect(everybody("true_positive_rate")?.value).toBe(1);
  });

  it("a score per class: the likeliest is predicted, and a class without a score is never found", async () => {
    const topic = (row: number) => ["a", "b", "c", "d"][row % 4] as string;
    const rows = csv(
      {
        gender: (row) => gender(Math.floor(row / 4)),
        topic,
        p_a: (row) => (topic(row) === "a" ? 0.8 : 0.2),
        p_b: (row) => (topic(row) === "b" ? 0.5 : 0.3),
        p_c: () => 0.4,
      },
      2000,
    );
    const metrics = 'metrics: [accuracy, "top_k_accuracy(3)", "top_k_accuracy(9)"]';
    const { record } = await audited(suite("label: topic", "scores: {a: p_a, b: p_b, c: p_c}", metrics), rows);
    const everybody = record?.groups.filter(({ group }) => group === null).map(({ metric, value }) => [metric, value]);
    expect(everybody).toEqual([
      ["accuracy", 0.75],
      ["top_k_accuracy(3)", 0.75],
      ["top_k_accuracy(9)", 0.75],
    ]);
  });

  it("people in several groups at once: each is compared with everybody else", async () => {
    const rows = csv(
      {
        needs: (row) => ["deaf|wheelchair", "deaf", "|", "wheelchair"][row % 4] as string,
        p: (row) => row % 4 < 2 || spread(row, 0.618) > 0.5,
      },
      2000,
    );
    const yaml = suite("where: {column: p, in: [true, false]}", "prediction: p", "metrics: [selection_rate]").replace(
      "[gender]",
      '[{name: needs, separator: "|"}]',
    );
    const { record } = await audited(yaml, rows);
    expect(record?.population.map(({ group, n }) => [group, n])).toEqual([
      [null, 2000],
      ["deaf", 1000],
      ["wheelchair", 1000],
    ]);
    expect(new Set(record?.disparities.map(({ disparity }) => disparity))).toEqual(
      new Set(["difference_to_rest", "ratio_to_rest"]),
    );
    expect(record?.disparities.find(({ group }) => group === "deaf")?.value).toBeCloseTo(0.5, 2);
  });

  it("strata that are an id are refused, with the line", async () => {
    const rows = csv({ gender, id: (row) => row, p: (row) => spread(row, 0.618) > 0.5 }, 2000);
    const { code, stderr } = await audited(
      suite("unit: id", "prediction: p", "metrics: [selection_rate]\nstrata: [id]"),
      rows,
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/^\s*7:\d+.*strata have 2000 different values together, more than 200/m);
  });

  it("a parameter that a metric does not take is refused with what it takes", async () => {
    const { code, stderr } = await audited(
      suite("label: minutes", "task: regression, prediction: estimate", 'metrics: ["pinball_loss(2)"]'),
      waits,
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/"pinball_loss\(2\)": pinball_loss takes .*, as in pinball_loss\(/);
  });

  it("check already tells of a gate that no figure can carry, with its line", async () => {
    const gates = "gates:\n  - {metric: mean_error, attribute: gender, disparity: min_ratio, at_least: 0.8}";
    const yaml = suite("label: minutes", "task: regression, prediction: estimate", gates);
    const cwd = workspace({ "rows.csv": waits, "suite.yaml": yaml });
    const { code, stderr } = await evenhand(["check", "suite.yaml"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^\s*7:\d+.*min_ratio is for shares; use a difference for mean_error/m);
  });
});
