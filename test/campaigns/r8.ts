// evenhand run, interrupted anywhere and started again, against one that was not: tsx test/campaigns/r8.ts [--count 50] [--seed 1] (needs dist)
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { mulberry32 } from "../mulberry32.js";
import {
  archiveFaults,
  command,
  contentOf,
  differences,
  type Ending,
  inFolder,
  type Setting,
  startCommand,
  twoAtATime,
  unfinishedIn,
  writeSuite,
} from "./command.js";
import { canTrace } from "./r1.js";

/** Who gets which signal: both processes as from a terminal or a container that is stopped, the command, or the one that reads data. */
const ways = [
  { signal: "SIGKILL", to: "command" },
  { signal: "SIGKILL", to: "both" },
  { signal: "SIGKILL", to: "child" },
  { signal: "SIGINT", to: "both" },
  { signal: "SIGTERM", to: "command" },
  { signal: "SIGTERM", to: "both" },
] as const;

/** System calls by which a run reaches the disk. */
const calls = ["fsync", "rename", "unlink", "rmdir", "mkdir", "link", "pwrite64"] as const;

/** A point in time, as a share of what a run takes; or before a system call, and which of them. */
type Point =
  | { readonly way: (typeof ways)[number]; readonly share: number }
  | { readonly signal: "SIGKILL" | "SIGINT" | "SIGTERM"; readonly call: string; readonly when: number };

/** What a campaign found. */
export interface Found {
  readonly seed: number;
  readonly interrupted: number;
  /** Runs that were over before the signal came: they count for nothing. */
  readonly late: number;
  /** Whether the interrupted run was in the archive in the end, or only the second one. */
  readonly sealed: number;
  readonly broken: readonly string[];
}

/** The same date for every run, so that all their bytes can be compared; `Date.now` goes on, because locks are told by it. */
const fixedDate = `globalThis.Date = class extends Date { constructor(...given) { super(...(given.length === 0 ? [1767225600000] : given)); } };`;

/** A folder with a suite, and what its archive holds after one run, and after two. */
interface Stage {
  readonly setting: Setting;
  readonly archive: string;
  readonly temporary: string;
  readonly once: ReadonlyMap<string, string>;
  readonly twice: ReadonlyMap<string, string>;
  /** Of a run, in ms. */
  readonly duration: number;
}

const run = ["run", "suite.yaml", "--quiet"];

