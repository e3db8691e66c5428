import { exitCodes, Failure } from "../core/errors.js";
import { type Attempt, attempt } from "./attempt.js";
import { deliver } from "./deliver.js";
import { makeScheduleFolder } from "./places.js";
import type { Plan, Schedules } from "./schedules.js";
import { readState, writeState } from "./state.js";
import { look, observe, type World } from "./world.js";

export interface SchedulerOptions {
  /** Does what is due now, each plan once, and ends. */
  readonly once: boolean;
  /** How long running audits may go on after `stop`, in ms; then they are interrupted. */
  readonly grace: number;
  /** Aborted: nothing new is begun. */
  readonly stop: AbortSignal;
  /** Names of plans that run now, for those who ask meanwhile. */
  readonly running?: Set<string>;
}

/** The clock is looked at this often, whatever was planned: a machine that slept, or whose clock was set, tells nobody. */
const longestPause = 60_000; // ms
/** A suite that somebody else audits, or an archive that could not be read, is looked at again after this. */
const shortPause = 60_000; // ms
/** Tries of a message before a scheduler that does not stay leaves it to the next one. */
const triesOnce = 3;

/**
 * Audits suites when they are due, until it is stopped; with `once`, what is due now.
 * @returns the exit codes of the audits; of a scheduler that stays, those that it had to interrupt
 * @throws Failure (unusable) where the archive cannot be written
 */
export async function runScheduler(schedules: Schedules, world: World, options: SchedulerOptions): Promise<number[]> {
  await makeScheduleFolder(world.archive);
  const scheduler = openScheduler(schedules, world, options);
  const { stop, once } = options;
  while (!stop.aborted) {
    await scheduler.sweep();
    if (once && scheduler.isIdle()) break;
    await scheduler.pause();
  }
  await scheduler.drain();
  if (once) await tellOnce(schedules, world, stop);
  return scheduler.codes;
}

function openScheduler(
  schedules: Schedules,
  world: World,
  { once, grace, stop, running = new Set() }: SchedulerOptions,
) {
  const { plans, channels, parallel, poll } = schedules;
  const { clock, tell, warn } = world;
  const interruption = new AbortController();
  const audits = new Map<Plan, Promise<void>>();
  const notBefore = new Map<Plan, number>();
  const nextLook = new Map<Plan, number>();
  const begun = new Set<Plan>();
  const codes: number[] = [];
  let pausing = new AbortController();
  let wake = 0;
  stop.addEventListener("abort", () => pausing.abort(), { once: true });

  const isFree = ({ suite }: Plan): boolean => [...audits.keys()].every((other) => other.suite.name !== suite.name);
  const wakeAt = (time: number | null): void => {
    if (time !== null) wake = Math.min(wake, time);
  };

  /** Does something for a plan; what goes wrong is told, and ends nothing but this. */
  async function guarded(plan: Plan, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (cause) {
      if (once) codes.push(cause instanceof Failure ? codeOf(cause) : exitCodes.defect);
      warn(`${plan.name}: ${messageOf(cause)}`);
      return false;
    }
  }

  /** A plan that could not be looked at, or whose audit could not be written down, is left alone for a while. */
  async function orLater(plan: Plan, work: () => Promise<void>): Promise<void> {
    if (!(await guarded(plan, work))) notBefore.set(plan, clock.now() + shortPause);
  }

  function begin(plan: Plan): void {
    begun.add(plan);
    running.add(plan.name);
    const audit = orLater(plan, async () => {
      const result = await attempt(plan, channels, world, { stop, interrupt: interruption.signal });
      note(plan, result);
    }).finally(() => {
      audits.delete(plan);
      running.delete(plan.name);
      pausing.abort();
    });
    audits.set(plan, audit);
  }

  function note(plan: Plan, result: Attempt): void {
    if (result === "busy") {
      tell(`${plan.name}: the suite is being audited by another process`);
      notBefore.set(plan, clock.now() + shortPause);
    } else if (result !== "served" && (once || result.exitCode === exitCodes.interrupted)) codes.push(result.exitCode);
  }

  async function visit(plan: Plan): Promise<void> {
    const now = clock.now();
    if ((notBefore.get(plan) ?? 0) > now) return wakeAt(notBefore.get(plan) ?? null);
    if (plan.on.has("model-change") || plan.on.has("data-change")) {
      if ((nextLook.get(plan) ?? 0) <= now) {
        nextLook.set(plan, now + poll);
        // Data that cannot be read are no reason not to try when the time has come.
        await guarded(plan, () => look(plan, world, stop));
      }
      wakeAt(nextLook.get(plan) ?? null);
    }
    if (!once) wakeAt(await sendUnsent(plan, world));
    const { standing } = await observe(plan, world);
    wakeAt(standing.next);
    if (standing.due.length > 0 && audits.size < parallel && isFree(plan) && !(once && begun.has(plan))) begin(plan);
  }

  return {
    codes,
    isIdle: () => audits.size === 0,
    /** Looks at every plan that does not run, and begins what is due. */
    async sweep(): Promise<void> {
      wake = clock.now() + longestPause;
      pausing = new AbortController();
      try {
        await world.history.refresh();
      } catch (cause) {
        if (once) throw cause;
        return warn(messageOf(cause));
      }
      for (const plan of plans) {
        if (stop.aborted) return;
        if (!audits.has(plan)) await orLater(plan, () => visit(plan));
      }
    },
    pause: (): Promise<void> => clock.sleep(Math.max(0, wake - clock.now()), pausing.signal),
    /** Waits for what runs; interrupts it when it takes too long. */
    async drain(): Promise<void> {
      const all = Promise.allSettled(audits.values());
      const waiting = new AbortController();
      if (audits.size > 0 && stop.aborted) {
        tell(`stopping; audits that run have ${Math.round(grace / 1000)} s to end`);
        void clock.sleep(grace, waiting.signal).then(() => interruption.abort());
        await all;
        waiting.abort();
      }
      await all;
    },
  };
}

const codeOf = ({ kind }: Failure): number => exitCodes[kind];

const messageOf = (cause: unknown): string =>
  cause instanceof Failure ? cause.message : `evenhand has a defect: ${(cause as Error).message}`;

/** Sends what is to be told by now. @returns when to try again, in ms since 1970; null: there is nothing left */
async function sendUnsent(plan: Plan, world: World): Promise<number | null> {
  const state = await readState(world.archive, plan.name);
  if (state.unsent.length === 0) return null;
  const unsent = await deliver(state.unsent, world);
  const hasChanged = unsent.length !== state.unsent.length || unsent.some((each, i) => each !== state.unsent[i]);
  if (hasChanged) await writeState(world.archive, plan.name, { ...state, unsent });
  return unsent.length === 0 ? null : Math.min(...unsent.map(({ next }) => next));
}

/** A few tries for what is to be told; the rest is kept for the next scheduler. */
async function tellOnce({ plans }: Schedules, world: World, stop: AbortSignal): Promise<void> {
  for (let tries = 1; tries <= triesOnce; tries++) {
    const times = await Promise.all(plans.map((plan) => sendUnsent(plan, world)));
    const next = Math.min(...times.filter((time) => time !== null));
    if (next === Infinity || stop.aborted || tries === triesOnce) return;
    await world.clock.sleep(Math.max(0, next - world.clock.now()), stop);
  }
}
