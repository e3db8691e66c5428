import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { automatic, explainers } from "../src/attributions/index.js";
import { disparities } from "../src/disparities/index.js";
import { evaluateTable, loadSuite } from "../src/index.js";
import { modelKinds, suiteSchema } from "../src/suite/suite.js";
import { projectRoot } from "./fixtures.js";

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

/** What a part of a suite stands in. */
const whole = {
  name: "part",
  purpose: "test",
  dataset: { source: "rows.csv", label: "y" },
  protected: ["gender"],
  model: { id: "m", kind: "logged", prediction: "p" },
};

/** Files that a suite names, wherever in it. */
const filesOf = (value: unknown): string[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, each]) =>
        ["source", "path"].includes(key) && typeof each === "string" ? [each] : filesOf(each),
      )
    : [];

const pageOf = (name: string): string => readFileSync(path.join(projectRoot, "docs", name), "utf8");

/** Every YAML of a page, with the heading that it stands below. */
const suitesOf = (page: string) =>
  pageOf(page)
    .split(/^#+ /m)
    .flatMap((section) =>
      [...section.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = ""]) => ({
        title: section.split("\n")[0] as string,
        yaml,
      })),
    );

describe.each(["suites.md", "models.md", "explanations.md", "keeping-predictions.md"])("docs/%s", (page) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-docs-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(suitesOf(page))("$title: is a suite, or fits into one", async ({ yaml }) => {
    const written = { ...(yaml.startsWith("name:") ? {} : whole), ...parse(yaml) };
    for (const name of filesOf(written)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), "");
    }
    const file = path.join(folder, "suite.yaml");
    writeFileSync(file, stringify(written));
    const suite = await loadSuite(file, { cwd: folder, allowCode: true });
    expect(suite.attributes.length).toBeGreaterThan(0);
  });

  it("links to files that are there", () => {
    for (const [, target = ""] of pageOf(page).matchAll(/\]\((?!https?:)([^)#]+)\)/g))
      expect(ts.sys.fileExists(path.join(projectRoot, "docs", target)), target).toBe(true);
  });
});

describe("docs/models.md", () => {
  const shown = suitesOf("models.md").flatMap(({ yaml }) => {
    const { model, models = [] } = parse(yaml);
    return [...models, ...(model === undefined ? [] : [model])] as { kind: string }[];
  });

  it.each(modelKinds)("shows a suite with kind %s", (kind) => {
    expect(shown.some((model) => model.kind === kind)).toBe(true);
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
