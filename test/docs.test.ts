import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";
import { evaluateTable, loadSuite } from "../src/index.js";
import { projectRoot } from "./fixtures.js";

const entries = ["src/index.ts", "src/metrics/index.ts", "src/stats/index.ts"];
const configFile = path.join(projectRoot, "tsconfig.json");
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(configFile, ts.sys.readFile).config,
  ts.sys,
  projectRoot,
);
const program = ts.createProgram(
  entries.map((entry) => path.join(projectRoot, entry)),
  options,
);
const checker = program.getTypeChecker();

/** What an entry point exports, behind the re-exports. */
function exportsOf(entry: string): { name: string; symbol: ts.Symbol }[] {
  const source = program.getSourceFile(path.join(projectRoot, entry));
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${entry} is no module`);
  return checker.getExportsOfModule(module).map((symbol) => ({
    name: symbol.name,
    symbol: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  }));
}

const documented = (symbol: ts.Symbol): boolean => symbol.getDocumentationComment(checker).length > 0;

describe.each(entries)("%s", (entry) => {
  it("documents everything it exports", () => {
    const exported = exportsOf(entry);
    expect(exported.length).toBeGreaterThan(5);
    expect(exported.filter(({ symbol }) => !documented(symbol)).map(({ name }) => name)).toEqual([]);
  });
});

describe("src/index.ts", () => {
  it("exports the five calls of the library", () => {
    const names = exportsOf("src/index.ts").map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["evaluate", "evaluateTable", "judge", "loadSuite", "renderReport"]));
  });
});

describe("README.md", () => {
  const readme = readFileSync(path.join(projectRoot, "README.md"), "utf8");

  it("shows a library example that gives the figures beside it", () => {
    const example = /```ts\n(import \{ evaluateTable \}[\s\S]*?)```/.exec(readme)?.[1] ?? "";
    const body = example.replace(/^import .*\n/, "").replace(/^record\.groups/m, "return record.groups");
    const row: Record<string, unknown> = new Function("evaluateTable", body)(evaluateTable);
    const shown = /\/\/ \{ (.*), … \}/.exec(example)?.[1]?.split(", ") ?? [];
    expect(shown.length).toBeGreaterThan(3);
    for (const pair of shown) {
      const [name, figure] = pair.split(": ") as [string, string];
      const value = JSON.stringify(row[name]);
      expect(figure.endsWith("…") ? `${name}: ${value.slice(0, figure.length - 1)}…` : `${name}: ${value}`).toBe(pair);
    }
  });

  it("links to files that are there", () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target]) => target as string);
    expect(links.length).toBeGreaterThan(0);
    for (const target of links) expect(ts.sys.fileExists(path.join(projectRoot, target)), target).toBe(true);
  });
});

describe("docs/suites.md", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-docs-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const page = readFileSync(path.join(projectRoot, "docs", "suites.md"), "utf8");
  const sections = page.split(/^## /m).slice(1);
  const blocks = sections.map((section) => ({
    title: section.split("\n")[0] as string,
    yaml: /```yaml\n([\s\S]*?)```/.exec(section)?.[1] ?? "",
  }));
  /** What a part of a suite stands in. */
  const whole =
    "name: part\npurpose: test\ndataset: { source: rows.csv, label: y }\nmodel: { id: m, kind: logged, prediction: p }\n";

  it.each(blocks)("$title: is a suite, or fits into one", async ({ yaml }) => {
    const file = path.join(folder, "suite.yaml");
    writeFileSync(path.join(folder, "rows.csv"), "");
    for (const name of ["calls.csv", "tickets.csv"]) writeFileSync(path.join(folder, name), "");
    const attributes = yaml.includes("protected:") ? "" : "protected: [gender]\n";
    writeFileSync(file, yaml.startsWith("name:") ? yaml : `${whole}${attributes}${yaml}`);
    const suite = await loadSuite(file, { cwd: folder });
    expect(suite.attributes.length).toBeGreaterThan(0);
  });
});
