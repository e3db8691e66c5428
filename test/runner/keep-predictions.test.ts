import { createHmac } from "node:crypto";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PairedRuns } from "../../src/core/paired.js";
import { pairFiles } from "../../src/runner/pair-files.js";
import type { SuiteContent } from "../../src/suite/suite.js";
import { always, asked, csvOf, type Drawn, drawn } from "./drawn-pairs.js";
import { failureOf, measured, type SuiteParts, suiteOf, temporaryFolder, written } from "./measure-suite.js";
import { inOneOrder } from "./plain-pairs.js";

const folder = temporaryFolder();
const key = Buffer.alloc(32, 7);
const mac = (text: string): string => createHmac("sha256", key).update(text).digest("hex");

const suite = (parts: Omit<SuiteParts, "folder">, more: Partial<SuiteContent> = {}): SuiteContent => ({
  ...suiteOf({ folder, ...parts, dataset: { id: "id", ...parts.dataset } }),
  keep: ["predictions"],
  ...more,
});

/** Runs a suite that keeps predictions, and gives their file. */
async function kept(content: SuiteContent, name: string, under: Uint8Array = key): Promise<string> {
  const file = path.join(folder, name);
  rmSync(file, { force: true });
  const found = await measured(content, { keep: { key: under, file, recipient: null } });
  expect(found.kept).toEqual([{ content: "predictions", keyId: expect.stringMatching(/^[0-9a-f]{16}$/) }]);
  return file;
}

