import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as attributions from "../../src/attributions/index.js";
import * as frames from "../../src/danfo.js";
import * as evenhand from "../../src/index.js";
import * as stats from "../../src/stats/index.js";
import { projectRoot } from "../fixtures.js";

const page = readFileSync(path.join(projectRoot, "docs", "library.md"), "utf8");
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(([, block]) => block!);
const users = (project: string) => createRequire(path.join(import.meta.dirname, project, "package.json"));
const read = (file: string) => JSON.parse(readFileSync(path.join(projectRoot, file), "utf8"));

/** What the examples import, by the names they use. */
const modules: Readonly<Record<string, () => unknown>> = {
  evenhand: () => evenhand,
  "evenhand/attributions": () => attributions,
  "evenhand/danfo": () => frames,
  "evenhand/stats": () => stats,
  "apache-arrow": () => users("arrow")("apache-arrow"),
  "danfojs-node": () => users("danfo")("danfojs-node"),
};

/** A value as the page writes it: lists on one line with spaces. */
const written = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(written).join(", ")}]` : JSON.stringify(value);

/** Compares an expression's value with the comment behind it, where … stands for further digits. */
function check(value: unknown, shown: string): void {
  if (shown.startsWith("'")) expect(`'${value}'`).toBe(shown);
  else {
    const pattern = shown.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("…", "\\d*");
    expect(written(value)).toMatch(new RegExp(`^${pattern}$`));
  }
}

/** An example as a function: imports come from `modules`, and `expression; // value` is a check. */
function runnable(
  block: string,
): (load: (name: string) => unknown, check: (value: unknown, shown: string) => void) => Promise<void> {
  const body = block
    .replace(/^import \* as (\w+) from "(.+)";$/gm, 'const $1 = load("$2");')
    .replace(/^import (\{.+\}) from "(.+)";$/gm, 'const $1 = load("$2");')
    .replace(
      /^(?!const )(\S.*); \/\/ (.+)$/gm,
      (_, expression, shown) => `check(${expression}, ${JSON.stringify(shown)});`,
    );
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  return new AsyncFunction("load", "check", body) as ReturnType<typeof runnable>;
}

describe("docs/library.md", () => {
  beforeAll(() => {
    vi.spyOn(process, "cwd").mockReturnValue(path.join(import.meta.dirname, "danfo"));
  });
  afterAll(() => vi.restoreAllMocks());

  it.each(blocks("ts").map((block, i) => [i + 1, block] as const))(
    "example %i gives the values beside it",
    async (_, block) => {
      let checked = 0;
      await runnable(block)(
        (name) => modules[name]!(),
        (value, shown) => {
          check(value, shown);
          checked++;
        },
      );
      expect(checked).toBeGreaterThan(0);
      expect(checked).toBe(block.match(/; \/\/ /g)?.length);
    },
  );

  it("imports only what the package exports", () => {
    const entries = Object.keys(read("package.json").exports).map((entry) => entry.replace(/^\./, "evenhand"));
    const imported = [...page.matchAll(/from "(evenhand.*?)"/g)].map(([, name]) => name);
    expect(imported.filter((name) => !entries.includes(name!))).toEqual([]);
  });

  it("shows the overrides and the version of danfo.js that these tests install", () => {
    const { overrides, dependencies } = read("test/interop/danfo/package.json");
    expect(blocks("json").map((block) => JSON.parse(block))).toEqual([{ overrides }]);
    expect(page).toContain(`npm install danfojs-node@${dependencies["danfojs-node"]}`);
  });

  it("names all tables of a record", () => {
    const record = evenhand.evaluateTable(
      { label: [1, 0], prediction: [1, 0], group: ["a", "b"] },
      { label: "label", prediction: "prediction", protected: ["group"] },
    );
    const danfo = frames.loadDanfo();
    const listed = /frame of that name: (.+?)\. Columns/.exec(page)?.[1]?.match(/\w+/g);
    expect(listed).toEqual(Object.keys(frames.recordFrames(record, danfo)));
  });
});
