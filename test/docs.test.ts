import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { evaluateTable } from "../src/index.js";
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
