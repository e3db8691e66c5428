import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import type { Cells } from "../../src/core/cells.js";
import type { Progress } from "../../src/core/progress.js";
import { identifier, literal } from "../../src/sql/quote.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { measured, suiteOf, temporaryFolder, written } from "./measure-suite.js";

const folder = temporaryFolder();

/** Rows by group of one attribute, label and prediction, as "group label prediction": n. */
function table(cells: Cells, attribute = 0): Record<string, number> {
  const rows: Record<string, number> = {};
  cells.n.forEach((n, cell) => {
    const name = (place: number) => cells.classes[place] ?? "-";
    const key = [
      cells.levels[attribute]![cells.level[attribute]![cell]!],
      name(cells.label[cell]!),
      name(cells.prediction[cell]!),
    ].join(" ");
    rows[key] = (rows[key] ?? 0) + n;
  });
  return rows;
}

const csv = (name: string, lines: readonly string[]) => written(folder, name, `${lines.join("\n")}\n`);

withFixtures("measure(suite) on public data", () => {
  const at = (...parts: string[]) => fixturePath("datasets", ...parts);
  const parts = { folder, dataset: {} };

  it("counts the churn rates of telco-churn (csv) as its card has them", async () => {
    const suite = suiteOf({
      ...parts,
      sources: [at("telco-churn", "telco_customer_churn.csv")],
      dataset: { label: "Churn" },
      attributes: ["gender", "SeniorCitizen", "Partner"],
      models: [{ prediction: "PaperlessBilling" }],
    });
    const { data, models, exclusions, warnings } = await measured({ ...suite, projectFolder: "/" });
    expect(data).toMatchObject({
      format: "csv",
      rowsRead: 7043,
      rowsKept: 7043,
      columns: 21,
      units: null,
      from: null,
      to: null,
    });
    expect(data.sha256).toBe(createHash("sha256").update(readFileSync(suite.dataset.sources[0]!)).digest("hex"));
    expect(exclusions).toEqual([]);
    expect(warnings).toEqual([]);
    const { cells } = models[0]!.counts;
    expect(cells.classes).toEqual(["No", "Yes"]);
    const rate = (attribute: number, group: string) => {
      const rows = Object.entries(table(cells, attribute)).filter(([key]) => key.startsWith(`${group} `));
      const sum = (pairs: typeof rows) => pairs.reduce((total, [, n]) => total + n, 0);
      return [sum(rows), sum(rows.filter(([key]) => key.startsWith(`${group} Yes`))) / sum(rows)] as const;
    };
    const published = [
      [3488, 0.269209],
      [3555, 0.261603],
      [1142, 0.416813],
      [5901, 0.236061],
      [3641, 0.32958],
    ] as const;
    [rate(0, "Female"), rate(0, "Male"), rate(1, "1"), rate(1, "0"), rate(2, "No")].forEach(([n, share], place) => {
      expect(n).toBe(published[place]![0]);
      // The card prints six digits, some rounded and some cut off.
      expect(Math.abs(share - published[place]![1])).toBeLessThan(1e-6);
    });
  });

  it("counts blanks as missing once the suite says so", async () => {
    const charges = { name: "charges", column: "TotalCharges", bins: [0, 1000, 9000] };
    const suite = suiteOf({
      ...parts,
      sources: [at("telco-churn", "telco_customer_churn.csv")],
      dataset: { label: "Churn", missing: [" "] },
      attributes: [charges],
      models: [{ prediction: "Churn" }],
    });
    const { models } = await measured({ ...suite, projectFolder: "/" });
    const rows = table(models[0]!.counts.cells);
    expect(Object.keys(rows)).toEqual([
      "0–999 No No",
      "0–999 Yes Yes",
      "1000–9000 No No",
      "1000–9000 Yes Yes",
      "(unknown) No No",
    ]);
    expect(rows["(unknown) No No"]).toBe(11);
  });

  it("counts bank-marketing (semicolons, quotes, gz) and its age bands (commas, gz)", async () => {
    const additional = suiteOf({
      ...parts,
      sources: [at("bank-marketing", "bank_additional_4119.csv.gz")],
      dataset: { label: "y" },
      attributes: ["marital"],
      models: [{ prediction: "y" }],
    });
    const first = await measured({ ...additional, projectFolder: "/" });
    expect([first.data.rowsKept, first.data.columns, first.models[0]!.counts.cells.levels]).toEqual([
      4119,
      21,
      [["divorced", "married", "single", "unknown"]],
    ]);
    const band = { name: "band", column: "age", bins: [0, 25, 61, 150] };
    const full = suiteOf({
      ...parts,
      sources: [at("bank-marketing", "bank_full_40004.csv.gz")],
      dataset: { label: "y" },
      attributes: [band],
      models: [{ prediction: "y" }],
    });
    const { models } = await measured({ ...full, projectFolder: "/" });
    expect(table(models[0]!.counts.cells)).toEqual({
      "0–24 no no": 601,
      "0–24 yes yes": 207,
      "25–60 no no": 34152,
      "25–60 yes yes": 4055,
      "61–150 no no": 584,
      "61–150 yes yes": 405,
    });
  });

  it("names whole numbers of acs-sample (parquet, doubles) without .0", async () => {
    const suite = suiteOf({
      ...parts,
      sources: [at("acs-sample", "acs_sample_test.parquet")],
      dataset: { label: "PINCP" },
      attributes: ["SEX", "RAC1P"],
      models: [{ prediction: "PINCP" }],
    });
    const { data, models } = await measured({ ...suite, projectFolder: "/" });
    expect([data.rowsKept, data.columns]).toEqual([15000, 23]);
    expect(models[0]!.counts.cells.levels).toEqual([
      ["1", "2"],
      ["1", "2"],
    ]);
    expect(models[0]!.counts.cells.classes).toEqual(["0", "1"]);
  });

  it.each<[string, Record<string, string> | undefined]>([
    ["bank-marketing-gbdt-onnx", { 0: "no", 1: "yes" }],
    ["telco-churn-xgboost", { 0: "No", 1: "Yes" }],
    ["credit-default-mlp-onnx", undefined],
  ])("counts the cells and sums of scores that Fairlearn finds for %s", async (name, classes) => {
    const reference = JSON.parse(readFileSync(fixturePath("models", name, "reference.json"), "utf8")) as {
      data: { label: string };
      fairlearn: Record<
        string,
        {
          by_group: {
            group: Record<string, string | number>;
            cells: Record<"tp" | "fp" | "fn" | "tn", number>;
            values: { mean_score: number };
          }[];
        }
      >;
    };
    const single = Object.entries(reference.fairlearn).filter(
      ([, { by_group }]) => Object.keys(by_group[0]!.group).length === 1,
    );
    expect(single.length).toBeGreaterThan(1);
    const attributes = single.map(([, { by_group }]) => Object.keys(by_group[0]!.group)[0]!);
    const suite = suiteOf({
      ...parts,
      sources: [fixturePath("models", name, "rows.parquet")],
      dataset: { label: reference.data.label },
      attributes,
      models: [{ prediction: "prediction", score: "score", classes }],
    });
    const labels = await measured({ ...suite, projectFolder: "/" });
    const { cells } = labels.models[0]!.counts;
    const [no, yes] = cells.classes as [string, string];
    for (const [place, [, { by_group }]] of single.entries()) {
      const rows = table(cells, place);
      for (const { group, cells: expected, values } of by_group) {
        const value = String(Object.values(group)[0]);
        const found = {
          tp: rows[`${value} ${yes} ${yes}`] ?? 0,
          fp: rows[`${value} ${no} ${yes}`] ?? 0,
          fn: rows[`${value} ${yes} ${no}`] ?? 0,
          tn: rows[`${value} ${no} ${no}`] ?? 0,
        };
        expect({ value, ...found }).toEqual({ value, ...expected });
        const level = cells.levels[place]!.indexOf(value);
        const sum = (of: Float64Array) =>
          of.reduce((total, each, cell) => total + (cells.level[place]![cell] === level ? each : 0), 0);
        // Rounding to fixed point is off by 2^-41 a row at most; the reference adds doubles in another order.
        expect(sum(cells.ws) / sum(cells.n)).toBeCloseTo(values.mean_score, 11);
      }
    }
  });
});

