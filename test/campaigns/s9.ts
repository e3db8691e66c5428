// Archives that were changed: tsx test/campaigns/s9.ts [--count 3000] [--seed 1]
import {
  appendFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { appendEntry } from "../../src/audits/append.js";
import { sealNewRun } from "../../src/audits/seal.js";
import { verifyArchive } from "../../src/audits/verify.js";
import { smallRun } from "../audits/small-run.js";
import { mulberry32 } from "../mulberry32.js";

/** What a campaign found. */
export interface Found {
  readonly seed: number;
  /** Changes made, by kind. */
  readonly made: Readonly<Record<string, number>>;
  /** One line for each that was not found, or found under the name of another file. */
  readonly missed: readonly string[];
}

/** A whole number below `below`. */
type Draw = (below: number) => number;

/** Changes a file; gives every file that is another one now, or null where the change would be none. */
type Change = (file: string, others: readonly string[], draw: Draw) => string[] | null;

const flip: Change = (file, _, draw) => {
  const bytes = readFileSync(file);
  if (bytes.length === 0) return null;
  bytes[draw(bytes.length)]! ^= 1 << draw(8);
  writeFileSync(file, bytes);
  return [file];
};

const truncate: Change = (file, _, draw) => {
  const { size } = lstatSync(file);
  if (size === 0) return null;
  truncateSync(file, draw(size));
  return [file];
};

const append: Change = (file, others, draw) => {
  // Now a byte, now a whole line of the log again
  appendFileSync(file, draw(2) === 0 ? " " : readFileSync(others[draw(others.length)]!).subarray(0, 400));
  return [file];
};

const remove: Change = (file) => {
  rmSync(file);
  return [file];
};

const add: Change = (file, others, draw) => {
  const added = path.join(path.dirname(file), `added-${draw(1000)}.json`);
  if (existsSync(added)) return null;
  writeFileSync(added, readFileSync(others[draw(others.length)]!));
  return [added];
};

const swap: Change = (file, others, draw) => {
  const other = others[draw(others.length)]!;
  if (readFileSync(file).equals(readFileSync(other))) return null;
  const between = `${file}.between`;
  renameSync(file, between);
  renameSync(other, file);
  renameSync(between, other);
  return [file, other];
};

const link: Change = (file) => {
  const copy = path.join(path.dirname(path.dirname(path.dirname(file))), "copy");
  renameSync(file, copy);
  symlinkSync(copy, file);
  return [file];
};

const removeFolder: Change = (file) => {
  rmSync(path.dirname(file), { recursive: true });
  return [path.dirname(file)];
};

const linkFolder: Change = (file) => {
  const folder = path.dirname(file);
  const copy = `${path.dirname(path.dirname(folder))}/copy`;
  renameSync(folder, copy);
  symlinkSync(copy, folder);
  return [folder];
};

/** Takes a line out of the log, doubles it, or swaps two: history removed, forked, reordered. */
const rewrite: Change = (file, _, draw) => {
  const log = path.join(path.dirname(path.dirname(path.dirname(file))), ".log", "entries.jsonl");
  const lines = readFileSync(log, "utf8").split("\n").slice(0, -1);
  const at = draw(lines.length);
  const kind = draw(3);
  if (kind === 0) lines.splice(at, 1);
  else if (kind === 1) lines.splice(at, 0, lines[at]!);
  else [lines[at], lines[(at + 1) % lines.length]] = [lines[(at + 1) % lines.length]!, lines[at]!];
  writeFileSync(log, `${lines.join("\n")}\n`);
  return [log];
};

const changes: Readonly<Record<string, Change>> = {
  flip,
  truncate,
  append,
  remove,
  add,
  swap,
  link,
  "remove folder": removeFolder,
  "link folder": linkFolder,
  rewrite,
};

/** An archive with three runs and a review. */
async function original(): Promise<string> {
  const archive = mkdtempSync(path.join(os.tmpdir(), "evenhand-campaign-"));
  for (let number = 0; number < 3; number++)
    await sealNewRun(archive, [path.join(archive, "churn", `run-${number}`)], smallRun(number));
  const { entry } = await sealNewRun(archive, [path.join(archive, "churn", "run-3")], smallRun(3));
  const review = { kind: "review" as const, path: "churn/run-3", manifest_sha256: entry.manifest_sha256, summary: {} };
  await appendEntry(archive, review, [{ name: "review.json", content: "{}\n" }]);
  return archive;
}

const filesOf = (archive: string): string[] =>
  readdirSync(archive, { recursive: true })
    .map((name) => path.join(archive, String(name)))
    .filter((file) => lstatSync(file).isFile())
    .sort();

/** Makes `count` changes, each to a whole archive; nothing is thrown, so that one that is missed does not hide another. */
export async function campaign({ count, seed }: { count: number; seed: number }): Promise<Found> {
  const archive = await original();
  const whole = `${archive}-whole`;
  cpSync(archive, whole, { recursive: true });
  const random = mulberry32(seed);
  const draw: Draw = (below) => Math.floor(random() * below);
  const names = Object.keys(changes);
  const made: Record<string, number> = {};
  const missed: string[] = [];
  for (let tries = 0; tries < count; ) {
    const files = filesOf(archive);
    const name = names[draw(names.length)]!;
    const file = files[draw(files.length)]!;
    // Changes of folders are for those of runs: what a log that is no folder is told as stands in the tests.
    if (/folder|link|rewrite/.test(name) && file.includes("/.log/")) continue;
    const touched = changes[name]!(file, files, draw);
    if (touched !== null) {
      tries++;
      made[name] = (made[name] ?? 0) + 1;
      const told = await toldAs(archive);
      const expected = touched.map((each) => path.relative(archive, each));
      if (told.length === 0 || !told.every((each) => expected.includes(each)))
        missed.push(`${name} of ${expected.join(", ")}: told as ${told.join(", ") || "nothing"}`);
    }
    rmSync(archive, { recursive: true });
    cpSync(whole, archive, { recursive: true });
  }
  const before = await toldAs(whole);
  if (before.length > 0) missed.push(`an archive that nobody changed is told as changed: ${before.join(", ")}`);
  for (const folder of [archive, whole]) rmSync(folder, { recursive: true, force: true });
  return { seed, made, missed };
}

const toldAs = async (archive: string): Promise<string[]> => [
  ...new Set((await verifyArchive(archive, { run: null, expected: null })).findings.map(({ file }) => file)),
];

/** One line a log can be searched for. */
export const summary = ({ seed, made, missed }: Found): string => {
  const run = Object.values(made).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(made).map(([name, count]) => `${count} ${name}`);
  return `S9 archive: ${run} changes, ${missed.length} missed or told under another name (${parts.join(", ")}), seed ${seed}`;
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { count: { type: "string", default: "3000" }, seed: { type: "string", default: "1" } },
  });
  const found = await campaign({ count: Number(values.count), seed: Number(values.seed) });
  for (const line of found.missed) console.error(line);
  console.log(summary(found));
  if (found.missed.length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main();
