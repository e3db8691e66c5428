// An archive whose writer dies or fails at every step: tsx test/campaigns/r1.ts [--points all] [--seed 1] [--no-strace]
import { execFile, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { readLog } from "../../src/audits/log.js";
import { sealNewRun } from "../../src/audits/seal.js";
import { verifyArchive } from "../../src/audits/verify.js";
import { smallRun } from "../audits/small-run.js";
import { mulberry32 } from "../mulberry32.js";
import { bundledWriter } from "./bundled-writer.js";

/** What happens at a step: the process is killed before it, or in the middle of a write; a write is short; the call fails. */
export const faults = ["kill", "half", "short", "EIO", "ENOSPC", "EACCES", "EMFILE", "EDQUOT"] as const;
export type Fault = (typeof faults)[number];

/** The system calls by which a run reaches the disk, and the first of each that is not of loading the program (see archive-writer.ts). */
const calls = { openat: 101, write: 381, pwrite64: 1, fsync: 1, rename: 1, unlink: 1, rmdir: 1, mkdir: 1, close: 101 };

/** Steps of the longest series of the program's own, with room. */
const longest = 60;

/** Runs in the archive before. */
const sizes = [0, 3];
/** The run that is being written, and the one that comes next. */
const [written, next] = [10, 11];

/** What a campaign found. */
export interface Found {
  readonly points: number;
  /** By what became of the run: sealed, kept without a seal, or not there. */
  readonly sealed: number;
  readonly unsealed: number;
  readonly absent: number;
  readonly broken: readonly string[];
}

/** One place at which one thing happens. */
interface Point {
  readonly fault: Fault;
  readonly size: number;
  /** A step of the program's own; or a system call and which of them. */
  readonly at: number | { readonly call: string; readonly when: number };
}

interface Stage {
  readonly folder: string;
  readonly writer: string;
}

/** The writer as one file, which starts ten times as fast, and archives to begin with. */
async function prepare(): Promise<Stage> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-campaign-"));
  const writer = await bundledWriter(folder);
  for (const size of sizes) {
    for (let number = 0; number < size; number++) await seal(path.join(folder, `archive-${size}`), number);
  }
  return { folder, writer };
}

const seal = (archive: string, number: number) =>
  sealNewRun(archive, [path.join(archive, "churn", `run-${number}`)], smallRun(number));

/** Archive with `size` runs in a folder of its own. */
function archiveOf({ folder }: Stage, size: number): string {
  const archive = mkdtempSync(path.join(folder, "a-"));
  if (size > 0) cpSync(path.join(folder, `archive-${size}`), archive, { recursive: true });
  return archive;
}

interface Ending {
  readonly text: string;
  /** The fault came to pass. */
  readonly isMet: boolean;
}

function write({ writer }: Stage, archive: string, { fault, at }: Point): Promise<Ending> {
  const own = [writer, archive, String(written), "1"];
  const [program, ...given] =
    typeof at === "number"
      ? [process.execPath, ...own, fault, String(at)]
      : [...traced(fault, at), process.execPath, ...own];
  // One thread of the file system, so that the n-th call is the same one each time
  const env = { ...process.env, UV_THREADPOOL_SIZE: "1" };
  return new Promise((resolve) => {
    execFile(program as string, given, { env }, (error, stdout, stderr) => {
      const isKilled = error !== null;
      const isMet = typeof at === "number" ? !stdout.includes("not reached") : isKilled || !stdout.startsWith("sealed");
      resolve({ text: `${stdout}${isKilled ? "" : stderr}`, isMet });
    });
  });
}

const traced = (fault: Fault, { call, when }: { call: string; when: number }): string[] => {
  const what = fault === "kill" ? "signal=SIGKILL" : `error=${fault}`;
  return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", `trace=${call}`, "-e", `inject=${call}:${what}:when=${when}`];
};

/** Whether this machine lets processes be traced. */
export const canTrace = (): boolean => spawnSync("strace", ["-qq", "-o", "/dev/null", "true"]).status === 0;