describe("measure(suite), rows left out", () => {
  const lines = [
    "gender,age,label,prediction,channel,consents,unit,created",
    'f,20,1,1,web,"audit,ads",a,2024-01-31T23:30:00-02:00',
    "m,30,0,1,web,audit,a,2024-02-01",
    "f,40,1,0,test,audit,b,2024-02-01",
    "m,50,0,0,web,ads,b,2024-02-01",
    "f,60,1,1,web,audit,c,",
    "m,70,,1,web,audit,c,2024-02-01",
    "f,80,1,1,web,audit,,2024-02-01",
    "m,90,1,,web,audit,d,2024-02-01",
    ",99,0,0,web,audit;x,d,2024-03-05 12:00:00",
    "m,55,0,1,web,audit,d,2024-03-01",
  ];

  it("counts each row once, under the first reason that applies, by group too", async () => {
    const suite = suiteOf({
      folder,
      sources: [csv("excluded.csv", lines)],
      dataset: {
        where: { column: "channel", not_in: ["test"] },
        consent: { column: "consents", requires: "audit" },
        time: "created",
        unit: "unit",
      },
      attributes: ["gender", { name: "band", column: "age", bins: [0, 50, 80] }],
    });
    const { data, exclusions, models, warnings } = await measured(suite);
    expect(data).toMatchObject({
      rowsRead: 10,
      rowsKept: 4,
      units: 2,
      from: "2024-02-01T00:00:00Z",
      to: "2024-03-05T12:00:00Z",
    });
    expect(exclusions.map(({ reason, attribute, group, rows }) => [reason, attribute, group, rows].join(" "))).toEqual([
      "filtered   1",
      "filtered gender f 1",
      "filtered band 0–49 1",
      "no_consent   1",
      "no_consent gender m 1",
      "no_consent band 50–80 1",
      "missing_time   1",
      "missing_time gender f 1",
      "missing_time band 50–80 1",
      "missing_label   1",
      "missing_label gender m 1",
      "missing_label band 50–80 1",
      "missing_unit   1",
      "missing_unit gender f 1",
      "missing_unit band 50–80 1",
      "missing_prediction   1",
      "missing_prediction gender m 1",
      "missing_prediction band (unknown) 1",
    ]);
    expect(models[0]!.counts.cells.levels).toEqual([
      ["f", "m", "(unknown)"],
      ["0–49", "50–80", "(unknown)"],
    ]);
    expect(warnings).toEqual([{ code: "outside_bins", values: { attribute: "band", rows: 1 } }]);
  });

  it("keeps the same rows for all models of a suite", async () => {
    const rows = ["gender,label,a,b", "f,1,1,1", "m,0,,1", "f,0,1,", "m,1,0,0"];
    const suite = suiteOf({
      folder,
      sources: [csv("models.csv", rows)],
      models: [{ prediction: "a" }, { prediction: "b" }],
    });
    const { data, exclusions, models } = await measured(suite);
    expect(data.rowsKept).toBe(2);
    expect(exclusions[0]).toEqual({ reason: "missing_prediction", attribute: null, group: null, rows: 2 });
    expect(models.map(({ facts, counts }) => [facts.id, table(counts.cells)])).toEqual([
      ["m0", { "f 1 1": 1, "m 1 0": 1 }],
      ["m1", { "f 1 1": 1, "m 1 0": 1 }],
    ]);
  });
});

