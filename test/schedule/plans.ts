import path from "node:path";
import { sealNewRun } from "../../src/audits/seal.js";
import { openHistory } from "../../src/schedule/history.js";
import type { Notice } from "../../src/schedule/notice.js";
import type { Performed } from "../../src/schedule/run-child.js";
import { runScheduler } from "../../src/schedule/scheduler.js";
import type { Plan, Schedules } from "../../src/schedule/schedules.js";
import type { ChannelSpec } from "../../src/schedule/schedules-schema.js";
import type { World } from "../../src/schedule/world.js";
import type { Suite } from "../../src/suite/suite.js";
import { smallRun } from "../audits/small-run.js";
import { type FakeClock, fakeClock } from "./fake-clock.js";

/** A plan of a suite that is only looked at by its name. */
export const planOf = (suite: string, more: Partial<Plan> = {}): Plan => ({
  name: suite,
  suite: { name: suite, file: `/none/${suite}.yaml`, models: [] } as unknown as Suite,
  time: { cron: "0 6 * * *", timeZone: "UTC" },
  on: new Set(["cron"]),
  maxAge: { audit: null, model: null },
  retries: 2,
  retryAfter: 60_000,
  notify: [],
  run: {},
  ...more,
});

export const schedulesOf = (plans: readonly Plan[], more: Partial<Schedules> = {}): Schedules => ({
  file: "/none/schedules.yaml",
  parallel: 1,
  poll: 600_000,
  channels: new Map(),
  plans,
  ...more,
});

/** What a scheduler did. */
export interface Done {
  /** Schedule and time of each run, in the order in which they began. */
  readonly runs: { readonly name: string; readonly at: string }[];
  readonly told: { readonly channel: string; readonly notice: Notice; readonly at: string }[];
  readonly lines: string[];
}

export interface Play {
  readonly archive: string;
  readonly start: string;
  /** How a run ends; 0 seals an audit. */
  readonly exit?: (run: number, plan: Plan) => number;
  readonly send?: (channel: string, notice: Notice) => void;
  readonly material?: () => { stamp: string; data: string };
}

/** An archive, a clock and runs that take no time: everything around the scheduler, with nothing of the machine's own time. */
export function play({ archive, start, exit = () => 0, send = () => {}, material }: Play) {
  const running = new Set<string>();
  const clock = fakeClock(Date.parse(start), running);
  const done: Done = { runs: [], told: [], lines: [] };
  const at = (): string => new Date(clock.now()).toISOString();
  let hashed = 0;
  const perform = async (plan: Plan): Promise<Performed> => {
    done.runs.push({ name: plan.name, at: at() });
    const exitCode = exit(done.runs.length, plan);
    if (exitCode === 0) await seal(archive, plan.suite.name, clock, material?.().data ?? null);
    const summary = exitCode <= 1 ? { verdict: exitCode === 0 ? "pass" : "fail", gates: [], alarms: 0 } : null;
    return { exitCode, summary };
  };
  const world: World = {
    ...{ archive, clock, perform, history: openHistory(archive) },
    stamp: async () => material?.().stamp ?? "",
    hashes: async () => {
      hashed++;
      return { data_sha256: material?.().data ?? null, model_sha256: {} };
    },
    send: async (channel, notice) => {
      send(channel, notice);
      done.told.push({ channel, notice, at: at() });
    },
    tell: (line) => void done.lines.push(line),
    warn: (line) => void done.lines.push(line),
  };
  return { clock, world, done, running, hashed: () => hashed };
}

async function seal(archive: string, suite: string, clock: FakeClock, data: string | null): Promise<void> {
  const time = new Date(clock.now()).toISOString();
  const small = smallRun(0);
  const record = { ...small.record, suite: { ...small.record.suite, name: suite } };
  const manifest = { ...small.manifest, data_sha256: data, started: time, finished: time };
  const files = small.files.map((file) =>
    file.name === "manifest.json" ? { name: file.name, content: JSON.stringify(manifest) } : file,
  );
  const folder = path.join(archive, suite, time.replaceAll(":", ""));
  await sealNewRun(archive, [folder, ...[2, 3, 4].map((n) => `${folder}-${n}`)], { record, manifest, files });
}

type Played = Pick<ReturnType<typeof play>, "clock" | "world" | "running">;

/** Runs the scheduler on a clock of its own until a time has come. */
export async function playUntil(
  end: string,
  schedules: Schedules,
  { clock, world, running }: Played,
): Promise<number[]> {
  const stop = new AbortController();
  const { onJump } = clock;
  clock.onJump = (to) => {
    onJump(to);
    if (to > Date.parse(end)) stop.abort();
  };
  return runScheduler(schedules, world, { once: false, grace: 0, stop: stop.signal, running });
}

/** Does what is due now. */
export const playOnce = (schedules: Schedules, { world, running }: Omit<Played, "clock">): Promise<number[]> =>
  runScheduler(schedules, world, { once: true, grace: 0, stop: new AbortController().signal, running });

export const channelOf = (on?: ChannelSpec["on"]): ChannelSpec => ({
  command: ["true"],
  language: "en",
  ...(on ? { on } : {}),
});
