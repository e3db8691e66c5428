import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSuite } from "../../src/suite/load.js";
import { processorTime } from "../processor-time.js";
import { bombs } from "./bombs.js";
import { example, parse, problemsOf, problemsOfLater } from "./example.js";

/** The bar of the threat model for every hostile suite. */
const deadline = 2000;

const prototypes = () =>
  [Object.prototype, Array.prototype, Function.prototype].map((each) => Object.getOwnPropertyNames(each));
const before = prototypes();

function milliseconds(call: () => void): number {
  const started = processorTime();
  call();
  return processorTime() - started;
}

describe("a suite that is a bomb", () => {
  it("is tried in at least 40 ways", () => expect(Object.keys(bombs).length).toBeGreaterThanOrEqual(40));

  it.each(Object.entries(bombs))("%s: ends in time, with places", (_, text) => {
    const bomb = text();
    let problems: ReturnType<typeof problemsOf> = [];
    expect(milliseconds(() => (problems = problemsOf(() => parse(bomb))))).toBeLessThan(deadline);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(101);
    for (const { line, column, message } of problems) {
      expect(line).toBeGreaterThan(0);
      expect(column).toBeGreaterThan(0);
      expect(message.length).toBeLessThan(1000);
    }
    expect(prototypes()).toEqual(before);
  });

  it("600 braces are refused in milliseconds", () => {
    parse(example); // so that nothing is compiled while the clock runs
    // 50 ms: some ten times what it takes here, and a two-hundredth of what the parser alone would
    expect(milliseconds(() => problemsOf(() => parse("{".repeat(600))))).toBeLessThan(50);
  });
});

describe("a suite file that is a bomb", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-bombs-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const load = (name: string) =>
    problemsOfLater(() =>
      loadSuite(path.join(folder, name), {
        cwd: folder,
        allowOutside: false,
        registries: { metrics: [], disparities: [] },
      }),
    );

  it("of 100 MB is not read", async () => {
    const file = openSync(path.join(folder, "large.yaml"), "w");
    ftruncateSync(file, 100_000_000);
    closeSync(file);
    const started = processorTime();
    expect(await load("large.yaml")).toMatchObject([{ message: "larger than 1 MB, which is the limit" }]);
    expect(processorTime() - started).toBeLessThan(deadline);
  });

  it.skipIf(process.platform === "win32")("that never ends is not read", async () => {
    const problems = await problemsOfLater(() =>
      loadSuite("/dev/zero", { cwd: folder, allowOutside: false, registries: { metrics: [], disparities: [] } }),
    );
    expect(problems).toMatchObject([{ message: "not a regular file" }]);
  });

  it("that is no UTF-8 is refused where it stops being it", async () => {
    writeFileSync(path.join(folder, "latin.yaml"), Buffer.from("name: a\npurpose: K\xf8benhavn\n", "latin1"));
    expect(await load("latin.yaml")).toMatchObject([
      { message: "not UTF-8: save the file as UTF-8", line: 2, column: 11 },
    ]);
    writeFileSync(path.join(folder, "wide.yaml"), Buffer.from("\ufeffname: a\n", "utf16le"));
    expect(await load("wide.yaml")).toMatchObject([
      { message: "not UTF-8 but UTF-16: save the file as UTF-8", line: 1 },
    ]);
  });

  it("that is a folder, or absent, is told as such", async () => {
    expect(await load(".")).toMatchObject([{ message: "not a regular file", file: expect.any(String) }]);
    expect(await load("none.yaml")).toMatchObject([{ message: "no such file", file: expect.any(String) }]);
  });
});
