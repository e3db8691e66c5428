import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readDocument } from "../../src/suite/read-document.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { processorTime } from "../processor-time.js";
import { parse, problemsOf } from "./example.js";

const told = (text: string): string[] =>
  readDocument(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe("readDocument(text)", () => {
  it("reads YAML 1.2: `no`, `on` and 1:30 are texts, 0x10 is a number", () => {
    expect(readDocument("a: no\nb: on\nc: 1:30\nd: 0x10\ne: ~\nf: 'no'").data).toEqual({
      a: "no",
      b: "on",
      c: "1:30",
      d: 16,
      e: null,
      f: "no",
    });
  });

  it("reads keys as texts, whatever they look like", () => {
    expect(readDocument("1: a\ntrue: b\nnull: c\n").data).toEqual({ "1": "a", true: "b", null: "c" });
  });

  it("takes a byte order mark, CRLF and tabs after a key", () => {
    expect(readDocument("\ufeffa:\t1\r\nb: \t2\r\n")).toMatchObject({ data: { a: 1, b: 2 }, problems: [] });
    expect(told("\ufeffa: 1\r\na: 2\r\n")).toEqual(['2:1 key "a" is given twice']);
    expect(told("\ufeff__proto__: 1\r\n")).toEqual(['1:1 key "__proto__" is not allowed']);
  });

  it("repeats what an alias names, and knows its place", () => {
    expect(readDocument("a: &x {b: 1}\nc: *x\n").data).toEqual({ a: { b: 1 }, c: { b: 1 } });
  });

  it.each([
    ["a:\n\t- b\n", "2:1 a tab cannot indent YAML; use spaces"],
    ["a: [1, 2\nb: 3\n", "1:4 the [ that opens here is never closed: ] is missing"],
    ["a: 'b\n", "1:4 the quote ' that opens here is never closed"],
    ["a: 1\n---\nb: 2\n", "2:1 a suite is one document, found a second one"],
    ["a: 1\nb: 2\na: 3\n", '3:1 key "a" is given twice'],
    ['{"a": 1, "a": 2}', '1:10 key "a" is given twice'],
    ["a: {b: 1, 'b': 2}\n", '1:11 key "b" is given twice'],
    ["map: {__proto__: x}\n", '1:7 key "__proto__" is not allowed'],
    ['labels: {"\\x5f_proto__": x}\n', '1:10 key "__proto__" is not allowed'],
    ["words:\n  a:\n    constructor: x\n", '3:5 key "constructor" is not allowed'],
    ["notes: [{prototype: x}]\n", '1:10 key "prototype" is not allowed'],
    ["a: !!js/function x\n", '1:4 tags are not used here: leave out "!!js/function"'],
    ["a: !!binary aGk=\n", '1:13 tags are not used here: leave out "tag:yaml.org,2002:binary"'],
    ["a: !mine x\n", '1:4 tags are not used here: leave out "!mine"'],
    ["a: *b\n", '1:4 alias "b" names no anchor above it'],
    ["a: &a [*a]\n", '1:8 alias "a" stands inside what it repeats'],
    ["%YAML 1.1\n---\na: no\n", "1:1 a suite is YAML 1.2: leave the %YAML line out"],
    ["? [a]\n: 1\n", "1:3 a key must be a text"],
    ["a: b\u001b[2Jc\n", '1:5 control character "\\u{1b}": write it as an escape in double quotes'],
    ["a: 0123\n", "1:4 0123 would be read as the number 123: put it in quotes"],
  ])("%j is refused", (text, said) => {
    expect(told(text)[0]).toBe(said);
  });

  it("counts a merge key as the plain key that YAML 1.2 has it be", () => {
    expect(readDocument("a: &a {b: 1}\nc: {<<: *a}\n").data).toEqual({ a: { b: 1 }, c: { "<<": { b: 1 } } });
  });

  it("shows the first errors of syntax only", () => {
    expect(readDocument("}\n".repeat(500)).problems).toHaveLength(10);
  });

  it.each([
    ["", "the suite is empty; evenhand schema suite shows what it can hold"],
    ["# nothing\n", "the suite is empty; evenhand schema suite shows what it can hold"],
    ["- a\n", "a suite is a map with keys such as name and dataset, found a list"],
    ["suite", 'a suite is a map with keys such as name and dataset, found "suite"'],
  ])("%j is no suite", (text, said) => {
    expect(problemsOf(() => parse(text))).toMatchObject([{ message: said, line: 1 }]);
  });
});

interface Case {
  readonly yaml?: string;
  readonly base64?: string;
}

const casesOf = (file: string): string[] =>
  readFileSync(fixturePath("datasets", "hostile-files", file), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Case)
    .map(({ yaml, base64 }) => yaml ?? Buffer.from(base64 ?? "", "base64").toString("utf8"));

withFixtures("other people's hostile files", () => {
  it.each(["yaml_test_suite.jsonl", "json_test_suite.jsonl"])(
    "%s: every one is read or refused with a place, in time",
    (file) => {
      const texts = casesOf(file);
      expect(texts.length).toBeGreaterThan(100);
      for (const text of texts) {
        const started = processorTime();
        for (const { line, column } of [...readDocument(text).problems, ...problemsOf(() => parse(text))]) {
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
        }
        expect(processorTime() - started).toBeLessThan(2000);
      }
    },
  );
});
