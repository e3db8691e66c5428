import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { errorsPage } from "../../scripts/errors-page.js";
import { runCommandLine } from "../../src/cli/command-line.js";
import { Failure } from "../../src/core/errors.js";
import { loadSuite } from "../../src/evaluate.js";
import { parseSuite } from "../../src/suite/parse.js";
import { projectRoot } from "../fixtures.js";
import { argsOf, printedOf, wrongFolder, wrongSections } from "./wrong-files.js";

const sections = wrongSections();
const cases = sections.flatMap(({ section, cases: each }) => each.map((one) => ({ section, ...one })));
const inProcess = cases.filter(({ data, fixLine }) => data !== true && fixLine === undefined);

const before = process.cwd();
beforeEach(() => process.chdir(wrongFolder));
afterEach(() => {
  process.chdir(before);
  vi.restoreAllMocks();
});

/** What a call prints on stderr, and its exit code. */
async function called(args: readonly string[]): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  vi.spyOn(console, "error").mockImplementation((text: string) => void said.push(`${text}\n`));
  return { code: await runCommandLine(args), said: said.join("") };
}

describe("wrong files", () => {
  it("are a hundred and more", () => {
    expect(cases.length).toBeGreaterThan(100);
    expect(new Set(cases.map(({ file }) => file)).size).toBe(cases.length);
  });

  // `npx vitest run --project unit test/suite/wrong-files.test.ts --update` writes anew what is said of each.
  it.each(inProcess)("$section: $wrong", async (one) => {
    const { code, said } = await called(argsOf(one));
    expect(code).toBe(one.code ?? 2);
    await expect(said).toMatchFileSnapshot(printedOf(one));
    expect(said).not.toMatch(/defect|^\s+at /m);
    expect(said).toMatch(/^\d+:\d+ {2}\S/m);
    expect(said).toMatch(/^ {5}\| +\^/m);
  });
});

/** Suites whose fix can be tried without their data. */
const mended = inProcess.filter(({ args, fix }) => args === undefined && fix !== undefined);

describe("the fix", () => {
  it.each(mended)("of $file is one", async ({ file, fix }) => {
    const text = readFileSync(`${file}.yaml`, "utf8");
    expect(text.split(fix!.replace)).toHaveLength(2);
    const right = text.replace(fix!.replace, () => fix!.by);
    const options = { projectFolder: wrongFolder, allowOutside: false };
    const problems = await Promise.resolve()
      .then(() => parseSuite(right, path.join(wrongFolder, `${file}.yaml`), options))
      .then(() => [])
      .catch((error) => (error instanceof Failure ? error.problems : Promise.reject(error)));
    expect(problems).toEqual([]);
  });

  it("of the file that has none is not needed", async () => {
    expect((await loadSuite("good.yaml")).gates).toHaveLength(1);
  });
});

describe("docs/errors.md", () => {
  it("is made from them; else run: npm run docs", () => {
    expect(errorsPage()).toBe(readFileSync(path.join(projectRoot, "docs", "errors.md"), "utf8"));
  });
});
