// What campaigns over the real command line share. They run dist: build it before.
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { verifyArchive } from "../../src/audits/verify.js";
import { projectRoot } from "../fixtures-path.js";

/** How a command ended. */
export interface Ending {
  /** null: a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Setting {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another program around the command. */
  readonly through?: readonly string[];
  /** Descriptor for standard output; default: it is read. */
  readonly stdout?: number;
  /** In a process group of its own, as on a terminal. */
  readonly detached?: boolean;
}

const main = path.join(projectRoot, "dist", "cli", "main.js");

/** Starts `evenhand`. */
export function startCommand(
  args: readonly string[],
  { cwd, env = {}, through = [], stdout, detached = false }: Setting,
): { child: ChildProcess; ending: Promise<Ending> } {
  const [program, ...given] = [...through, process.execPath, main, ...args] as [string, ...string[]];
  const { FORCE_COLOR: _, ...rest } = process.env;
  const child = spawn(program, given, {
    cwd,
    detached,
    env: { ...rest, NO_COLOR: "1", ...env },
    stdio: ["ignore", stdout ?? "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
  const ending = new Promise<Ending>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, ...said }));
  });
  return { child, ending };
}

/** Runs `evenhand` to its end. */
export const command = (args: readonly string[], setting: Setting): Promise<Ending> =>
  startCommand(args, setting).ending;

/** A suite over predictions.csv, and its rows. */
export function writeSuite(folder: string, { rows = 600, more = "" } = {}): void {
  const lines = Array.from(
    { length: rows },
    (_, row) => `${row},${row % 2 ? "f" : "m"},${row % 3 ? 0 : 1},${row % 5 ? 0 : 1}`,
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "predictions.csv"), `id,gender,churned,predicted\n${lines.join("\n")}\n`);
  writeFileSync(
    path.join(folder, "suite.yaml"),
    `name: churn
purpose: test
dataset: {source: predictions.csv, id: id, label: churned, favourable: 1}
protected: [gender]
model: {id: m, kind: logged, prediction: predicted}
gates:
  - {metric: selection_rate, attribute: gender, disparity: max_difference, at_most: 0.2}
${more}`,
  );
}

/** A folder of its own, removed after the work. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-campaign-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** SHA-256 of each file below a folder, and "folder" for each folder, by relative path. */
export function contentOf(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true }).map(String).sort();
  return new Map(
    names.map((name) => {
      const file = path.join(folder, name);
      const isFolder = lstatSync(file).isDirectory();
      return [name, isFolder ? "folder" : createHash("sha256").update(readFileSync(file)).digest("hex")];
    }),
  );
}

/** Names of what is not the same in both. */
export const differences = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));

/** What `audits verify` finds in an archive; nothing where nothing was sealed yet. */
export async function archiveFaults(archive: string): Promise<string[]> {
  const names = readdirSync(archive, { recursive: true }).map(String);
  if (!names.some((name) => /^\.log\/(entries|checkpoint|next)/.test(name))) return [];
  const { findings, unsealed } = await verifyArchive(archive, { run: null, expected: null });
  return [...findings.map(({ file, problem }) => `${file} ${problem}`), ...unsealed.map((run) => `${run} unsealed`)];
}

/** Files below a folder that stand there only while something is being written. */
export const unfinishedIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => /\.partial|\.kept|\.log\/(?!checkpoint\.json$|entries\.jsonl$)|^evenhand-/.test(name));

/** Runs the works, two at a time, in their order. */
export async function twoAtATime<Item>(
  items: readonly Item[],
  work: (item: Item, lane: number) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const lane = async (_: unknown, number: number): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item, number);
  };
  await Promise.all(Array.from({ length: 2 }, lane));
}

/** Whether this user may do what only the administrator may: mount, become somebody else. */
export const isRoot = (): boolean => process.getuid?.() === 0;