describe("measure(suite), decisions by score", () => {
  it("selects the top rows of each month of UTC, and leaves ties at the cut out", async () => {
    const rows = [
      "gender,label,score,time",
      "f,1,0.9,2024-01-31T23:59:59Z",
      "m,0,0.8,2024-01-01",
      "f,1,0.7,2024-01-15",
      "m,1,0.6,2024-02-01T00:30:00+01:00", // still January in UTC
      "f,1,0.5,2024-02-02",
      "m,0,0.5,2024-02-03",
      "f,1,0.4,2024-02-04",
      "m,0,0.9,2024-02-05",
    ];
    const suite = suiteOf({
      folder,
      sources: [csv("top.csv", rows)],
      dataset: { time: "time" },
      models: [{ score: "score", threshold: { top: 2 } }],
    });
    const { models, warnings } = await measured(suite);
    expect(table(models[0]!.counts.cells)).toEqual({ "f 1 0": 3, "f 1 1": 1, "m 0 0": 1, "m 0 1": 2, "m 1 0": 1 });
    expect(warnings).toEqual([{ code: "ties_at_cut", values: { model: "m0", rows: 2 } }]);
    expect(models[0]!.facts).toMatchObject({ decision: "top 2 per month", hasScore: true, hasPrediction: false });
  });

  it("takes a free scale under a threshold of its own", async () => {
    const rows = ["gender,label,score", "f,1,700", "m,0,-3", "f,0,650", "m,1,-2.5e1"];
    const suite = suiteOf({ folder, sources: [csv("scale.csv", rows)], models: [{ score: "score", threshold: 660 }] });
    const { models } = await measured(suite);
    expect(table(models[0]!.counts.cells)).toEqual({ "f 0 0": 1, "f 1 1": 1, "m 0 0": 1, "m 1 0": 1 });
    expect(models[0]!.facts.decision).toBe("score ≥ 660");
    expect([...models[0]!.counts.scores!.score]).toEqual([650, 700, -3, -25]);
  });
});

