import type { Clock } from "../../src/schedule/clock.js";

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock that jumps to whatever is waited for next, as soon as everybody waits: no work takes time of its own. */
export interface FakeClock extends Clock {
  /** Lets time pass while nobody looks, as a machine that sleeps does. */
  jump(to: number): void;
  /** Called before each jump, with the time it leads to. */
  onJump: (to: number) => void;
}

/** @param running names of audits under way: besides the scheduler itself, each of them must wait before time passes */
export function fakeClock(start: number, running: ReadonlySet<string>): FakeClock {
  const sleepers = new Set<Sleeper>();
  let now = start;

  function advance(): void {
    if (sleepers.size <= running.size) return;
    const [next] = [...sleepers].sort((a, b) => a.until - b.until);
    if (next === undefined) return;
    clock.onJump(next.until);
    now = Math.max(now, next.until);
    next.wake();
  }

  const clock: FakeClock = {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const sleeper: Sleeper = {
          until: now + milliseconds,
          wake: () => {
            sleepers.delete(sleeper);
            signal.removeEventListener("abort", sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal.addEventListener("abort", sleeper.wake, { once: true });
        setImmediate(advance);
      }),
    jump: (to) => {
      now = to;
    },
    onJump: () => {},
  };
  return clock;
}