async function query(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRows();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

async function pairOf(baseline: string, candidate: string): Promise<PairedRuns> {
  const work = path.join(folder, `work-${Math.abs(candidate.length)}`);
  rmSync(work, { recursive: true, force: true });
  written(work, "begun", "");
  return pairFiles(
    { job: "pair", baseline, candidate, identity: null },
    { workFolder: work, memoryLimit: "500MB", threads: 2 },
  );
}

const small =
  "id,customer,gender,age,needs,churned,said,score\n10,c1,f,20,a|b,1,yes,0.75\n2,c1,×,,|,0,no,0.5\nx,c2,(unknown),45,,1,no,0.25\ny,c2,,40,b,,no,0.1\n";
const smallSuite = (): SuiteContent =>
  suite({
    sources: [written(folder, "small.csv", small)],
    dataset: { unit: "customer", label: "churned" },
    attributes: ["gender", { name: "band", column: "age", bins: [18, 30, 60] }, { name: "needs", separator: "|" }],
    models: [
      { id: "new", prediction: "said", classes: { yes: 1, no: 0 }, confidence: "score", abstain_below: 0.3 },
      { id: "old", score: "score" },
    ],
  });

describe("keep: [predictions]", () => {
  it("writes pseudonyms, groups, labels, predictions and scores, sorted by pseudonym", async () => {
    const file = await kept(smallSuite(), "small.parquet");
    const unit = (of: string) => mac(`evenhand unit\0${of}`);
    const expected = [
      [mac("evenhand id\u000010"), unit("c1"), "f", "18–29", "a\u001fb", "1", "1", "1", 0.75],
      [mac("evenhand id\u00002"), unit("c1"), "×", null, "", "0", "0", "1", 0.5],
      [mac("evenhand id\0x"), unit("c2"), "(unknown)", "30–60", null, "1", null, "0", 0.25],
    ].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    const columns = [
      "id",
      "unit",
      "group.gender",
      "group.band",
      "group.needs",
      "label",
      "prediction.new",
      "prediction.old",
      "score.old",
    ];
    expect(await query(`SELECT column_name FROM (DESCRIBE SELECT * FROM '${file}')`)).toEqual(
      columns.map((name) => [name]),
    );
    expect(await query(`SELECT * FROM '${file}'`)).toEqual(expected);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("says in the file what it is, and under which key, and never the key", async () => {
    const file = await kept(smallSuite(), "small.parquet");
    const [[text]] = (await query(
      `SELECT decode(value) FROM parquet_kv_metadata('${file}') WHERE decode(key) = 'evenhand'`,
    )) as [[string]];
    expect(JSON.parse(text)).toEqual({
      version: 1,
      key_id: mac("evenhand key id").slice(0, 16),
      task: "classification",
      label: true,
      unit: true,
      attributes: [
        { name: "gender", overlaps: false },
        { name: "band", overlaps: false },
        { name: "needs", overlaps: true },
      ],
      intersections: [],
      models: [
        { id: "new", classes: ["0", "1"], score: false },
        { id: "old", classes: ["0", "1"], score: true },
      ],
    });
    const bytes = readFileSync(file);
    for (const secret of [key, Buffer.from(key.toString("hex"))]) expect(bytes.includes(secret)).toBe(false);
  });

  it("gives a row one name whether its id is a text or a number", async () => {
    const texts = await kept(
      suite({ sources: [written(folder, "t.csv", "id,gender,label,prediction\n1,f,1,1\n2,m,0,0\n")] }),
      "t.parquet",
    );
    await query(
      `COPY (SELECT CAST(id AS DOUBLE) AS id, gender, label, prediction FROM '${folder}/t.csv') TO '${folder}/n.parquet' (FORMAT parquet)`,
    );
    const numbers = await kept(suite({ sources: [path.join(folder, "n.parquet")] }), "numbers.parquet");
    expect(await query(`SELECT id FROM '${numbers}'`)).toEqual(await query(`SELECT id FROM '${texts}'`));
  });

  it("keeps the numbers of a regression", async () => {
    const file = written(folder, "minutes.csv", "id,gender,label,a\n1,f,1.5,2\n2,m,2,3.25\n");
    const made = await kept(
      suite({ sources: [file], models: [{ id: "a", task: "regression", prediction: "a" }] }),
      "minutes.parquet",
    );
    expect(await query(`SELECT label, "prediction.a" FROM '${made}' ORDER BY label`)).toEqual([
      [1.5, 2],
      [2, 3.25],
    ]);
  });

  it("gives the same rows whatever the order of the data and the number of threads", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i},${i % 3 ? "f" : "m"},${i % 2},${(i * 7) % 2}`);
    const of = async (order: readonly string[], threads: number) => {
      const file = written(folder, "order.csv", `id,gender,label,prediction\n${order.join("\n")}\n`);
      const made = path.join(folder, "order.parquet");
      rmSync(made, { force: true });
      await measured(suite({ sources: [file] }), { threads, keep: { key, file: made, recipient: null } });
      return query(`SELECT * FROM '${made}'`);
    };
    const plain = await of(rows, 1);
    expect(plain).toHaveLength(5000);
    expect(await of(rows.toReversed(), 2)).toEqual(plain);
  });

  it.each([
    [
      "the id of another row",
      "1,f,1,1\n1,m,0,0\n1,m,0,1\n",
      'column "id", which names the rows that are kept, has the value of another row in 2 rows',
    ],
    ["no id", ",f,1,1\n2,m,0,0\n", 'column "id", which names the rows that are kept, has no value in 1 row'],
  ])("refuses rows with %s, by number and not by value", async (_, rows, message) => {
    const file = written(folder, "twice.csv", `id,gender,label,prediction\n${rows}`);
    expect(await failureOf(measured(suite({ sources: [file] })))).toMatchObject({
      kind: "unusable",
      problems: [{ message, at: ["dataset", "id"] }],
    });
  });

  it("does not mind rows that are left out", async () => {
    const file = written(folder, "left.csv", "id,gender,label,prediction\n1,f,1,1\n1,f,,1\n2,m,0,0\n,m,,0\n");
    expect(
      await query(`SELECT count(*)::INT FROM '${await kept(suite({ sources: [file] }), "left.parquet")}'`),
    ).toEqual([[2]]);
  });
});

const one = (id: string, rows: readonly Drawn[], unit: object): SuiteContent =>
  suite(
    {
      sources: [written(folder, "drawn.csv", csvOf(rows))],
      dataset: unit,
      attributes: asked.attributes,
      models: [id === "new" ? { id, prediction: "first", abstained: "left" } : { id, prediction: "second" }],
    },
    { intersections: asked.intersections },
  );

describe("pairFiles(baseline, candidate)", () => {
  it.each([
    ["one row per person", {}],
    ["several rows per person", { unit: "customer" }],
  ])("counts what one suite with both models counts, %s", async (_, unit) => {
    await fc.assert(
      fc.asyncProperty(fc.array(drawn, { maxLength: 40 }), async (more) => {
        const rows = [...always, ...more];
        const [baseline, candidate] = [
          await kept(one("old", rows, unit), "old.parquet"),
          await kept(one("new", rows, unit), "new.parquet"),
        ];
        const both = { ...one("new", rows, unit), keep: [] };
        const models = [...both.models, ...one("old", rows, unit).models];
        const { paired } = await measured({ ...both, models });
        const runs = await pairOf(baseline, candidate);
        expect(runs.reason).toBeNull();
        expect({ ...runs.paired, groups: inOneOrder(runs.paired!.groups) }).toEqual({
          ...paired![0],
          groups: inOneOrder(paired![0]!.groups),
        });
        expect(runs.paired!.groups[0]!.cells.reduce((sum, { n }) => sum + n, 0)).toBe(runs.rows.both);
      }),
      { numRuns: 12 },
    );
  });

  const rows = (from: number, to: number, label: (i: number) => number = (i) => i % 2) =>
    Array.from({ length: to - from }, (_, i) => `${from + i},${i % 3 ? "f" : "m"},${label(from + i)},${(i * 7) % 2}`);
  const file = async (name: string, lines: readonly string[], under?: Uint8Array, more: Partial<SuiteParts> = {}) => {
    const source = written(folder, `${name}.csv`, `id,gender,label,prediction\n${lines.join("\n")}\n`);
    return kept(suite({ sources: [source], ...more }), `${name}.parquet`, under);
  };

  it("pairs the rows that both have, and says how many", async () => {
    const { paired, rows: counts } = await pairOf(await file("a", rows(0, 100)), await file("b", rows(40, 140)));
    expect(counts).toEqual({ baseline: 100, candidate: 100, both: 60 });
    expect(paired?.groups[0]?.cells.reduce((sum, { n }) => sum + n, 0)).toBe(60);
  });

  it("says why two runs cannot be compared row by row", async () => {
    const base = await file("a", rows(0, 100));
    const reasonOf = async (other: string) => (await pairOf(base, other)).reason;
    expect(await reasonOf(await file("k", rows(0, 100), Buffer.alloc(32, 8)))).toBe(
      "the runs named their rows under different keys",
    );
    expect(await reasonOf(await file("f", rows(51, 151)))).toBe(
      "only 49 of 100 rows are in both runs, fewer than half",
    );
    expect(await reasonOf(await file("h", rows(50, 150)))).toBeNull();
    expect(await reasonOf(await file("m", rows(0, 201)))).toBe(
      "only 100 of 201 rows are in both runs, fewer than half",
    );
    expect(
      await reasonOf(
        await file(
          "l",
          rows(0, 100, (i) => (i < 3 ? 1 - (i % 2) : i % 2)),
        ),
      ),
    ).toBe("3 of the 100 rows in both runs have another label now");
    const regression = { models: [{ id: "r", task: "regression" as const, prediction: "prediction" }] };
    expect(await reasonOf(await file("r", rows(0, 100), key, regression))).toBe(
      "numbers that a regression predicts are not paired",
    );
  });

  it.each([
    ["is not there", () => path.join(folder, "nothing.parquet"), /there is no file/],
    ["is no Parquet file", () => written(folder, "text.parquet", "PAR1 not"), /damaged, or no Parquet file/],
    ["is another Parquet file", () => path.join(folder, "n.parquet"), /no file of kept predictions/],
    [
      "is cut off",
      () => written(folder, "cut.parquet", readFileSync(path.join(folder, "a.parquet")).subarray(0, 900)),
      /damaged/,
    ],
  ])("refuses a file that %s", async (_, other, message) => {
    const base = await file("a", rows(0, 100));
    expect(await failureOf(pairOf(base, other()))).toMatchObject({
      kind: "unusable",
      problems: [{ message: expect.stringMatching(message) }],
    });
  });

  it("refuses a file that is encrypted, where no identity is known", async () => {
    const base = await file("a", rows(0, 100));
    writeFileSync(path.join(folder, "a.parquet.age"), readFileSync(base));
    expect(await failureOf(pairOf(base, path.join(folder, "a.parquet.age")))).toMatchObject({ kind: "usage" });
  });
});
