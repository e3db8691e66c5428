import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { automatic, explainers } from "../src/attributions/index.js";
import { disparities } from "../src/disparities/index.js";
import { evaluateTable } from "../src/index.js";
import catalogue from "../src/report/locales/en.json" with { type: "json" };
import { sections } from "../src/report/sections/index.js";
import { modelKinds, suiteSchema } from "../src/suite/suite.js";
import { projectRoot } from "./fixtures.js";
import { blocksOf, pageText } from "./markdown-blocks.js";

const entries = ["src/index.ts", "src/attributions/index.ts", "src/metrics/index.ts", "src/stats/index.ts"];
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
  const readme = pageText("README.md");

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
});

const pageOf = (name: string): string => pageText(`docs/${name}`);

describe("docs/models.md", () => {
  const yaml = blocksOf("docs/models.md").filter(({ language }) => language === "yaml");
  const shown = yaml.flatMap(({ text }) => {
    const { model, models = [] } = parse(text);
    return [...models, ...(model === undefined ? [] : [model])] as { kind: string }[];
  });

  it.each(modelKinds)("shows a suite with kind %s", (kind) => {
    expect(shown.some((model) => model.kind === kind)).toBe(true);
  });
});

describe("docs/reading-a-report.md", () => {
  const page = pageOf("reading-a-report.md");
  const words = catalogue as unknown as Readonly<Record<string, string>>;

  it("has the sections of a report in their order, with what each answers", () => {
    const shown = [...page.matchAll(/^\| (\w+) ([A-Z][^|]*?) +\| (.*?) *\|$/gm)].map(([, ...cells]) => cells);
    expect(shown.map(([number, title]) => `${number} ${title}`)).toEqual(
      sections.map(({ number, id }) => `${number} ${words[`section.${id}.title`]}`),
    );
    for (const [i, [, , answers]] of shown.entries())
      expect(answers).toContain(words[`section.${sections[i]!.id}.question`] ?? "?");
  });

  it("has the word of every verdict", () => {
    for (const verdict of ["pass", "fail", "undecided", "error"]) {
      expect(page).toContain(`| ${words[`verdict.${verdict}`]!.toLowerCase()} `);
      expect(page).toContain(`\`${verdict.toUpperCase()}\``);
    }
  });
});

describe("docs/explanations.md", () => {
  const page = pageOf("explanations.md");

  it("names every method, in the order in which they are tried", () => {
    const inTable = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name as string);
    const methods = inTable.filter((name) => explainers.some((explainer) => explainer.name === name));
    expect(methods.slice(0, automatic.length)).toEqual(automatic.map(({ name }) => name));
    expect(methods.toSorted()).toEqual(explainers.map(({ name }) => name).toSorted());
  });

  it("names every key of explain", () => {
    const keys = Object.keys(suiteSchema.shape.explain.unwrap().shape);
    expect(keys.filter((key) => !page.includes(`| \`${key}\``))).toEqual([]);
  });

  it("names every gate on attributions", () => {
    const gates = disparities.filter(({ kind }) => kind === "attribution").map(({ name }) => name);
    expect(gates.length).toBeGreaterThan(0);
    expect(gates.filter((name) => !page.includes(`| \`${name}\``))).toEqual([]);
  });
});
