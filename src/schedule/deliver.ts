import type { Clock } from "./clock.js";
import type { Send } from "./send.js";
import type { Unsent } from "./state.js";

/** Wait after the first try that failed; doubled after each further one, up to the longest. */
const [firstWait, longestWait] = [1_000, 3_600_000]; // ms
/** A message that nobody took for so long is given up: it is told, and the audit stands in the archive. */
const longest = 24 * 3_600_000; // ms

export interface Delivery {
  readonly send: Send;
  readonly clock: Pick<Clock, "now">;
  readonly warn: (line: string) => void;
}

/** Tries each message whose time has come. @returns those that are to be tried again; never rejects */
export async function deliver(unsent: readonly Unsent[], { send, clock, warn }: Delivery): Promise<Unsent[]> {
  const left: Unsent[] = [];
  for (const message of unsent) {
    if (message.next > clock.now()) {
      left.push(message);
      continue;
    }
    try {
      await send(message.channel, message.notice);
    } catch (cause) {
      const again = laterTry(message, clock.now());
      const what = again === null ? "given up" : "it is tried again";
      warn(`${message.notice.schedule}: ${message.channel} was not told: ${(cause as Error).message}; ${what}`);
      if (again !== null) left.push(again);
    }
  }
  return left;
}

function laterTry(message: Unsent, now: number): Unsent | null {
  if (now - message.since >= longest) return null;
  const wait = Math.min(longestWait, firstWait * 2 ** message.tries);
  return { ...message, tries: message.tries + 1, next: now + wait };
}
