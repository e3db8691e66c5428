import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { evenhand, type recordOf, workspace } from "./harness.js";

const rows = Array.from({ length: 300 }, (_, row) => ({
  gender: row % 2 === 0 ? "m" : "f",
  tenure: (row * 37) % 101,
  plan: "abc"[(row >> 2) % 3],
  churned: row % 5 === 0 ? 1 : 0,
}));
const csv = `gender,tenure,plan,churned\n${rows.map((row) => Object.values(row).join(",")).join("\n")}\n`;

/** Refuses every woman, and men by nothing but their tenure. */
const model = `export async function predict({ columns, rows }) {
  return {
    scores: Array.from({ length: rows }, (_, row) =>
      columns.gender[row] === "f" ? 0.1 : columns.tenure[row] > 50 ? 0.8 : 0.2),
  };
}
`;

const suite = (more: string) => `name: neighbours
purpose: test
dataset: {source: rows.csv, label: churned}
protected: [{name: gender, reference: m}]
model: {id: m, kind: module, path: model.mjs, features: [{name: gender, type: text}, tenure, {name: plan, type: text}]}
metrics: [selection_rate]
${more}
`;
const files = (more: string) => ({ "rows.csv": csv, "model.mjs": model, "suite.yaml": suite(more) });

describe("people who are alike", () => {
  it("are compared where rows are explained: in the record and in the report, beside other libraries' figures", async () => {
    const cwd = workspace(files(`explain: {}\ncompatibility: [clarify.flip_test, aif360.consistency]`));
    const outcome = await evenhand(["run", "suite.yaml", "--quiet", "--allow-code", "--out", "out"], { cwd });
    expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: "" });
    const record = JSON.parse(readFileSync(path.join(cwd, "out", "run.json"), "utf8")) as Awaited<
      ReturnType<typeof recordOf>
    >;
    expect(record.neighbourhoods).toMatchObject([
      { model: "m", status: "ok", k: 5, rows: 300, columns: ["tenure", "plan"] },
    ]);
    const gap = record.neighbours!.find(({ figure }) => figure === "neighbour_gap")!;
    // Men with a tenure above 50 are selected: half of them.
    expect(gap).toMatchObject({ group: "f", reference: "m", status: "ok", interval: "mover_wilson" });
    expect(gap.value).toBeCloseTo(-0.5, 1);
    expect(gap.high!).toBeLessThan(0);
    const flips = record.compatibility!.find(({ figure, group }) => figure === "clarify.flip_test" && group === "f")!;
    expect(flips.value).toBeCloseTo(-0.5, 1);
    expect(record.compatibility!.find(({ figure }) => figure === "aif360.consistency")!.status).toBe("ok");
    const html = readFileSync(path.join(cwd, "out", "report.html"), "utf8");
    expect(html).toContain("People who are alike: how often a row’s 5 nearest rows were decided as it was");
    expect(html).toContain("Gap between neighbours");
  });

  it("cannot be asked for by another library's name without explain", async () => {
    const cwd = workspace(files("compatibility: [clarify.flip_test]"));
    const outcome = await evenhand(["run", "suite.yaml", "--quiet", "--allow-code"], { cwd });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(
      /7:17 +clarify\.flip_test compares rows by what the model takes: it needs `explain`, and a model that scores/,
    );
  });
});