/** What is wrong after the fault, and after the next run; and what became of the run. */
async function judge(archive: string, point: Point, ending: Ending): Promise<{ became: string; wrong: string[] }> {
  const wrong: string[] = [];
  // A call by which the runtime wakes its own threads may be the one that fails: it aborts then, which is as good as a kill.
  const isKill =
    point.fault === "kill" || point.fault === "half" || (typeof point.at === "object" && ending.text === "");
  const before = await findings(archive);
  if (before.length > 0) wrong.push(`does not verify: ${before.join("; ")}`);
  if (!isKill && ending.text.startsWith("refused") && !ending.text.includes(archive)) wrong.push("names no file");
  if (!isKill && !/^(sealed|refused unusable)/.test(ending.text)) wrong.push(`ended otherwise: ${ending.text}`);
  await seal(archive, next);
  const { entries } = await readLog(archive);
  const has = (number: number): boolean => entries.some((entry) => entry.path === `churn/run-${number}`);
  for (let number = 0; number < point.size; number++) if (!has(number)) wrong.push(`lost run ${number}`);
  if (!has(next)) wrong.push("the next run is not in the log");
  if (ending.text.startsWith("sealed") && !has(written)) wrong.push("said sealed and is not");
  const after = await verifyArchive(archive, { run: null, expected: null });
  wrong.push(...after.findings.map(({ file, problem }) => `after the next run: ${file} ${problem}`));
  const stray = readdirSync(archive, { recursive: true })
    .map(String)
    .filter((name) => /\.partial-|\.log\/(?!checkpoint|entries)/.test(name));
  wrong.push(...stray.map((name) => `left behind: ${name}`));
  if (isKill && after.unsealed.length > 0) wrong.push("a killed run stands there without an entry");
  return { became: has(written) ? "sealed" : after.unsealed.length > 0 ? "unsealed" : "absent", wrong };
}

async function findings(archive: string): Promise<string[]> {
  // Killed before anything was sealed: there is nothing to verify yet
  const hasLog = readdirSync(archive, { recursive: true }).some((name) =>
    /^\.log\/(entries|checkpoint|next)/.test(String(name)),
  );
  if (!hasLog) return [];
  return (await verifyArchive(archive, { run: null, expected: null })).findings.map(
    ({ file, problem }) => `${file} ${problem}`,
  );
}

/**
 * Runs the points, two at a time; nothing is thrown, so that one fault does not hide another.
 * @param share of the points of the program's own steps that are run, drawn by the seed; 1: all
 */
export async function campaign({
  share,
  seed,
  trace,
}: {
  share: number;
  seed: number;
  trace: boolean;
}): Promise<Found> {
  const stage = await prepare();
  const random = mulberry32(seed);
  const counts = { sealed: 0, unsealed: 0, absent: 0 };
  const broken: string[] = [];
  let points = 0;
  const tryPoint = async (point: Point): Promise<boolean> => {
    const archive = archiveOf(stage, point.size);
    const ending = await write(stage, archive, point);
    if (ending.isMet) {
      points++;
      const { became, wrong } = await judge(archive, point, ending).catch((error: unknown) => ({
        became: "absent",
        wrong: [`the next run is refused: ${error}`],
      }));
      counts[became as keyof typeof counts]++;
      broken.push(...wrong.map((each) => `${JSON.stringify(point)}: ${each}`));
    }
    rmSync(archive, { recursive: true, force: true });
    return ending.isMet;
  };
  try {
    const series = seriesOf(trace);
    await Promise.all(
      Array.from({ length: 2 }, async () => {
        for (let each = series.shift(); each !== undefined; each = series.shift()) await runSeries(each);
      }),
    );
  } finally {
    rmSync(stage.folder, { recursive: true, force: true });
  }
  return { points, ...counts, broken };

  /** One fault at the first step, the second, and so on until it is not met any more. */
  async function runSeries({ fault, size, call }: Series): Promise<void> {
    for (let step = call === null ? 1 : calls[call]; ; step++) {
      // Where a point is left out, it is not seen whether it is the last: no series is longer than this.
      if (share < 1 && random() >= share && step < longest) continue;
      if (!(await tryPoint({ fault, size, at: call === null ? step : { call, when: step } }))) return;
    }
  }
}

interface Series {
  readonly fault: Fault;
  readonly size: number;
  readonly call: keyof typeof calls | null;
}

function seriesOf(trace: boolean): Series[] {
  const own = faults.flatMap((fault) => sizes.map((size) => ({ fault, size, call: null })));
  if (!trace) return own;
  const names = Object.keys(calls) as (keyof typeof calls)[];
  const real = ["kill", "EIO", "ENOSPC"] as const;
  return [...own, ...names.flatMap((call) => real.map((fault) => ({ fault, size: 3, call })))];
}

/** One line a log can be searched for. */
export const summary = ({ points, sealed, unsealed, absent, broken }: Found): string =>
  `R1/R2 archive: ${points} points, ${broken.length} broken (run sealed at ${sealed}, kept without a seal at ${unsealed}, not there at ${absent})`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      share: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      strace: { type: "boolean", default: true },
    },
    allowNegative: true,
  });
  const trace = values.strace && canTrace();
  if (!trace) console.log("R1/R2: no strace here: system calls are not stopped, the program's own steps are");
  const found = await campaign({ share: Number(values.share), seed: Number(values.seed), trace });
  for (const line of found.broken) console.error(line);
  console.log(summary(found));
  if (found.broken.length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main();
