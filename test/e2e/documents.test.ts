import { spawnSync } from "node:child_process";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, describe, expect, it } from "vitest";
import { type Block, blocksOf, pages } from "../markdown-blocks.js";
import { settings } from "./documents-settings.js";
import { newReader, type Reader } from "./reader.js";

const readers: Reader[] = [];
afterAll(() => {
  for (const reader of readers) reader.leave();
});

const isShell = ({ language, mark }: Block): boolean => language === "sh" && mark === null;

/** Text of a page as a pattern: … stands for anything within a line. */
const pattern = (text: string): RegExp =>
  new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("…", ".*")}`, "m");

/** Does what a page says, in its order; gives the number of commands. */
async function follow(page: string, reader: Reader): Promise<number> {
  const setting = settings[page];
  setting?.prepare?.(reader);
  for (const block of setting?.before ?? []) await reader.run(await asTyped(block, reader));
  let printed = "";
  let commands = 0;
  for (const block of blocksOf(page)) {
    const { text, language, mark, line } = block;
    if (mark?.kind === "file") reader.write(mark.text, text);
    else if (mark?.kind === "append") reader.append(mark.text, text);
    else if (language === "text" && mark === null) expect(printed, `${page}:${line}`).toMatch(pattern(text));
    else if (language === "sql" && mark === null) expect(await rowsOf(text, reader), `${page}:${line}`).not.toEqual([]);
    if (!isShell(block)) continue;
    const { commands: done, stdout, stderr } = await reader.run(await asTyped(text, reader));
    for (const { command, code, expected } of done)
      expect(code, `${page}:${line}: ${command}\n${stderr}${stdout}`).toBe(expected);
    expect(stderr, `${page}:${line}`).not.toContain("defect");
    printed = stdout;
    commands += done.length;
  }
  return commands;
}

/** What DuckDB answers in the reader's folder. */
async function rowsOf(sql: string, { folder }: Reader): Promise<unknown[]> {
  const database = await DuckDBInstance.create(":memory:");
  const connection = await database.connect();
  await connection.run(`set file_search_path='${folder}'`);
  return (await connection.runAndReadAll(sql)).getRows();
}

/** What a reader puts in for the page's examples: names of runs and findings, a checkpoint, a day to come. */
const fillIns: readonly (readonly [example: RegExp, (found: RegExpExecArray, reader: Reader) => Promise<string>])[] = [
  [/reports\/([\w-]+)\/2026-10-05T0612Z/, async ([, suite], reader) => (await audits(reader, suite)).at(-1)!.path],
  [/(?<= )12(?= )/, async () => "0"],
  [/F-3f2a9c1b7d/, async (_, reader) => (await json(reader, "audits findings")).findings[0].id],
  [/12:6e340b…/, async (_, reader) => (await json(reader, "audits list")).checkpoint],
  [/2027-01-31/, async () => new Date(Date.now() + 90 * 24 * 3600 * 1000).toISOString().slice(0, 10)],
];

async function asTyped(text: string, reader: Reader): Promise<string> {
  let typed = text;
  for (const [example, fill] of fillIns) {
    const found = example.exec(typed);
    if (found !== null) typed = typed.replaceAll(found[0], await fill(found, reader));
  }
  return typed;
}

const json = async (reader: Reader, command: string) =>
  JSON.parse((await reader.run(`evenhand ${command} --json`)).stdout);

async function audits(reader: Reader, suite?: string): Promise<{ path: string }[]> {
  const { audits } = await json(reader, `audits list --suite ${suite}`);
  return audits.map((each: { path: string }) => ({ path: `reports/${each.path}` }));
}

const isThere = (program: string): boolean => spawnSync("which", [program]).status === 0;
const withCommands = pages.filter((page) => blocksOf(page).some(isShell));
const missing = withCommands.flatMap((page) =>
  (settings[page]?.programs ?? []).filter((program) => !isThere(program)).map((program) => ({ page, program })),
);
const possible = withCommands.filter((page) => missing.every((each) => each.page !== page));

describe("what the pages show", () => {
  it.concurrent.each(possible)(
    "%s: every command does what the page says",
    async (page) => {
      const reader = newReader();
      readers.push(reader);
      const commands = blocksOf(page).filter(isShell).length;
      expect(await follow(page, reader)).toBeGreaterThanOrEqual(commands);
    },
    900_000,
  );

  for (const { page, program } of missing) it.skip(`${page} needs ${program}, which is not on this machine`, () => {});

  it("has a setting for no page that is gone, or has no commands", () => {
    expect(Object.keys(settings).filter((page) => !withCommands.includes(page))).toEqual([]);
  });
});
