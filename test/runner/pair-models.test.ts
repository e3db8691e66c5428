import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PairedModels } from "../../src/core/paired.js";
import { always, asked, csvOf, type Drawn, drawn, plainRows } from "./drawn-pairs.js";
import { measured, suiteOf, temporaryFolder, written } from "./measure-suite.js";
import { inOneOrder, plainAcross, plainPairs } from "./plain-pairs.js";

const folder = temporaryFolder();
const needs = { means: false, scores: false, confidences: false, values: false, ranks: false };

const suite = (file: string, unit?: string) => ({
  ...suiteOf({
    folder,
    sources: [file],
    dataset: unit === undefined ? {} : { unit },
    attributes: asked.attributes,
    models: [
      { id: "new", prediction: "first", abstained: "left" },
      { id: "old", prediction: "second" },
    ],
  }),
  intersections: asked.intersections,
});

async function pairsOf(rows: readonly Drawn[], unit?: string): Promise<PairedModels> {
  const { paired } = await measured(suite(written(folder, "rows.csv", csvOf(rows)), unit), { needs });
  expect(paired).toHaveLength(1);
  return paired![0]!;
}

describe("measure(suite of several models).paired", () => {
  it.each([
    ["one row per person", undefined],
    ["several rows per person", "customer"],
  ])("is what a plain loop counts, %s", async (_, unit) => {
    await fc.assert(
      fc.asyncProperty(fc.array(drawn, { maxLength: 40 }), async (more) => {
        const rows = [...always, ...more];
        const pair = await pairsOf(rows, unit);
        const plain = plainRows(rows, unit !== undefined);
        expect([pair.baseline, pair.model]).toEqual(["old", "new"]);
        expect(inOneOrder(pair.groups)).toEqual(inOneOrder(plainPairs(plain)));
        expect(pair.unitsAcross ?? []).toEqual(plainAcross(plain, ["gender", "band", "gender × band"]));
      }),
      { numRuns: 25 },
    );
  });

  it("has groups in the order of their names, and cells in the order of their values", async () => {
    const { groups } = await pairsOf([...always, { ...always[0]!, gender: "", left: "true" }], "customer");
    expect(groups.map(({ attribute, group }) => `${attribute}: ${group}`)).toEqual([
      "null: null",
      "gender: f",
      "gender: m",
      "gender: (unknown)",
      "band: 18–29",
      "band: 30–44",
      "needs: deaf",
      "needs: wheelchair",
      ...["f × 18–29", "m × 30–44", "(unknown) × 18–29"].map((group) => `gender × band: ${group}`),
    ]);
    expect(groups[0]!.cells.map(({ label, now, n }) => [label, now, n])).toEqual([
      ["billing", "billing", 2],
      ["billing", null, 1],
      ["moving", "moving", 2],
      ["outage", "outage", 2],
    ]);
  });

  it("names classes alike where a threshold decides beside 1 and 0", async () => {
    const file = written(folder, "scores.csv", "gender,said,score\nf,1,0.9\nm,0,0.8\nf,0,0.1\nm,1,0.2\n");
    const base = suiteOf({ folder, sources: [file], models: [{ prediction: "said" }, { score: "score" }] });
    const { label: _, ...dataset } = base.dataset;
    const { paired } = await measured({ ...base, dataset });
    expect(paired![0]!.groups[0]!.cells.map((cell) => [cell.label, cell.then, cell.now, cell.n])).toEqual([
      [null, "0", "0", 1],
      [null, "0", "1", 1],
      [null, "1", "0", 1],
      [null, "1", "1", 1],
    ]);
  });

  it("counts people, where a row of the data is many, and rows once each, whatever their weight", async () => {
    const text = "gender,label,a,b,people,w\nf,1,1,0,7,3\nf,1,1,0,2,3\nm,0,0,0,5,1\n";
    const models = [{ prediction: "a" }, { prediction: "b" }];
    const cells = async (dataset: object) => {
      const { paired } = await measured(
        suiteOf({ folder, sources: [written(folder, "cells.csv", text)], dataset, models }),
      );
      return paired![0]!.groups[0]!.cells.map(({ n }) => n);
    };
    expect(await cells({ count: "people" })).toEqual([5, 9]);
    expect(await cells({ weight: "w" })).toEqual([1, 2]);
  });

  it("follows each model's own capacity, in each period", async () => {
    const rows = Array.from(
      { length: 40 },
      (_, i) => `${i % 2 ? "f" : "m"},${i % 3 ? 1 : 0},0.${10 + i},0.${60 - i},2026-0${1 + (i % 2)}-01`,
    );
    const file = written(folder, "ranked.csv", `gender,label,a,b,day\n${rows.join("\n")}\n`);
    const models = [
      { score: "a", threshold: { top: 5 } },
      { score: "b", threshold: { top_share: 0.5 } },
    ];
    const { paired, models: own } = await measured(
      suiteOf({ folder, sources: [file], dataset: { time: "day" }, models }),
    );
    const { cells } = paired![0]!.groups[0]!;
    const rowsWhere = (of: (cell: (typeof cells)[number]) => string | null) =>
      cells.reduce((sum, cell) => sum + (of(cell) === "1" ? cell.n : 0), 0);
    expect([rowsWhere((cell) => cell.now), rowsWhere((cell) => cell.then)]).toEqual([10, 20]);
    const alone = own.map(({ counts: { cells } }) =>
      cells.n.reduce((sum, n, i) => sum + n * Number(cells.prediction[i] === 1), 0),
    );
    expect(alone).toEqual([10, 20]);
  });

  it("is absent of regressions and of one model", async () => {
    const file = written(folder, "minutes.csv", "gender,label,a,b\nf,1,2,3\nm,2,2,2\n");
    const regressions = [
      { task: "regression" as const, prediction: "a" },
      { task: "regression" as const, prediction: "b" },
    ];
    expect(await measured(suiteOf({ folder, sources: [file], models: regressions }))).not.toHaveProperty("paired");
    expect(
      await measured(
        suiteOf({ folder, sources: [file], models: [{ prediction: "a", positive: 2, classes: { 3: 2 } }] }),
      ),
    ).not.toHaveProperty("paired");
  });
});
