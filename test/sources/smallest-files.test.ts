import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { Failure } from "../../src/core/errors.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { temporaryFolder, written } from "../runner/measure-suite.js";
import { readRows } from "./read-rows.js";

const folder = temporaryFolder();
const read = (text: string) => readRows(written(folder, "smallest.csv", text), { workFolder: folder });

describe("the smallest files of faults that were found", () => {
  it.each<[string, string, readonly string[], readonly (string | null)[][]]>([
    [
      "a line feed in a cell among rows that end with CRLF",
      'a,b\r\n"x\ny",2\r\n3,4\r\n',
      ["a", "b"],
      [
        ["x\ny", "2"],
        ["3", "4"],
      ],
    ],
    [
      "CRLF in a cell among rows that end with a line feed",
      'a,b\n"x\r\ny",2\n3,4\n',
      ["a", "b"],
      [
        ["x\r\ny", "2"],
        ["3", "4"],
      ],
    ],
    [
      "a header of all control characters",
      "a\u0001\u0002\u0003\u0004b,c\n1,2\n",
      ["a\u0001\u0002\u0003\u0004b", "c"],
      [["1", "2"]],
    ],
  ])("%s is read", async (_, text, names, rows) => {
    expect(await read(text)).toEqual({ names, rows });
  });

  // DuckDB finds no rows in these, without a word.
  it.each(['"a\nc",b\r\n1,2\r\n', '"a\r\nc",b\n1,2\n'])(
    "a header whose own line break is of another kind is refused: %j",
    async (text) => {
      const found = await read(text);
      expect(found).toBeInstanceOf(Failure);
      expect((found as Failure).kind).toBe("unusable");
    },
  );

  it.each(["a,b\r\n1,2\n3,4\r\n", "a,b\n1,2\r\n", "a,b\r\n1,2\r3,4\r\n", "a\n1\r2\n"])(
    "rows that end in different ways are refused: %j",
    async (text) => expect(await read(text)).toBeInstanceOf(Failure),
  );

  it.each(["{", "1", "\n"])("JSON lines without a row are refused: %j", async (text) => {
    const found = await readRows(written(folder, "smallest.jsonl", text), { workFolder: folder });
    expect(found).toMatchObject({ kind: "unusable", message: "holds no rows" });
  });

  it("a Parquet column keeps a mark of byte order at the start of its name, as values do", async () => {
    const file = `${folder}/mark.parquet`;
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(`COPY (SELECT 1 AS "\ufeffa", 2 AS a) TO '${file}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    expect(await readRows(file, { workFolder: folder })).toEqual({ names: ["\ufeffa", "a"], rows: [["1", "2"]] });
  });
});

withFixtures("files of Windows with texts of several lines", () => {
  it.each([
    ["banking77", "banking77_test.csv", 3080],
    ["banking77", "banking77_train.csv.gz", 10_003],
    ["cfpb-complaints", "cfpb_2019_2020_sample.csv.gz", 6623],
  ])("%s/%s has the rows of its card", async (set, name, rows) => {
    const found = await readRows(fixturePath("datasets", set, name), { workFolder: folder });
    if (found instanceof Failure) throw found;
    expect(found.rows).toHaveLength(rows);
  });
});