describe("measure(suite), classes", () => {
  it("counts several classes, sorted, with a caution for one that no row is labelled with", async () => {
    const rows = [
      "gender,label,prediction,score",
      "f,billing,billing,0.9",
      "m,sales,other,0.4",
      "f,support,support,0.8",
      "m,billing,sales,0.5",
    ];
    const suite = suiteOf({
      folder,
      sources: [csv("classes.csv", rows)],
      models: [{ prediction: "prediction", score: "score" }],
    });
    const { models, warnings } = await measured(suite);
    const { cells, scores } = models[0]!.counts;
    expect(cells.classes).toEqual(["billing", "other", "sales", "support"]);
    expect([models[0]!.facts.hasScore, scores, cells.ws.every((sum) => sum === 0)]).toEqual([false, null, true]);
    expect(warnings).toEqual([{ code: "classes_never_labelled", values: { model: "m0", classes: 1 } }]);
  });

  it("audits without labels", async () => {
    const rows = ["gender,score", "f,0.9", "m,0.1", "f,0.2"];
    const suite = suiteOf({
      folder,
      sources: [csv("unlabelled.csv", rows)],
      dataset: { label: undefined },
      models: [{ score: "score" }],
    });
    const { models } = await measured(suite);
    expect(table(models[0]!.counts.cells)).toEqual({ "f - false": 1, "f - true": 1, "m - false": 1 });
    expect([...models[0]!.counts.cells.label]).toEqual([-1, -1, -1]);
  });
});

describe("measure(suite), tables of counts", () => {
  it("counts people as if each had a row", async () => {
    const cells = [
      ["f", 1, 1, 0.75, 3],
      ["f", 0, 1, 0.5, 2],
      ["m", 1, 0, 0.25, 4],
      ["m", 0, 0, 0.125, 0],
      ["", 0, 0, 0.5, 1],
      ["m", "", 0, 0.25, 5],
    ];
    const head = "gender,label,prediction,score";
    const counted = csv("cells.csv", [`${head},n`, ...cells.map((row) => row.join(","))]);
    const single = csv("rows.csv", [
      head,
      ...cells.flatMap(([gender, label, prediction, score, n]) =>
        Array<string>(Number(n)).fill([gender, label, prediction, score].join(",")),
      ),
    ]);
    const models = [{ prediction: "prediction", score: "score" }];
    const a = await measured(suiteOf({ folder, sources: [counted], dataset: { count: "n" }, models }));
    const b = await measured(suiteOf({ folder, sources: [single], models }));
    expect(a.models).toEqual(b.models);
    expect(a.exclusions).toEqual(b.exclusions);
    expect([a.data.rowsRead, a.data.rowsKept]).toEqual([15, 10]);
  });
});

