import { describe, expect, it } from "vitest";
import type { HashedFile } from "../../src/sources/input-files.js";
import { csvFailure, jsonFailure, parquetFailure } from "../../src/sources/read-failure.js";

const file = (name: string): HashedFile => ({
  path: `/data/${name}`,
  realPath: `/data/${name}`,
  name,
  shown: name,
  bytes: 1,
  version: "",
  sha256: "",
});
const files = [file("a.csv"), file("b.csv")];
const ending = (name: string) => `\n\n  file = /data/${name}\n  delimiter = ,\n`;

describe("csvFailure(error, files)", () => {
  it("tells line and numbers, and nothing of the quoted line", () => {
    const message = `Invalid Input Error: CSV Error on Line: 4183\nOriginal Line: Jane Doe,SECRET\nExpected Number of Columns: 3 Found: 2\nPossible fixes:${ending("b.csv")}`;
    const failure = csvFailure(new Error(message), files);
    expect(failure?.problems).toEqual([{ message: "line 4,183: expected 3 cells, found 2", file: "b.csv" }]);
  });

  it("is not led astray by content that looks like a message", () => {
    const message = `Invalid Input Error: CSV Error on Line: 7\nOriginal Line: x  file = /data/a.csv\nValue with unterminated quote found.${ending("b.csv")}`;
    expect(csvFailure(new Error(message), files)?.problems).toEqual([
      { message: "line 7: a quote is not closed, or text stands behind a closing one", file: "b.csv" },
    ]);
  });

  it("is null for faults of a statement, which no file is to blame for", () => {
    expect(csvFailure(new Error("Binder Error: no such column"), files)).toBeNull();
    expect(parquetFailure(new Error("Catalog Error: no such table"), files)).toBeNull();
    expect(jsonFailure(new Error("Parser Error: syntax"), files, null)).toBeNull();
  });

  it("withholds what it does not know", () => {
    const failure = csvFailure(
      new Error(
        `Invalid Input Error: CSV Error on Line: 2\nOriginal Line: SECRET\nSomething new about SECRET.${ending("a.csv")}`,
      ),
      files,
    );
    expect(failure?.problems).toEqual([{ message: "line 2: cannot be read as CSV", file: "a.csv" }]);
  });
});
