import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSuite } from "../../src/suite/parse.js";
import { projectRoot } from "../fixtures.js";
import { processorTime } from "../processor-time.js";
import { example, folder, parse, problemsOf } from "./example.js";

/** The bar of the threat model for every hostile suite, in milliseconds. */
const deadline = 2000;
const runs = 500;

/** Characters and words that mean something to YAML, to JavaScript or to a terminal. */
const piece = fc.oneof(
  fc.constantFrom(..."{}[]:,-?&*!|>'\"%@`#\n\t\r \\~<=0.\0\u001b\u2028\ufeff×"),
  fc.constantFrom(
    "- ",
    ": ",
    "? ",
    "&a ",
    "*a",
    "!!map ",
    "<<: ",
    "---\n",
    "...\n",
    "null",
    ".nan",
    "0o7",
    "__proto__: ",
    "constructor",
    "..",
    "\ud800",
  ),
  fc.string({ maxLength: 5, unit: "grapheme" }),
);

/** A change: at a share of the text's length, take some characters away and put something in, perhaps a part of the text itself. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat({ max: 40 }),
  insert: fc.oneof(piece, fc.record({ from: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat({ max: 60 }) })),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

const changed = (text: string, { at, remove, insert }: Change): string => {
  const start = Math.floor(at * text.length);
  const part = typeof insert === "string" ? insert : text.substr(Math.floor(insert.from * text.length), insert.length);
  return text.slice(0, start) + part + text.slice(start + remove);
};

const suites = [
  example,
  JSON.stringify(
    JSON.parse(
      JSON.stringify({
        name: "a",
        dataset: { source: "a.csv", where: { any: [{ column: "a", in: [1] }] } },
        protected: ["b"],
      }),
    ),
    null,
    2,
  ),
  readFileSync(path.join(projectRoot, "suites", "retention-offers.yaml"), "utf8"),
];

function outcomeIsClean(text: string): void {
  const started = processorTime();
  const problems = problemsOf(() => expect(parse(text).name).toBeTypeOf("string"));
  expect(processorTime() - started).toBeLessThan(deadline);
  for (const { message, line, column, length } of problems) {
    expect(message).not.toBe("");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach a terminal
    expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    expect([line, column, length].every((each) => Number.isInteger(each) && Number(each) > 0)).toBe(true);
    expect(line).toBeLessThanOrEqual(text.split("\n").length);
  }
}

describe("parseSuite(mutated text)", () => {
  it("gives a suite, or problems that all have a place, in time", () => {
    fc.assert(
      fc.property(fc.constantFrom(...suites), fc.array(change, { minLength: 1, maxLength: 4 }), (text, changes) => {
        outcomeIsClean(changes.reduce(changed, text));
      }),
      { numRuns: runs },
    );
    expect(Object.getOwnPropertyNames({})).toEqual([]);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  it("gives a suite, or problems that all have a place, whatever stands in the place of a value", () => {
    const data = {
      name: "a",
      purpose: "b",
      dataset: {
        source: "a.csv",
        label: "y",
        where: { all: [{ column: "a", in: [1] }] },
        lock: { sha256: "0", rows: 1 },
      },
      protected: ["g", { name: "age", bins: [1, 2], map: { a: "b" }, labels: { a: { en: "x" } } }],
      intersections: [["g", "age"]],
      models: [
        {
          id: "m",
          kind: "onnx",
          path: "m",
          features: [{ name: "f", one_hot: ["a"] }],
          threshold: { top: 1 },
          classes: { a: 1 },
        },
      ],
      metrics: ["m"],
      gates: [{ metric: "m", attribute: ["g", "age"], disparity: "max_difference", at_most: 0.1 }],
      report: { title: { en: "a" }, words: { m: { en: { name: "a" } } }, notes: { a: "b" } },
    };
    const paths = pathsOf(data);
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...paths), value, (at, by) => outcomeIsClean(JSON.stringify(put(data, at, by)))),
      { numRuns: runs },
    );
  });

  it("reads the suite in JSON as it reads it in YAML", () => {
    const content = {
      name: "a",
      purpose: "b",
      dataset: { source: "a.csv" },
      protected: ["g"],
      model: { id: "m", kind: "logged", score: "s" },
    };
    const yaml =
      "name: a\npurpose: b\ndataset: {source: a.csv}\nprotected: [g]\nmodel: {id: m, kind: logged, score: s}\n";
    const { sha256: _, place: __, ...fromYaml } = parse(yaml);
    for (const text of [
      JSON.stringify(content),
      JSON.stringify(content, null, "\t"),
      `\ufeff${JSON.stringify(content, null, 2).replaceAll("\n", "\r\n")}`,
    ]) {
      expect(
        parseSuite(text, path.join(folder, "suite.yaml"), { projectFolder: folder, allowOutside: false }),
      ).toMatchObject(fromYaml);
    }
  });
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  return [
    at,
    ...Object.entries(value).flatMap(([key, inner]) =>
      pathsOf(inner, [...at, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function put(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>;
  copy[first] = put(copy[first], rest, by);
  return copy;
}