async function prepare(folder: string): Promise<Stage> {
  writeSuite(folder, { more: "keep: [predictions]\n" });
  const [archive, temporary] = [path.join(folder, "reports"), path.join(folder, "tmp")];
  mkdirSync(temporary);
  const env = {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fixedDate)}`,
    EVENHAND_KEY: "ab".repeat(32),
    TMPDIR: temporary,
    UV_THREADPOOL_SIZE: "1",
  };
  const setting = { cwd: folder, env, detached: true };
  const begin = performance.now();
  const first = await command(run, setting);
  const duration = performance.now() - begin;
  if (first.code !== 0) throw new Error(`the suite does not run; is dist built? ${first.stderr}`);
  const once = contentOf(archive);
  await command(run, setting);
  const twice = contentOf(archive);
  rmSync(archive, { recursive: true });
  return { setting, archive, temporary, once, twice, duration };
}

function drawPoint(random: () => number, trace: boolean): Point {
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  if (!trace || random() < 0.5) return { way: one(ways), share: random() };
  return { signal: one(["SIGKILL", "SIGINT", "SIGTERM"]), call: one(calls), when: 1 + Math.floor(random() * 8) };
}

/** Runs the command and sends the signal. */
async function interrupt({ setting, duration }: Stage, point: Point): Promise<Ending> {
  if ("call" in point) {
    const { signal, call, when } = point;
    const inject = ["-e", `trace=${call}`, "-e", `inject=${call}:signal=${signal}:when=${when}`];
    const { child, ending } = startCommand(run, {
      ...setting,
      through: ["strace", "-f", "-qq", "-o", "/dev/null", ...inject],
    });
    return endOfGroup(child.pid!, ending);
  }
  const { child, ending } = startCommand(run, setting);
  await Promise.race([sleep(point.share * duration), ending]);
  send(point.way, child.pid!);
  return endOfGroup(child.pid!, ending);
}

function send({ signal, to }: (typeof ways)[number], pid: number): void {
  const target = to === "command" ? pid : to === "both" ? -pid : childOf(pid);
  try {
    if (target !== null) process.kill(target, signal);
  } catch {
    // It is over.
  }
}

function childOf(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ")[0]) || null;
  } catch {
    return null;
  }
}

/** Waits for the second process too: it removes its files when the first one is gone. */
async function endOfGroup(pid: number, ending: Promise<Ending>): Promise<Ending> {
  const end = await ending;
  for (let isThere = true; isThere; ) {
    try {
      process.kill(-pid, 0);
      await sleep(20);
    } catch {
      isThere = false;
    }
  }
  return end;
}

/** Whether a run ended in a way in which an interrupted one may. */
function endFault({ code, signal, stderr }: Ending, point: Point): string | null {
  const sent = "call" in point ? point.signal : point.way.signal;
  if (/defect|^\s+at /m.test(stderr)) return `said: ${stderr}`;
  if (code === 0 || signal === sent) return null;
  if (sent === "SIGKILL") {
    const isTold = code === 3 && /was killed from outside|ended early/.test(stderr);
    return isTold ? null : `ended with ${code ?? signal}: ${stderr}`;
  }
  return code === 130 ? null : `ended with ${code ?? signal}: ${stderr}`;
}

/** One run, interrupted and started again. null: it was over before. */
async function once(stage: Stage, point: Point): Promise<{ isSealed: boolean; wrong: string[] } | null> {
  const { setting, archive, temporary } = stage;
  mkdirSync(archive, { recursive: true });
  const end = await interrupt(stage, point);
  if (end.code === 0) return null;
  const wrong = [endFault(end, point)].filter((fault) => fault !== null);
  wrong.push(...(await archiveFaults(archive)).map((fault) => `interrupted: ${fault}`));
  const again = await command(run, setting);
  if (again.code !== 0) wrong.push(`started again it ended with ${again.code}: ${again.stderr}`);
  const content = contentOf(archive);
  const isSealed = content.has("churn/2026-01-01T0000Z-2");
  const other = differences(content, isSealed ? stage.twice : stage.once);
  wrong.push(...other.map((name) => `not as without interruption: ${name}`));
  wrong.push(...(await archiveFaults(archive)));
  wrong.push(...[...unfinishedIn(archive), ...readdirSync(temporary)].map((name) => `left behind: ${name}`));
  const beside = readdirSync(setting.cwd).filter((name) => !known.includes(name));
  return { isSealed, wrong: [...wrong, ...beside.map((name) => `left behind: ${name}`)] };
}

const known = ["predictions.csv", "reports", "suite.yaml", "tmp"];

/** Interrupts `count` runs, two at a time; nothing is thrown, so that one fault does not hide another. */
export async function campaign({ count, seed }: { count: number; seed: number }): Promise<Found> {
  const random = mulberry32(seed);
  const trace = canTrace();
  const found = { seed, interrupted: 0, late: 0, sealed: 0, broken: [] as string[] };
  return inFolder(async (folder) => {
    const stages = [await prepare(path.join(folder, "0")), await prepare(path.join(folder, "1"))];
    // Some come too late, so more are drawn than are wanted.
    const points = Array.from({ length: 4 * count }, () => drawPoint(random, trace));
    await twoAtATime(points, async (point, lane) => {
      if (found.interrupted >= count) return;
      const stage = stages[lane]!;
      const result = await once(stage, point);
      if (result === null) found.late++;
      else {
        found.interrupted++;
        if (result.isSealed) found.sealed++;
        found.broken.push(...result.wrong.map((fault) => `${JSON.stringify(point)}: ${fault}`));
      }
      rmSync(stage.archive, { recursive: true, force: true });
    });
    return found;
  });
}

/** One line a log can be searched for. */
export const summary = ({ seed, interrupted, late, sealed, broken }: Found): string =>
  `R8 evenhand run: ${interrupted} interrupted and started again, ${broken.length} broken (${sealed} were sealed before, ${late} more were over too soon), seed ${seed}`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { count: { type: "string", default: "50" }, seed: { type: "string", default: "1" } },
  });
  if (!canTrace()) console.log("R8: no strace here: runs are stopped at points in time only");
  const found = await campaign({ count: Number(values.count), seed: Number(values.seed) });
  for (const line of found.broken) console.error(line);
  console.log(summary(found));
  if (found.broken.length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main();
