import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Failure } from "../../src/core/errors.js";
import { lockSuite } from "../../src/suite/lock-suite.js";
import { readDocument } from "../../src/suite/read-document.js";
import { projectRoot } from "../fixtures.js";
import { example } from "./example.js";

const lock = { sha256: `ab${"0".repeat(62)}`, rows: 20_366 };
const flow = `{sha256: ${lock.sha256}, rows: 20366}`;

describe("lockSuite(text, lock)", () => {
  it.each([
    [
      "after the last entry",
      "dataset:\n  source: a.csv\n  label: y\nprotected: [g]\n",
      `dataset:\n  source: a.csv\n  label: y\n  lock: ${flow}\nprotected: [g]\n`,
    ],
    [
      "after the comment of the last entry",
      "dataset:\n    source: a.csv # b\n\n# c\nname: a\n",
      `dataset:\n    source: a.csv # b\n    lock: ${flow}\n\n# c\nname: a\n`,
    ],
    [
      "after a nested entry",
      "dataset:\n  source:\n  - a.csv\n  - b.csv\n  # end\nname: a\n",
      `dataset:\n  source:\n  - a.csv\n  - b.csv\n  lock: ${flow}\n  # end\nname: a\n`,
    ],
    [
      "after a block text",
      "dataset:\n  source: |\n    a\n    b\nname: a\n",
      `dataset:\n  source: |\n    a\n    b\n  lock: ${flow}\nname: a\n`,
    ],
    [
      "at the end of a file without a last line break",
      "dataset:\n  source: a.csv",
      `dataset:\n  source: a.csv\n  lock: ${flow}\n`,
    ],
    [
      "with the line breaks of the file",
      "dataset:\r\n  source: a.csv\r\nname: a\r\n",
      `dataset:\r\n  source: a.csv\r\n  lock: ${flow}\r\nname: a\r\n`,
    ],
    ["in a flow map", "dataset: {source: a.csv} # b\n", `dataset: {source: a.csv, lock: ${flow}} # b\n`],
    [
      "in a flow map that ends with a comma",
      "dataset: {source: a.csv, }\n",
      `dataset: {source: a.csv, lock: ${flow} }\n`,
    ],
    [
      "in a flow map of several lines",
      "dataset: {\n  source: a.csv,\n  label: y\n}\n",
      `dataset: {\n  source: a.csv,\n  label: y,\n  lock: ${flow}\n}\n`,
    ],
    [
      "in JSON",
      '{\n  "dataset": {\n    "source": "a.csv"\n  },\n  "name": "a"\n}\n',
      `{\n  "dataset": {\n    "source": "a.csv",\n    "lock": {"sha256": "${lock.sha256}", "rows": 20366}\n  },\n  "name": "a"\n}\n`,
    ],
    [
      "in JSON on one line",
      '{"dataset":{"source":"a.csv"}}',
      `{"dataset":{"source":"a.csv", "lock": {"sha256": "${lock.sha256}", "rows": 20366}}}`,
    ],
    [
      "in place of another lock",
      "dataset:\n  lock: {sha256: 12, rows: 3} # old\n  source: a.csv\n",
      `dataset:\n  lock: ${flow} # old\n  source: a.csv\n`,
    ],
    [
      "in place of a block",
      "dataset:\n  lock:\n    sha256: x # old\n    rows: 3 # old\n  # next\n  source: a.csv\n",
      `dataset:\n  lock: ${flow} # old\n  # next\n  source: a.csv\n`,
    ],
    ["in place of nothing", "dataset:\n  lock:\n  source: a.csv\n", `dataset:\n  lock: ${flow}\n  source: a.csv\n`],
    [
      "in place of an alias",
      "x: &x 1\ndataset: {lock: *x, source: a.csv}\n",
      `x: &x 1\ndataset: {lock: ${flow}, source: a.csv}\n`,
    ],
    [
      "after a byte order mark",
      "\ufeffdataset:\n  source: a.csv\n",
      `\ufeffdataset:\n  source: a.csv\n  lock: ${flow}\n`,
    ],
  ])("is written %s", (_, before, after) => {
    expect(lockSuite(before, lock)).toBe(after);
  });

  it.each([`${"1".repeat(64)}`, `${"1".repeat(30)}e${"2".repeat(33)}`])(
    "puts a hash in quotes that would be read as a number: %s",
    (sha256) => {
      const text = lockSuite(example, { sha256, rows: 1 });
      expect(text).toContain(`lock: {sha256: "${sha256}", rows: 1}`);
      expect(readDocument(text).data).toMatchObject({ dataset: { lock: { sha256, rows: 1 } } });
    },
  );

  it("written twice is written once", () => {
    expect(lockSuite(lockSuite(example, { ...lock, rows: 1 }), lock)).toBe(lockSuite(example, lock));
  });

  it.each(["name: a\n", "dataset: a.csv\n", "x: &x {source: a.csv}\ndataset: *x\n", "- a\n", "", "dataset: {}\n"])(
    "refuses %j, which has no data set to lock",
    (text) => {
      expect(() => lockSuite(text, lock)).toThrow(Failure);
    },
  );

  const folder = path.join(projectRoot, "suites");
  it.each(readdirSync(folder).filter((name) => name.endsWith(".yaml")))("changes nothing else in suites/%s", (name) => {
    const text = readFileSync(path.join(folder, name), "utf8");
    const locked = lockSuite(text, lock);
    const without = (lines: string) => lines.split("\n").filter((line) => !line.includes("lock: {"));
    expect(without(locked)).toEqual(without(text));
    expect(locked).toContain(`lock: ${flow}`);
  });
});
