import { describe, expect, it } from "vitest";
import { sameColumns } from "../../src/sources/same-columns.js";

const files = [{ shown: "a.csv" }, { shown: "b.csv" }];
const columns = (text: string) =>
  text.split(",").map((part) => ({ name: part.split(":")[0]!, type: part.split(":")[1] ?? "text" }));

describe("sameColumns(files, columns)", () => {
  it("accepts the same columns in the same order", () => {
    expect(() => sameColumns(files, [columns("a,b,"), columns("a,b,")])).not.toThrow();
  });

  it.each([
    ["a,b", "a", 'without "b"'],
    ["a", "a,c", 'with "c"'],
    ["a,b", "a,c", 'without "b"; with "c"'],
    ["a,b", "b,a", "the same names in another order"],
    ["a:BIGINT,b", "a:DOUBLE,b", "a is DOUBLE, not BIGINT"],
    ["a,b,c,d,e,f,g", "x", 'without "a", "b", "c", "d", "e" and 2 others'],
    ["a,,", "a,", "another number of columns without a name"],
  ])("%s against %s: %s", (first, second, difference) => {
    expect(() => sameColumns(files, [columns(first), columns(second)])).toThrow(
      `has other columns than a.csv: ${difference}`,
    );
  });
});
