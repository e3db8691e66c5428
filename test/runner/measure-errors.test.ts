import { appendFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { Failure, type Problem } from "../../src/core/errors.js";
import { failureOf, measured, type SuiteParts, suiteOf, temporaryFolder, written } from "./measure-suite.js";

const folder = temporaryFolder();
const head = "gender,age,label,prediction,score,w,time";
const good = ["f,20,1,1,0.9,1,2024-01-01", "m,30,0,0,0.1,2,2024-01-02"];
const csv = (name: string, lines: readonly string[]) => written(folder, name, `${lines.join("\n")}\n`);

async function refused(parts: Partial<SuiteParts>): Promise<Failure> {
  const sources = parts.sources ?? [csv("good.csv", [head, ...good])];
  const failure = await failureOf(measured(suiteOf({ folder, ...parts, sources })));
  if (!(failure instanceof Failure)) throw failure ?? new Error("was not refused");
  return failure;
}

const only = async (parts: Partial<SuiteParts>): Promise<Problem & { kind: string }> => {
  const { kind, problems } = await refused(parts);
  expect(problems).toHaveLength(1);
  return { kind, ...problems[0]! };
};

describe("measure(suite) refuses columns that are not there", () => {
  it.each<[string, Partial<SuiteParts>, (string | number)[]]>([
    ["label", { dataset: { label: "labl" } }, ["dataset", "label"]],
    ["unit", { dataset: { unit: "labl" } }, ["dataset", "unit"]],
    ["id", { dataset: { id: "labl" } }, ["dataset", "id"]],
    ["weight", { dataset: { weight: "labl" } }, ["dataset", "weight"]],
    ["time", { dataset: { time: "labl" } }, ["dataset", "time"]],
    ["time with a period", { dataset: { time: { column: "labl", period: "day" } } }, ["dataset", "time", "column"]],
    ["consent", { dataset: { consent: { column: "labl", requires: "x" } } }, ["dataset", "consent", "column"]],
    ["where", { dataset: { where: { column: "labl", in: [1] } } }, ["dataset", "where", "column"]],
    [
      "where, below",
      { dataset: { where: { all: [{ column: "age", above: 1 }, { any: [{ column: "labl", in: [1] }] }] } } },
      ["dataset", "where", "all", 1, "any", 0, "column"],
    ],
    ["protected, its name", { attributes: ["gender", "labl"] }, ["protected", 1, "name"]],
    ["protected, its column", { attributes: ["gender", { name: "x", column: "labl" }] }, ["protected", 1, "column"]],
    ["strata", { strata: ["age", "labl"] }, ["strata", 1]],
    ["prediction", { models: [{ prediction: "labl" }] }, ["models", 0, "prediction"]],
    ["score", { models: [{ prediction: "prediction" }, { score: "labl" }] }, ["models", 1, "score"]],
  ])("%s", async (_, parts, at) => {
    expect(await only(parts)).toMatchObject({
      kind: "usage",
      message: 'no column "labl" in the data; did you mean "label"?',
      at,
    });
  });

  it("all at once, and by their exact names only", async () => {
    const { problems } = await refused({
      dataset: { label: "Label", unit: "nothing like it" },
      attributes: ["GENDER"],
    });
    expect(problems.map(({ message }) => message)).toEqual([
      'no column "Label" in the data; did you mean "label"?',
      'no column "nothing like it" in the data',
      'no column "GENDER" in the data; did you mean "gender"?',
    ]);
  });
});

describe("measure(suite) refuses values that cannot be used", () => {
  const wrong = (column: string, values: readonly string[]) => {
    const names = head.split(",");
    const rows = values.map((value, place) =>
      names.map((name) => (name === column ? value : good[place % 2]!.split(",")[names.indexOf(name)])).join(","),
    );
    return [csv("wrong.csv", [head, ...good, ...rows])];
  };
  const bins: Partial<SuiteParts> = { attributes: [{ name: "band", column: "age", bins: [0, 25, 90] }] };

  it.each<[string, string, string[], Partial<SuiteParts>, string]>([
    ["one text among numbers", "age", ["SECRET"], bins, 'row 3 (line 4), column "age"\nexpected a number, found text'],
    [
      "two of them",
      "age",
      ["SECRET", "9", "x"],
      bins,
      'row 3 (line 4), column "age"\nexpected a number, found text; 1 more row: 5',
    ],
    [
      "many of them",
      "age",
      Array<string>(12).fill("SECRET"),
      bins,
      'row 3 (line 4), column "age"\nexpected a number, found text; 11 more rows: 4, 5, 6 and 8 others',
    ],
    [
      "numbers with a decimal comma",
      "score",
      ['"0,5"'],
      { models: [{ score: "score" }] },
      'row 3 (line 4), column "score"\nexpected a number, found text',
    ],
    [
      "a score that is NaN",
      "score",
      ["nan"],
      { models: [{ score: "score" }] },
      'row 3 (line 4), column "score"\nexpected a number, found a value that is not finite',
    ],
    [
      "a score that is infinite",
      "score",
      ["1e999"],
      { models: [{ prediction: "prediction", score: "score" }] },
      'row 3 (line 4), column "score"\nexpected a number, found a value that is not finite',
    ],
    [
      "a score above 1",
      "score",
      ["0.5", "1.5"],
      { models: [{ score: "score" }] },
      'row 4 (line 5), column "score"\nexpected a probability from 0 to 1, or a `threshold` in the suite for another scale, found a number outside',
    ],
    [
      "a missing weight",
      "w",
      [""],
      { dataset: { weight: "w" } },
      'row 3 (line 4), column "w"\nexpected a weight, found a missing value',
    ],
    [
      "a negative weight",
      "w",
      ["-1"],
      { dataset: { weight: "w" } },
      'row 3 (line 4), column "w"\nexpected a weight, found a negative number',
    ],
    [
      "an infinite weight",
      "w",
      ["inf"],
      { dataset: { weight: "w" } },
      'row 3 (line 4), column "w"\nexpected a weight, found a value that is not finite',
    ],
    [
      "a time that is none",
      "time",
      ["soon"],
      { dataset: { time: "time" } },
      'row 3 (line 4), column "time"\nexpected a date or time, found text',
    ],
    [
      "a text beside a bound",
      "age",
      ["young"],
      { dataset: { where: { column: "age", at_least: 18 } } },
      'row 3 (line 4), column "age"\nexpected a number, found text',
    ],
    [
      "half a person",
      "w",
      ["1.5"],
      { dataset: { count: "w" } },
      'row 3 (line 4), column "w"\nexpected a whole number of people, zero or more, found another number',
    ],
    [
      "fewer than nobody",
      "w",
      ["-1"],
      { dataset: { count: "w" } },
      'row 3 (line 4), column "w"\nexpected a whole number of people, zero or more, found another number',
    ],
  ])("%s", async (_, column, values, parts, message) => {
    expect(await only({ ...parts, sources: wrong(column, values) })).toMatchObject({
      kind: "unusable",
      file: "wrong.csv",
      message,
    });
  });

  it("names every column at once, and no cell's content", async () => {
    const failure = await refused({
      ...bins,
      dataset: { weight: "w" },
      sources: [csv("two.csv", [head, ...good, "f,SECRET,1,1,0.5,SECRET,"])],
    });
    expect(failure.problems.map(({ message }) => message.split("\n")[0])).toEqual([
      'row 3 (line 4), column "age"',
      'row 3 (line 4), column "w"',
    ]);
    expect(JSON.stringify(failure.problems)).not.toContain("SECRET");
  });

  it("says the row alone where rows and lines differ", async () => {
    const rows = [head, '"f\nemale",20,1,1,0.9,1,2024-01-01', good[1]!, good[0]!.replace("20", "x")];
    expect((await only({ ...bins, sources: [csv("lines.csv", rows)] })).message).toMatch(/^row 3, column "age"/);
  });

  it("says which of several files it is", async () => {
    const sources = [
      csv("first.csv", [head, ...good]),
      csv("second.csv", [head, good[0]!, good[1]!.replace("30", "x"), good[1]!.replace("30", "y")]),
    ];
    expect(await only({ ...bins, sources })).toMatchObject({
      file: "second.csv",
      message: expect.stringMatching(/^row 2 \(line 3\).*1 more row: 3$/s),
    });
  });

  it("does not look at rows that are left out", async () => {
    const sources = wrong("age", ["unknown"]);
    const { data } = await measured(
      suiteOf({ folder, ...bins, sources, dataset: { where: { column: "age", not_in: ["unknown"] } } }),
    );
    expect(data.rowsKept).toBe(2);
  });
});

describe("measure(suite) refuses types that cannot serve", () => {
  it("by what a Parquet column holds", async () => {
    const file = path.join(folder, "types.parquet");
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT * FROM (VALUES ('f', true, [1], {'a': 1}, now()), ('m', false, [2], {'a': 2}, now())) t(gender, label, list, nested, "at")) TO '${file}' (FORMAT parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
    const { problems, kind } = await refused({
      sources: [file],
      dataset: {
        weight: "label",
        time: "gender",
        unit: "nested",
        where: { column: "at", at_least: 5 },
        consent: { column: "at", requires: "x" },
      },
      attributes: ["list", { name: "b", column: "label", bins: [0, 1] }],
      models: [{ prediction: "label", score: "at" }],
    });
    expect(kind).toBe("usage");
    expect(problems.map(({ message }) => message)).toEqual([
      'column "at" holds dates or times, which "5" is no bound for',
      'column "at" holds dates or times; consents are texts, lists of texts, or true and false',
      'column "nested" holds nested or binary values; a unit is one value per row',
      'column "label" holds true and false; weights are numbers',
      'column "list" holds lists; an attribute is one value per row',
      'column "label" holds true and false; bins need numbers',
      'column "at" holds dates or times; scores are numbers',
    ]);
  });
});

describe("measure(suite) refuses files", () => {
  const file = (name: string, content: string | Uint8Array): Partial<SuiteParts> => ({
    sources: [written(folder, name, content)],
  });

  it.each<[string, () => Partial<SuiteParts>, RegExp]>([
    ["that are not there", () => ({ sources: [path.join(folder, "none.csv")] }), /there is no file none\.csv/],
    [
      "that are folders",
      () => ({ sources: [path.dirname(written(folder, "sub/none", ""))] }),
      /sub is a folder; name its files/,
    ],
    ["that no pattern finds", () => ({ sources: [path.join(folder, "none*.csv")] }), /no file matches none\*\.csv/],
    ["that are empty", () => file("empty.csv", ""), /the file is empty/],
    ["of a header alone", () => file("header.csv", `${head}\n`), /holds no rows/],
    ["of a header alone, without a line's end", () => file("header2.csv", head), /holds no rows/],
    ["that begin with an empty line", () => file("blank.csv", `\n${head}\n${good[0]}\n`), /the first line is empty/],
    [
      "with a column twice",
      () => file("twice.csv", "gender,label,gender,prediction\nf,1,f,1\n"),
      /columns 1 and 3 of the header have the same name/,
    ],
    [
      "with a row too short",
      () => file("short.csv", `${head}\n${good[0]}\nSECRET,1\n`),
      /line 3: expected 7 cells, found 2/,
    ],
    [
      "with a row too long",
      () => file("long.csv", `${head}\n${good[0]},SECRET\n`),
      /line 2: expected 7 cells, found 8/,
    ],
    ["with an open quote", () => file("open.csv", `${head}\n"SECRET,1\n${good[0]}\n`), /line 2: a quote is not closed/],
    [
      "of another encoding",
      () => file("latin.csv", Buffer.from(`${head}\nm\xe9l,${good[0]!.slice(2)}\n`, "latin1")),
      /line 2: the text is not UTF-8/,
    ],
    [
      "of another encoding, in the header",
      () => file("latin2.csv", Buffer.from(`gend\xe9r,label\n`, "latin1")),
      /the text is not UTF-8/,
    ],
    [
      "of UTF-16",
      () => file("utf16.csv", Buffer.from(`\ufeff${head}\n${good[0]}\n`, "utf16le")),
      /the text is not UTF-8/,
    ],
    [
      "that were cut off",
      () => file("cut.csv.gz", gzipSync(`${head}\n${good.join("\n")}\n`).subarray(0, -9)),
      /it is no whole gzip file/,
    ],
    ["that only call themselves gzip", () => file("fake.csv.gz", head), /it is no whole gzip file/],
    ["that only call themselves zstd", () => file("fake.csv.zst", head), /it is no whole Zstandard file/],
    ["that are no Parquet", () => file("text.parquet", "gender,label\n".repeat(50)), /cannot be read as Parquet/],
    ["of too few bytes for Parquet", () => file("tiny.parquet", "x"), /cannot be read as Parquet/],
    [
      "of broken JSON",
      () => file("broken.jsonl", '{"gender":"f"}\n\n{"gender":SECRET}\n'),
      /line 3: cannot be read as JSON/,
    ],
    [
      "of JSON that goes over lines",
      () => file("pretty.json", '{\n"gender":"f"\n}\n'),
      /line 1: cannot be read as JSON; each line must hold one whole object/,
    ],
    ["of a JSON array", () => file("array.json", '[{"gender":"f"}]'), /holds a JSON array; write one object per line/],
    ["of JSON without objects", () => file("scalars.jsonl", '{"gender":"f"}\n1\n'), /row 2 holds no object/],
    [
      "of JSON with a key twice",
      () => file("keys.jsonl", '{"gender":"f"}\n{"gender":"f","gender":"m"}\n'),
      /row 2 has a key twice/,
    ],
    ["of JSON that begins with a mark", () => file("bom.jsonl", '\ufeff{"gender":"f"}\n'), /byte order mark/],
  ])("%s", async (_, parts, message) => {
    const failure = await refused(parts());
    expect(failure.kind).toBe("unusable");
    expect(failure.message).toMatch(message);
    expect(JSON.stringify(failure.problems)).not.toMatch(/SECRET|evenhand-test-/);
  });

  it("whose format their name does not tell, or whose formats differ", async () => {
    expect(await only(file("data.bin", head))).toMatchObject({
      kind: "usage",
      message: "the name data.bin does not tell its format",
    });
    const both = { sources: [written(folder, "a.csv", head), written(folder, "a.jsonl", "{}")] };
    expect((await only(both)).message).toMatch(/^a\.jsonl is jsonl, but a\.csv is csv/);
  });

  it("that lie outside the project, by a link too", async () => {
    symlinkSync("/etc/hostname", path.join(folder, "link.csv"));
    expect(await only({ sources: [path.join(folder, "link.csv")] })).toMatchObject({
      kind: "usage",
      message: "link.csv leads to a file outside the project",
    });
  });

  it("that are named twice", async () => {
    const twice = csv("good.csv", [head, ...good]);
    expect(await only({ sources: [twice, path.join(folder, "*ood.csv")] })).toMatchObject({
      kind: "usage",
      message: "good.csv is named twice, so its rows would count twice",
    });
  });

  it("whose columns differ", async () => {
    const other = csv("other.csv", [head.replace("age", "years"), ...good]);
    expect(await only({ sources: [csv("good.csv", [head, ...good]), other] })).toMatchObject({
      file: "other.csv",
      message: 'has other columns than good.csv: without "age"; with "years"',
    });
  });

  it("that change while they are read", async () => {
    const file = csv("changing.csv", [head, ...good]);
    const change = () => appendFileSync(file, `${good[0]}\n`);
    const failure = await failureOf(
      measured(suiteOf({ folder, sources: [file] }), { onProgress: ({ step }) => step === "count" && change() }),
    );
    expect(failure).toMatchObject({
      kind: "unusable",
      problems: [{ file: "changing.csv", message: "changed while it was read" }],
    });
  });
});

describe("measure(suite) refuses what is not locked", () => {
  const rows = [head, ...good];
  const file = () => csv("locked.csv", rows);

  it("before it parses: another hash wins over broken content", async () => {
    const broken = csv("broken.csv", ['"', ...good]);
    const lock = { sha256: "a".repeat(64), rows: 2 };
    const problem = await only({ sources: [broken], dataset: { lock } });
    expect(problem).toMatchObject({ kind: "integrity", at: ["dataset", "lock", "sha256"] });
    expect(problem.message).toMatch(new RegExp(`locked ${lock.sha256}, found [0-9a-f]{64}`));
  });

  it("in its number of rows", async () => {
    const { data } = await measured(suiteOf({ folder, sources: [file()] }));
    const locked = (count: number) =>
      measured(suiteOf({ folder, sources: [file()], dataset: { lock: { sha256: data.sha256, rows: count } } }));
    expect(await failureOf(locked(3))).toMatchObject({
      kind: "integrity",
      problems: [
        { message: "the data is not what was locked: locked 3 rows, found 2", at: ["dataset", "lock", "rows"] },
      ],
    });
    expect((await locked(2)).data.rowsRead).toBe(2);
  });
});

describe("measure(suite) refuses what cannot be audited", () => {
  it("rows of which none is left, with the reasons", async () => {
    const dataset = { where: { column: "gender", in: ["f"] }, consent: { column: "time", requires: "audit" } };
    expect(await only({ dataset })).toMatchObject({
      kind: "unusable",
      message: "no row is left to audit: 1 left out by `where`, 1 without consent",
    });
  });

  it("attributes of one group, each by its name", async () => {
    const sources = [csv("groups.csv", [head, good[0]!, good[0]!.replace("f,", ",")])];
    const { kind, problems } = await refused({ sources, attributes: ["gender", "age"] });
    expect(kind).toBe("unusable");
    expect(problems.map(({ message, at }) => [message, at])).toEqual([
      ["attribute gender has one group only", ["protected", 0]],
      ["attribute age has one group only", ["protected", 1]],
    ]);
  });

  it("labels with three values for a binary model, withholding them", async () => {
    const sources = [csv("labels.csv", [head, ...good, "f,20,SECRET,1,0.5,1,2024-01-01"])];
    expect(await only({ sources })).toMatchObject({
      kind: "unusable",
      message: 'the label has 3 values (content withheld), and model "m0" can tell only two apart',
      at: ["models", 0],
    });
  });

  it("more combinations of groups than can be counted", async () => {
    const file = path.join(folder, "many.parquet");
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT range AS id, range % 2 AS label, range % 2 AS prediction FROM range(1000001)) TO '${file}' (FORMAT parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
    expect((await only({ sources: [file], attributes: ["id"] })).message).toMatch(
      /more than 1,000,000 different combinations/,
    );
  });
});

describe("measure(suite, {signal})", () => {
  it("ends with an interruption when it is aborted, before or during the work", async () => {
    const suite = suiteOf({ folder, sources: [csv("abort.csv", [head, ...good])] });
    expect(await failureOf(measured(suite, { signal: AbortSignal.abort() }))).toMatchObject({ kind: "interrupted" });
    const controller = new AbortController();
    const pending = measured(suite, {
      signal: controller.signal,
      onProgress: ({ step }) => step === "count" && controller.abort(),
    });
    expect(await failureOf(pending)).toMatchObject({ kind: "interrupted" });
  });
});
