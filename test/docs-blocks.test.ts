import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { loadSuite } from "../src/index.js";
import { policySchema } from "../src/policy/policy-schema.js";
import { schedulesSchema } from "../src/schedule/schedules-schema.js";
import { projectRoot } from "./fixtures.js";
import { type Block, blocksOf, pages } from "./markdown-blocks.js";

const blocks = pages.flatMap(blocksOf);
const placeOf = ({ page, line }: Block): string => `${page}:${line}`;
const isExempt = ({ mark }: Block): boolean => mark?.kind === "not run" || mark?.kind === "checked by";
const of = (...languages: readonly string[]): Block[] =>
  blocks.filter((block) => languages.includes(block.language) && !isExempt(block));

/** What becomes of a block in each language; one in another language has to say why it is left alone. */
const treatments: Readonly<Record<string, string>> = {
  sh: "typed by test/e2e/documents.test.ts",
  text: "compared with what was printed, there",
  sql: "asked of DuckDB, there",
  yaml: "read with its schema, here",
  ts: "type-checked here; its values compared by test/docs.test.ts and test/interop/library-docs.test.ts",
  js: "type-checked, here",
  json: "read, here",
  python: "run by a command of the page",
};

describe("blocks of code", () => {
  it("are all run or checked, or say why not", () => {
    expect(blocks.length).toBeGreaterThan(90);
    expect(blocks.filter((block) => !(block.language in treatments) && !isExempt(block)).map(placeOf)).toEqual([]);
    const notRun = blocks.filter(({ mark }) => mark?.kind === "not run");
    console.log(`docs: ${blocks.length} blocks, ${notRun.length} of them not run:`);
    for (const block of notRun) console.log(`  ${placeOf(block)} (${block.language}): ${block.mark!.text}`);
    expect(notRun.length).toBeLessThan(blocks.length / 8);
  });

  it("that another test checks are known there", () => {
    const elsewhere = blocks.filter(({ mark }) => mark?.kind === "checked by");
    expect(elsewhere.length).toBeGreaterThan(0);
    for (const block of elsewhere) {
      const test = readFileSync(path.join(projectRoot, block.mark!.text), "utf8");
      const name = block.page.replace(/^docs\//, "");
      expect(test.includes(name) || test.includes(path.basename(name)), placeOf(block)).toBe(true);
    }
  });

  it("in Python stand in a file that the page's commands use", () => {
    expect(of("python").filter(({ mark }) => mark?.kind !== "file")).toEqual([]);
  });
});

/** What a part of a suite stands in. */
const whole = {
  name: "part",
  purpose: "test",
  dataset: { source: "rows.csv", id: "id", label: "y", favourable: 1 },
  protected: ["gender", "age", "age_band", "language"],
  model: { id: "m", kind: "logged", prediction: "p", score: "s" },
};

/** A model that can be asked again, for parts that explain one. */
const askable = { id: "m", kind: "xgboost", path: "model.json" };

/** Files that a suite names, wherever in it. */
const filesOf = (value: unknown): string[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, each]) =>
        ["source", "path"].includes(key) && typeof each === "string" ? [each] : filesOf(each),
      )
    : [];

const schemas = { policy: policySchema, schedules: schedulesSchema } as const;

/** The schema that a block names in its first line, as an editor reads it. */
const named = (yaml: string): string | undefined => /\$schema=\S*?(\w+)\.schema\.json/.exec(yaml)?.[1];

describe("YAML", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-docs-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(of("yaml").map((block) => [placeOf(block), block] as const))(
    "%s is a suite, fits into one, or is what it says",
    async (_, { text }) => {
      const name = named(text);
      if (name !== undefined && name in schemas) {
        schemas[name as keyof typeof schemas].parse(parse(text));
        return;
      }
      // Lines for the end of a suite whose last key is gates.
      const part = parse(/^ *- /.test(text) ? `gates:\n${text}` : text);
      const written = { ...("name" in part ? {} : "explain" in part ? { ...whole, model: askable } : whole), ...part };
      for (const file of filesOf(written)) {
        mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
        writeFileSync(path.join(folder, file), "");
      }
      const file = path.join(folder, "suite.yaml");
      writeFileSync(file, stringify(written));
      const suite = await loadSuite(file, { cwd: folder, allowCode: true });
      expect(suite.attributes.length).toBeGreaterThan(0);
    },
  );
});

