import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Failure, type Problem } from "../../src/core/errors.js";
import { formatProblems, problemTexts } from "../../src/suite/format-problems.js";

const text = `name: retention-offers
purpose: retention-offer
dataset:
  source: ../datasets/retention/interactions.parquet
  id: interaction_id
  where: {column: channel, not_in: [test]}
  unit: customer_id
  label: churned
  favorable: true
  time: created_at
strata: [product]
protected:
  - language
  - {name: sex, column: gendr}
`;
const file = path.resolve("/project/suites/retention-offers.yaml");
const cwd = path.resolve("/project");
const texts = new Map([[file, text]]);
const shown = path.join("suites", "retention-offers.yaml");

const block = (problems: Problem[], given = texts, options = {}) =>
  formatProblems(new Failure("usage", problems), given, { cwd, ...options });
const unknownKey: Problem = {
  file,
  line: 9,
  column: 3,
  length: 9,
  message: 'unknown key "favorable" in dataset; did you mean "favourable"?',
};

describe("formatProblems(failure, texts)", () => {
  it("shows each problem with its place, two lines before it and a caret below it", () => {
    const second: Problem = {
      file,
      line: 14,
      column: 25,
      length: 5,
      message: 'no column "gendr" in the data; did you mean "gender"?',
    };
    expect(block([unknownKey, second])).toBe(`${shown}: 2 problems, nothing was run
9:3  unknown key "favorable" in dataset; did you mean "favourable"?
   7 |   unit: customer_id
   8 |   label: churned
   9 |   favorable: true
     |   ^^^^^^^^^
14:25  no column "gendr" in the data; did you mean "gender"?
  12 | protected:
  13 |   - language
  14 |   - {name: sex, column: gendr}
     |                         ^^^^^`);
  });

  it("repeats the file's name at each place where several suites were given", () => {
    const other = path.resolve("/elsewhere/b.yaml");
    const both = block(
      [unknownKey, { file: other, line: 1, column: 2, message: "wrong" }],
      new Map([...texts, [other, "ab\n"]]),
    );
    expect(both.split("\n")[1]).toMatch(new RegExp(`^${shown.replaceAll("\\", "\\\\")}:9:3  unknown key`));
    expect(both).toContain(`${other}: 1 problem, nothing was run\n${other}:1:2  wrong\n   1 | ab\n     |  ^`);
    expect(block([unknownKey], texts, { several: true })).toContain(`\n${shown}:9:3  unknown key`);
  });

  it("adds what to do next, and says what the problems led to", () => {
    const problems: Problem[] = [
      { message: 'unknown metric "x"', hint: "See: evenhand schema metrics" },
      { message: "what?", hint: "See: that" },
    ];
    expect(block(problems)).toBe('unknown metric "x". See: evenhand schema metrics\nwhat? See: that');
    expect(block([unknownKey], texts, { outcome: "nothing was written" })).toContain(
      ": 1 problem, nothing was written\n",
    );
  });

  it("cuts long lines with … around the caret, which stays under what it marks", () => {
    const line = `gates: [${"{metric: a, attribute: b}, ".repeat(20)}{wrong: 1}, ${"{metric: a}, ".repeat(20)}]`;
    const column = line.indexOf("wrong") + 1;
    const lines = block([{ file, line: 1, column, length: 5, message: "x" }], new Map([[file, `${line}\n`]])).split(
      "\n",
    );
    expect(lines[2]).toMatch(/^ {3}1 \| ….*…$/);
    expect(lines[2]!.length).toBeLessThanOrEqual(80);
    expect(lines[2]!.slice(lines[3]!.indexOf("^"), lines[3]!.lastIndexOf("^") + 1)).toBe("wrong");
  });

  it("marks what is wider than the line as far as the line goes", () => {
    const lines = block(
      [{ file, line: 1, column: 3, length: 500, message: "x" }],
      new Map([[file, `a ${"x".repeat(500)}`]]),
    ).split("\n");
    expect(lines.every((line) => line.length <= 80)).toBe(true);
    expect(lines[3]).toMatch(/^ {5}\| {3}\^+$/);
  });

  it("keeps the caret in place after wide characters, tabs and escapes", () => {
    const caret = (line: string, column: number) => {
      const [, , source, mark] = block(
        [{ file, line: 1, column, length: 2, message: "x" }],
        new Map([[file, line]]),
      ).split("\n");
      return [source!.slice(7), mark!.slice(7)];
    };
    expect(caret("中文: ab", 5)).toEqual(["中文: ab", "      ^^"]);
    expect(caret("🙂: ab", 5)).toEqual(["🙂: ab", "    ^^"]);
    expect(caret("\tab", 2)).toEqual([" ab", " ^^"]);
    expect(caret("\u001b: ab", 4)).toEqual(["\\u{1b}: ab", "        ^^"]);
    expect(caret("ø: ab", 4)).toEqual(["ø: ab", "   ^^"]);
  });

  it("lets no control character through, from lines, messages, hints or names of files", () => {
    const hostile = "\u001b]8;;http://x\u0007a\u001b[2J\u202e\u0000";
    const name = path.resolve("/project", `a${hostile}.yaml`);
    const output = block(
      [{ file: name, line: 2, column: 3, length: 4, message: hostile, hint: hostile }],
      new Map([[name, `${hostile}\r\n  ${hostile}\r\n`]]),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach a terminal
    expect(output).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it("shows problems without lines around them where the text is not known", () => {
    expect(block([unknownKey], new Map())).toBe(`${shown}: 1 problem, nothing was run\n9:3  ${unknownKey.message}`);
  });

  it("shows problems that have no lines, as those of data, behind the file's name", () => {
    const data = path.resolve("/project/data/rows.csv");
    const message = 'row 4,182 (line 4,183), column "age"\nexpected a number, found text';
    expect(block([{ file: data, message }, { message: "stopped" }])).toBe(
      `${path.join("data", "rows.csv")}: row 4,182 (line 4,183), column "age"\n  expected a number, found text\nstopped`,
    );
  });

  it("shows a place beyond the end of the text at its end", () => {
    expect(block([{ file, line: 5, column: 1, message: "x" }], new Map([[file, "a\nb"]]))).toContain(
      "   1 | a\n   2 | b\n     | ^",
    );
  });
});

describe("problemTexts(failure)", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-texts-"));
    writeFileSync(path.join(folder, "a.yaml"), "\ufeffname: a\r\n");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("reads the files that problems stand in, as far as there are any", () => {
    const [a, none] = [path.join(folder, "a.yaml"), path.join(folder, "none.yaml")];
    const failure = new Failure("usage", [
      { file: a, line: 1, column: 7, message: "x" },
      { file: none, line: 1, message: "y" },
      { file: folder, message: "z" },
    ]);
    expect([...problemTexts(failure)]).toEqual([[a, "\ufeffname: a\r\n"]]);
    expect(formatProblems(failure, problemTexts(failure), { cwd: folder })).toContain(
      "a.yaml:1:7  x\n   1 | name: a\n     |       ^\n",
    );
  });
});
