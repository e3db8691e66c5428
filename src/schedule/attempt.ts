import path from "node:path";
import { ifUnlocked } from "../audits/lock.js";
import { placeOf } from "../audits/places.js";
import { exitCodes } from "../core/errors.js";
import { type Ending, noticeOf } from "./notice.js";
import { suiteLock } from "./places.js";
import type { Performed } from "./run-child.js";
import type { Plan } from "./schedules.js";
import type { ChannelSpec } from "./schedules-schema.js";
import { channelsFor } from "./send.js";
import type { Standing } from "./standing.js";
import { readState, writeState } from "./state.js";
import { observe, type World } from "./world.js";

/** What became of a plan that was due: its exit code; or somebody else is at it, or did it. */
export type Attempt = { readonly exitCode: number } | "busy" | "served";

/** When to stop. */
export interface Stops {
  /** Nothing new is begun. */
  readonly stop: AbortSignal;
  /** What runs is interrupted. */
  readonly interrupt: AbortSignal;
}

/** Longest wait between two tries. */
const longestWait = 3_600_000; // ms

/**
 * Does the audit of a plan that is due, while nobody else audits the suite, and queues what is to be told of it.
 * @throws Failure where the archive cannot be read or written
 */
export async function attempt(
  plan: Plan,
  channels: ReadonlyMap<string, ChannelSpec>,
  world: World,
  stops: Stops,
): Promise<Attempt> {
  const done = await ifUnlocked(suiteLock(world.archive, plan.suite.name), async (): Promise<Attempt> => {
    // Whoever had the lock before may have done it.
    await world.history.refresh();
    const { standing } = await observe(plan, world);
    return standing.due.length === 0 ? "served" : { exitCode: await audit(plan, standing, channels, world, stops) };
  });
  return done === null ? "busy" : done.result;
}

async function audit(
  plan: Plan,
  { due, serves }: Standing,
  channels: ReadonlyMap<string, ChannelSpec>,
  world: World,
  stops: Stops,
): Promise<number> {
  const { archive, clock, history, tell } = world;
  const [started, before] = [clock.now(), history.last(plan.suite.name)?.index ?? -1];
  tell(`${plan.name}: audit begins (${due.join(", ")})`);
  const { exitCode, summary } = await withRetries(plan, world, stops);
  await history.refresh();
  const latest = history.last(plan.suite.name);
  const run = latest !== null && latest.index > before ? shown(placeOf(archive, latest.path)) : null;
  const ending: Ending = {
    ...{ schedule: plan.name, suite: plan.suite.name, trigger: [...due] },
    ...{ exit_code: exitCode, run, summary, started, ended: clock.now() },
  };
  tell(`${plan.name}: ${summary?.verdict ?? "no verdict"}, exit ${exitCode}${run === null ? "" : `, ${run}`}`);
  await remember(plan, serves, ending, channels, world);
  return exitCode;
}

const shown = (folder: string): string => path.relative(process.cwd(), folder) || ".";

/** What could not be used may be there in a while; everything else stays as it is until somebody changes it. */
async function withRetries(
  plan: Plan,
  { perform, clock, tell }: World,
  { stop, interrupt }: Stops,
): Promise<Performed> {
  for (let tries = 0; ; tries++) {
    const performed = await perform(plan, interrupt);
    if (performed.exitCode !== exitCodes.unusable || tries >= plan.retries) return performed;
    const wait = Math.min(longestWait, plan.retryAfter * 2 ** tries);
    tell(`${plan.name}: exit 3; try ${tries + 2} of ${plan.retries + 1} in ${Math.round(wait / 1000)} s`);
    await clock.sleep(wait, stop);
    if (stop.aborted) return { exitCode: exitCodes.interrupted, summary: null };
  }
}

/** An audit that was interrupted stays due. */
async function remember(
  plan: Plan,
  serves: number | null,
  ending: Ending,
  channels: ReadonlyMap<string, ChannelSpec>,
  { archive, clock }: World,
): Promise<void> {
  const state = await readState(archive, plan.name);
  const isOver = ending.exit_code !== exitCodes.interrupted;
  const { started, ended, trigger, exit_code, run, summary } = ending;
  const notice = noticeOf(ending);
  const now = clock.now();
  const unsent =
    notice === null ? [] : channelsFor(notice, plan.notify, channels).map((channel) => ({ channel, notice }));
  await writeState(archive, plan.name, {
    ...state,
    handled: isOver ? (serves ?? state.handled) : state.handled,
    last: { started, ended, trigger: [...trigger], exit_code, verdict: summary?.verdict ?? null, run },
    tried: isOver ? (state.material?.stamp ?? state.tried) : state.tried,
    unsent: [...state.unsent, ...unsent.map((each) => ({ ...each, tries: 0, since: now, next: now }))],
  });
}
