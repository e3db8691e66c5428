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

it("a model is given the mark at the start of a text", async () => {
  const seen: (string | null)[] = [];
  const sources = [written(folder, "texts.csv", "gender,label,text\nf,yes,\ufeffhello\nm,no,hello\nf,no,\nm,yes,x\n")];
  const suite = suiteOf({ folder, sources, models: [{ kind: "onnx", path: "m.onnx", positive: "yes" }] });
  await measured(suite, {
    loadModel: async ({ id, kind }) => ({
      facts: { id, kind, files: [], sha256: null, runtime: "fake", inputs: [], outputs: [], features: 1 },
      columns: [{ column: "text", type: "text" }],
      batchRows: 2,
      predict: async ({ rows, columns }) => {
        seen.push(...(columns[0] as readonly (string | null)[]).slice(0, rows));
        return { score: new Float64Array(rows), label: null };
      },
      close: async () => {},
    }),
  });
  expect(seen).toEqual(["\ufeffhello", "hello", null, "x"]);
});