describe("measure(suite), formats", () => {
  const records = [
    { gender: "f", label: true, prediction: 1, consents: ["audit", "x"] },
    { gender: 'm"; DROP', label: false, prediction: 0, consents: "audit" },
    { gender: null, label: false, prediction: 1, consents: ["audit"], more: { a: 1 } },
    { label: true, prediction: 0, consents: ["ads"] },
    { gender: "f", label: false, prediction: 0, consents: "ads|audit" },
  ];
  const lines = records.map((record) => JSON.stringify(record)).join("\n");
  const consent = { column: "consents", requires: "audit" };
  const expected = { "f false false": 1, "f true true": 1, 'm"; DROP false false': 1, "(unknown) false true": 1 };

  it.each(["rows.jsonl", "rows.ndjson", "rows.json"])("reads objects by line from %s", async (name) => {
    const { data, models } = await measured(
      suiteOf({ folder, sources: [written(folder, name, lines)], dataset: { consent } }),
    );
    expect([data.format, data.rowsKept, data.columns]).toEqual(["jsonl", 4, 5]);
    expect(table(models[0]!.counts.cells)).toEqual(expected);
  });

  it("reads packed objects, tabs, and what `format` names", async () => {
    const packed = written(folder, "rows.jsonl.gz", gzipSync(lines));
    expect(
      table((await measured(suiteOf({ folder, sources: [packed], dataset: { consent } }))).models[0]!.counts.cells),
    ).toEqual(expected);
    const tabs = "gender\tlabel\tprediction\nf\t1\t1\nm,x\t0\t0\n";
    const rows = { "f 1 1": 1, "m,x 0 0": 1 };
    expect(
      table((await measured(suiteOf({ folder, sources: [written(folder, "t.tsv", tabs)] }))).models[0]!.counts.cells),
    ).toEqual(rows);
    expect(
      table(
        (await measured(suiteOf({ folder, sources: [written(folder, "t.dat", tabs)], dataset: { format: "tsv" } })))
          .models[0]!.counts.cells,
      ),
    ).toEqual(rows);
  });

  it("reads a file that begins with a byte order mark", async () => {
    const marked = written(folder, "bom.csv", "\ufeffgender,label,prediction\nf,1,1\nm,0,0\n");
    expect(table((await measured(suiteOf({ folder, sources: [marked] }))).models[0]!.counts.cells)).toEqual({
      "f 1 1": 1,
      "m 0 0": 1,
    });
    const packed = written(folder, "bom.csv.gz", gzipSync('\ufeff"gender";label;prediction\r\nf;1;1\r\nm;0;0\r\n'));
    expect(table((await measured(suiteOf({ folder, sources: [packed] }))).models[0]!.counts.cells)).toEqual({
      "f 1 1": 1,
      "m 0 0": 1,
    });
  });

  it("reads several files as one, with names and hashes of each", async () => {
    csv("many/a.csv", ["gender,label,prediction", "f,1,1"]);
    csv("many/b.csv", ["gender,label,prediction", "m,0,1", "f,0,0"]);
    const { data } = await measured(suiteOf({ folder, sources: [`${folder}/many/*.csv`] }));
    expect(data.files.map(({ name, bytes }) => [name, bytes])).toEqual([
      ["many/a.csv", 30],
      ["many/b.csv", 36],
    ]);
    const text = data.files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).sort();
    expect(data.sha256).toBe(createHash("sha256").update(text.join("")).digest("hex"));
    expect(data.rowsRead).toBe(3);
  });

  it("reads files whose names would be patterns to DuckDB", async () => {
    csv("odd/a1.csv", ["gender,label,prediction", "x,1,1"]);
    const odd = csv("odd/a[1]*?.csv", ["gender,label,prediction", "f,1,1", "m,0,0"]);
    const { models } = await measured(suiteOf({ folder, sources: [odd] }));
    expect(models[0]!.counts.cells.levels).toEqual([["f", "m"]]);
  });
});

