import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identifier, literal } from "../../src/sql/quote.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { database } from "./database.js";

const { rows } = database();

const hostile = [
  "",
  "'",
  "''",
  '"',
  '""',
  "\\",
  "\\'",
  "a'; DROP TABLE t; --",
  "/* */",
  "$$x$$",
  "E'\\n'",
  "null",
  "\0",
  "a\0b'\0",
  "\n",
  "\r\n",
  "–",
  "æøå",
  "👩‍👩‍👧",
  "\u2028",
  "%_",
  "{}",
  "[1]",
];
/** The driver's decoder drops a byte order mark at the start of a value that it reads; what was written is whole. */
const isReadBack = (text: string): boolean => text.isWellFormed() && !text.startsWith("\ufeff");

const texts = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: "binary" }).filter(isReadBack),
  fc.array(fc.constantFrom(...hostile)).map((parts) => parts.join("")),
);

describe("literal(text)", () => {
  it("is read back as the same text, and nothing after it changes", async () => {
    await fc.assert(
      fc.asyncProperty(texts, texts, async (a, b) => {
        expect(await rows(`SELECT ${literal(a)}, ${literal(b)}, 7`)).toEqual([[a, b, 7]]);
      }),
      { numRuns: 300 },
    );
  });

  withFixtures("on the big list of naughty strings", () => {
    it("is read back as the same text", async () => {
      const strings = JSON.parse(
        readFileSync(fixturePath("datasets", "naughty-strings", "blns.json"), "utf8"),
      ) as string[];
      const whole = strings.filter(isReadBack);
      expect(whole.length).toBeGreaterThan(400);
      expect(await rows(`SELECT ${whole.map(literal).join(", ")}`)).toEqual([whole]);
    });
  });
});

describe("literal(number)", () => {
  it("keeps every bit of a double", async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ noDefaultInfinity: false }), async (value) => {
        const [[read]] = (await rows(`SELECT CAST(${literal(value)} AS DOUBLE)`)) as [[number]];
        expect(read).toBe(Object.is(value, -0) ? 0 : value);
      }),
      { numRuns: 300 },
    );
  });
});

describe("identifier(name)", () => {
  it("names a column that is found again by the same name", async () => {
    // An identifier cannot hold NUL, nor be empty, in DuckDB.
    const names = texts.filter((text) => text !== "" && !text.includes("\0"));
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        expect(await rows(`SELECT ${identifier(name)}, 7 FROM (SELECT 5 AS ${identifier(name)})`)).toEqual([[5, 7]]);
      }),
      { numRuns: 300 },
    );
  });
});
