// Audit after audit through the scheduler's own loop into one archive, on a clock of its own: tsx --expose-gc test/campaigns/r9.ts [--count 1000]
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { readLog } from "../../src/audits/log.js";
import { verifyArchive } from "../../src/audits/verify.js";
import { planOf, play, playUntil, schedulesOf } from "../schedule/plans.js";

/** What the machine was used for at one audit. */
interface Sample {
  /** Processor time since the audit before, in ms: others on the machine do not count. */
  readonly time: number;
  /** Resident memory after what is not needed was given back, in MB; null: it cannot be given back here. */
  readonly memory: number | null;
  /** Open file descriptors; null: the system does not tell. */
  readonly descriptors: number | null;
}

/** What a campaign found. */
export interface Found {
  readonly audits: number;
  /** Median processor time of the audits around the 10th of a new archive, and of the last ones, in ms. */
  readonly early: number;
  readonly late: number;
  /** MB per 100 audits, over the second half; null: not measured. */
  readonly slope: number | null;
  readonly descriptors: { readonly early: number | null; readonly late: number | null };
  readonly broken: readonly string[];
}

const hour = 3_600_000;
/** Audits whose median stands for one: a single one may meet a collection of garbage. */
const window = 20;

/** Audits in the new archive that the last ones are compared with. */
const fresh = 30;

/**
 * One audit an hour; then some into a new archive, so that both are measured on a machine that is as warm and as busy. Nothing is thrown,
 * so that one fault does not hide another.
 */
export async function campaign(count: number): Promise<Found> {
  const whole = await series(count);
  const { samples } = await series(fresh);
  return { audits: whole.audits, ...figures(whole.samples, samples), broken: whole.broken };
}

interface Series {
  readonly audits: number;
  readonly samples: readonly Sample[];
  readonly broken: readonly string[];
}

async function series(count: number): Promise<Series> {
  const archive = mkdtempSync(path.join(os.tmpdir(), "evenhand-campaign-"));
  try {
    const start = Date.parse("2026-01-01T00:30:00Z");
    const played = play({ archive, start: new Date(start).toISOString() });
    const samples: Sample[] = [];
    const { perform } = played.world;
    let last = process.cpuUsage();
    const world = {
      ...played.world,
      perform: async (...given: Parameters<typeof perform>) => {
        const { user, system } = process.cpuUsage(last);
        if (played.done.runs.length > 0) samples.push({ time: (user + system) / 1000, ...used() });
        last = process.cpuUsage();
        return perform(...given);
      },
    };
    const plan = planOf("churn", { time: { cron: "0 * * * *", timeZone: "Europe/Oslo" } });
    const end = new Date(start + count * hour).toISOString();
    const codes = await playUntil(end, schedulesOf([plan]), { ...played, world });
    const broken = [...codes.map((code) => `an audit ended with ${code}`), ...(await archiveFaults(archive, count))];
    return { audits: played.done.runs.length, samples, broken };
  } finally {
    rmSync(archive, { recursive: true, force: true });
  }
}

function used(): Omit<Sample, "time"> {
  globalThis.gc?.();
  const memory = globalThis.gc === undefined ? null : process.memoryUsage().rss / 2 ** 20;
  try {
    return { memory, descriptors: readdirSync("/proc/self/fd").length };
  } catch {
    return { memory, descriptors: null };
  }
}

async function archiveFaults(archive: string, count: number): Promise<string[]> {
  const { entries } = await readLog(archive);
  const { findings } = await verifyArchive(archive, { run: null, expected: null });
  const paths = new Set(entries.map(({ path: place }) => place));
  return [
    ...(entries.length === count + 1 ? [] : [`${entries.length} audits are in the log, ${count + 1} were due`]),
    ...(paths.size === entries.length ? [] : ["an audit stands in the log twice"]),
    ...findings.map(({ file, problem }) => `${file} ${problem}`),
  ];
}

function figures(
  samples: readonly Sample[],
  anew: readonly Sample[],
): Pick<Found, "early" | "late" | "slope" | "descriptors"> {
  // The 10th is in the middle of the first window.
  const [first, final] = [anew.slice(0, window), samples.slice(-window)];
  const second = samples.slice(Math.floor(samples.length / 2));
  return {
    early: median(first.map(({ time }) => time)),
    late: median(final.map(({ time }) => time)),
    slope: slopeOf(second.flatMap(({ memory }) => memory ?? [])),
    descriptors: { early: samples[window]?.descriptors ?? null, late: final.at(-1)?.descriptors ?? null },
  };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** Least squares, per 100. */
function slopeOf(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const [x, y] = [(values.length - 1) / 2, values.reduce((sum, value) => sum + value, 0) / values.length];
  const covariance = values.reduce((sum, value, i) => sum + (i - x) * (value - y), 0);
  return (100 * covariance) / values.reduce((sum, _, i) => sum + (i - x) ** 2, 0);
}

/** What is worse than promised. */
export const faults = ({ early, late, slope, descriptors, broken }: Found): string[] => [
  ...broken,
  ...(late <= 1.2 * early ? [] : [`the last audits took ${late.toFixed(1)} ms, the 10th ${early.toFixed(1)} ms`]),
  ...(slope === null || slope < 1 ? [] : [`memory grows by ${slope.toFixed(2)} MB per 100 audits`]),
  ...(descriptors.early === descriptors.late ? [] : [`${descriptors.early} files were open, then ${descriptors.late}`]),
];

/** One line a log can be searched for. */
export const summary = (found: Found): string =>
  `R9 scheduler: ${found.audits} audits, ${found.early.toFixed(1)} ms each around the 10th, ${found.late.toFixed(1)} ms at the end, memory ${found.slope === null ? "not measured" : `${found.slope.toFixed(2)} MB per 100`}, open files ${found.descriptors.early} and ${found.descriptors.late}, ${found.broken.length} broken`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { count: { type: "string", default: "1000" } } });
  const found = await campaign(Number(values.count));
  for (const fault of faults(found)) console.error(fault);
  console.log(summary(found));
  if (faults(found).length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main();