describe("measure(suite), names of columns", () => {
  const names = [
    '"',
    "'; DROP TABLE keys; --",
    "a\nb",
    "null",
    "A",
    "a",
    "é",
    "select",
    "c0",
    " x ",
    "row",
    "{}",
    "\\",
    "👩‍👩‍👧",
  ];

  it.each(names)("%j is a protected attribute like any other", async (name) => {
    const quoted = [...names, "label", "prediction"].map((each) => `"${each.replaceAll('"', '""')}"`).join(",");
    const row = (value: string) => names.map((each) => (each === name ? value : "-")).join(",");
    const file = csv("names.csv", [quoted, `${row("f")},1,1`, `${row("m")},0,0`, `${row("")},0,1`]);
    const { models } = await measured(
      suiteOf({ folder, sources: [file], attributes: [{ name: "attribute", column: name }], strata: [name] }),
    );
    expect(table(models[0]!.counts.cells)).toEqual({ "f 1 1": 1, "m 0 0": 1, "(unknown) 0 1": 1 });
  });

  it("are found in Parquet whatever they are, and however they differ", async () => {
    const file = path.join(folder, "names.parquet");
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const odd = names.filter((name) => name !== "A"); // the engine that writes the file knows no two names that differ by case
    const row = (value: string) =>
      `(${[...odd.map((name) => literal(`${name} ${value}`)), value === "f", value === "f"].join(", ")})`;
    const columns = [...odd, "label", "prediction"].map(identifier).join(", ");
    await connection.run(
      `COPY (SELECT * FROM (VALUES ${row("f")}, ${row("m")}) t(${columns})) TO ${literal(file)} (FORMAT parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
    for (const name of odd) {
      const { models, data } = await measured(
        suiteOf({ folder, sources: [file], attributes: [{ name: "attribute", column: name }] }),
      );
      expect([data.columns, models[0]!.counts.cells.levels]).toEqual([
        odd.length + 2,
        [[`${name} f`, `${name} m`].map((group) => group.replaceAll("\\", "\\\\"))],
      ]);
    }
  });

  it("are told apart in JSON where they differ by case or look like paths", async () => {
    const odd = ["a", "A", "/a/b", "~", "$.a", "", '"', "0"];
    const line = (value: string) =>
      JSON.stringify({
        ...Object.fromEntries(odd.map((name) => [name, `${name} ${value}`])),
        label: value === "f",
        prediction: value === "f",
      });
    const file = written(folder, "names.jsonl", `${line("f")}\n${line("m")}\n`);
    for (const name of odd) {
      const { models } = await measured(
        suiteOf({ folder, sources: [file], attributes: [{ name: "attribute", column: name }] }),
      );
      expect(models[0]!.counts.cells.levels).toEqual([[`${name} f`, `${name} m`]]);
    }
  });
});

describe("measure(suite), progress", () => {
  it("tells of reading and counting, each from start to end", async () => {
    const steps: Progress[] = [];
    const file = csv("progress.csv", ["gender,label,prediction", "f,1,1", "m,,0", "m,0,0"]);
    await measured(suiteOf({ folder, sources: [file] }), { onProgress: (progress) => steps.push(progress) });
    expect(steps).toEqual([
      { step: "read", done: 0, total: null, finished: false },
      { step: "read", done: 3, total: 3, finished: true, detail: { kept: 2 } },
      { step: "count", done: 0, total: 2, finished: false },
      { step: "count", done: 2, total: 2, finished: true },
    ]);
  });
});