it.each(of("json").map((block) => [placeOf(block), block] as const))("%s is JSON", (_, { text }) => {
  expect(typeof JSON.parse(text)).toBe("object");
});

describe("TypeScript and JavaScript", () => {
  const examples = of("ts", "js");
  const nameOf = (block: Block): string =>
    path.join(
      projectRoot,
      "test",
      `${placeOf(block).replaceAll(/\W/g, "-")}.${block.language === "ts" ? "mts" : "mjs"}`,
    );
  const texts = new Map(examples.map((block) => [nameOf(block), `${block.text}\nexport {};\n`]));
  const peers = path.join(projectRoot, "test", "docs-blocks-peers.d.ts");
  // What the examples use of packages that are not installed here; test/interop has them.
  texts.set(
    peers,
    `declare module "apache-arrow";
declare module "danfojs-node" {
  export class DataFrame {
    constructor(columns: object);
    readonly [name: string]: any;
  }
}
`,
  );

  /** JavaScript says nothing of types; what it imports has to be there. */
  const noSuchExport = [2305, 2307, 2724];

  it("use what the package exports, as it is typed", () => {
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(path.join(projectRoot, "tsconfig.json"), ts.sys.readFile).config,
      ts.sys,
      projectRoot,
    );
    // Examples leave out the annotations that a reader's own rules may ask for.
    const lenient = {
      ...options,
      rootDir: projectRoot,
      noEmit: true,
      allowJs: true,
      checkJs: true,
      noImplicitAny: false,
      noUncheckedIndexedAccess: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
      paths: {
        evenhand: [path.join(projectRoot, "src", "index.ts")],
        "evenhand/danfo": [path.join(projectRoot, "src", "danfo.ts")],
        "evenhand/*": [path.join(projectRoot, "src", "*", "index.ts")],
      },
    };
    const host = ts.createCompilerHost(lenient);
    const { readFile, fileExists } = host;
    host.readFile = (file) => texts.get(path.normalize(file)) ?? readFile(file);
    host.fileExists = (file) => texts.has(path.normalize(file)) || fileExists(file);
    const getSourceFile = host.getSourceFile.bind(host);
    host.getSourceFile = (file, ...rest) => {
      const text = texts.get(path.normalize(file));
      return text === undefined ? getSourceFile(file, ...rest) : ts.createSourceFile(file, text, rest[0]);
    };
    const program = ts.createProgram([...texts.keys()], lenient, host);
    const problems = [...texts.keys()].flatMap((name) => {
      const file = program.getSourceFile(name);
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
        .filter(({ code }) => !name.endsWith(".mjs") || noSuchExport.includes(code))
        .map(({ messageText }) => `${path.basename(name)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
    });
    expect(examples.length).toBeGreaterThan(9);
    expect(problems).toEqual([]);
  }, 300_000);
});

/** The name that a heading is linked by, as GitHub and the site make it. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");

describe("links", () => {
  const anchors = (page: string): string[] =>
    [...readFileSync(path.join(projectRoot, page), "utf8").matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
      anchorOf(title!),
    );

  it.each(pages)("of %s lead to files and headings that are there", (page) => {
    for (const [, target = ""] of readFileSync(path.join(projectRoot, page), "utf8").matchAll(
      /\]\((?![a-z]+:)([^)\s]+)\)/g,
    )) {
      const [file = "", anchor] = target.split("#");
      const name = file === "" ? page : path.posix.join(path.posix.dirname(page), file);
      expect(existsSync(path.join(projectRoot, name)), target).toBe(true);
      if (anchor !== undefined) expect(anchors(name), target).toContain(anchor);
    }
  });
});
