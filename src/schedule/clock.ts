import { setTimeout as wait } from "node:timers/promises";

/** What the scheduler knows of time, so that tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds, or as soon as the signal is aborted; never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    // The only rejection of this timer is its abort.
    await wait(milliseconds, undefined, { signal }).catch(() => {});
  },
};
