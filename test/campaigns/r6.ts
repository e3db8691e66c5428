// Many processes that write into one archive, some of them killed: tsx test/campaigns/r6.ts [--times 10]
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { readLog } from "../../src/audits/log.js";
import { verifyArchive } from "../../src/audits/verify.js";
import { bundledWriter } from "./bundled-writer.js";

/** Processes, runs that each of them seals, and how many are killed while they do. */
const [processes, runsEach, killed] = [20, 10, 5];

/** What a campaign found. */
export interface Found {
  readonly times: number;
  /** Runs that a process said were sealed, and entries of the logs. */
  readonly said: number;
  readonly entries: number;
  /** Longest time in which no process sealed anything, in ms: a lock left by a killed one is taken over in it. */
  readonly longestPause: number;
  readonly broken: readonly string[];
}

/** One archive, all processes at once; five of them are killed as soon as they have said a word, each at another one. */
async function once(writer: string, archive: string): Promise<Omit<Found, "times">> {
  const said: string[] = [];
  let [last, longestPause] = [0, 0];
  const isDone = Array.from({ length: processes }, (_, place) => {
    const child = spawn(process.execPath, [writer, archive, String(place * 1000), String(runsEach)]);
    let words = 0;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const now = performance.now();
      if (last > 0) longestPause = Math.max(longestPause, now - last);
      last = now;
      said.push(...text.split("\n").filter(Boolean));
      if (place < killed && ++words === 1 + place) child.kill("SIGKILL");
    });
    return ended(child);
  });
  await Promise.all(isDone);
  const broken = said.filter((line) => !line.startsWith("sealed"));
  const { entries } = await readLog(archive);
  const paths = new Set(entries.map(({ path: place }) => place));
  if (paths.size !== entries.length) broken.push("a run stands in the log twice");
  for (const line of said) {
    const [, number, index] = /^sealed (\d+) as (\d+)$/.exec(line) ?? [];
    if (number !== undefined && entries[Number(index)]?.path !== `churn/run-${number}`) broken.push(`lost: ${line}`);
  }
  const survivors = (processes - killed) * runsEach;
  if (entries.length < survivors)
    broken.push(`${entries.length} entries, ${survivors} runs of processes that were not killed`);
  const { findings } = await verifyArchive(archive, { run: null, expected: null });
  broken.push(...findings.map(({ file, problem }) => `${file} ${problem}`));
  if (readdirSync(path.join(archive, "churn")).length < entries.length) broken.push("an entry without its folder");
  return { said: said.length, entries: entries.length, longestPause, broken };
}

const ended = (child: ChildProcess): Promise<void> => new Promise((resolve) => child.on("close", () => resolve()));

/** Several archives, one after another; nothing is thrown, so that one fault does not hide another. */
export async function campaign(times: number): Promise<Found> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-campaign-"));
  const found = { times, said: 0, entries: 0, longestPause: 0, broken: [] as string[] };
  try {
    const writer = await bundledWriter(folder);
    for (let time = 0; time < times; time++) {
      const each = await once(writer, mkdtempSync(path.join(folder, "a-")));
      found.said += each.said;
      found.entries += each.entries;
      found.longestPause = Math.max(found.longestPause, each.longestPause);
      found.broken.push(...each.broken);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return found;
}

/** One line a log can be searched for. */
export const summary = ({ times, said, entries, longestPause, broken }: Found): string =>
  `R6 archive: ${times} times ${processes} processes, ${killed} killed: ${said} runs said sealed, ${entries} entries, ${broken.length} broken, longest pause ${Math.round(longestPause)} ms`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { times: { type: "string", default: "10" } } });
  const found = await campaign(Number(values.times));
  for (const line of found.broken) console.error(line);
  console.log(summary(found));
  if (found.broken.length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main();
