import { expect, it } from "vitest";
import { measured, suiteOf, temporaryFolder, written } from "./measure-suite.js";

const folder = temporaryFolder();

it.each([
  ["csv", (gender: string) => `${gender},yes,yes`, "gender,label,prediction\n"],
  ["jsonl", (gender: string) => JSON.stringify({ gender, label: "yes", prediction: "no" }), ""],
] as const)("values of %s that begin with U+FEFF stay apart from those that do not", async (ending, row, header) => {
  const rows = ["f", "\ufefff", "\ufeff\ufefff", "m", "\ufefff"].map(row);
  const sources = [written(folder, `marks.${ending}`, `${header}${rows.join("\n")}\n`)];
  const { models } = await measured(
    suiteOf({ folder, sources, models: [{ prediction: "prediction", positive: "yes" }] }),
  );
  const { cells } = models[0]!.counts;
  const counted = new Map<string, number>();
  cells.n.forEach((n, cell) => {
    const group = cells.levels[0]![cells.level[0]![cell]!]!;
    counted.set(group, (counted.get(group) ?? 0) + n);
  });
  expect(Object.fromEntries(counted)).toEqual({ f: 1, "\ufefff": 2, "\ufeff\ufefff": 1, m: 1 });
});
