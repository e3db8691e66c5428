import { Cron } from "croner";

/** When a suite is due: a cron pattern, read as the clock on the wall of a place shows it. */
export interface CronTime {
  readonly cron: string;
  /** IANA, for example Europe/Copenhagen. */
  readonly timeZone: string;
}

// croner reads times that a change of the clock leaves out as the first moment after it, and times that come twice as the first of the two.
const open = ({ cron, timeZone }: CronTime): Cron =>
  new Cron(cron, { timezone: timeZone, mode: "5-part", paused: true });

/** What is wrong with a pattern, as the end of a sentence; null: nothing. */
export function cronFault(cron: string): string | null {
  const words = cron.trim().split(/\s+/);
  if (words.length !== 5 && !/^@(yearly|annually|monthly|weekly|daily|hourly)$/.test(cron))
    return 'must be five fields (minute, hour, day, month, weekday), such as "0 6 1 * *", or @daily, @weekly, @monthly, @yearly';
  try {
    return open({ cron, timeZone: "UTC" }).nextRun(new Date(0)) === null ? "names a time that never comes" : null;
  } catch (cause) {
    return `cannot be read: ${(cause as Error).message.replace(/^CronPattern: /, "")}`;
  }
}

/** Whether this machine knows a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** The last time that is not after `now`, in milliseconds since 1970. */
export const lastTime = (time: CronTime, now: number): number | null =>
  // A time in the same second as the reference counts as before it, unless it is the reference itself.
  open(time)
    .previousRuns(1, new Date(now + 1))[0]
    ?.getTime() ?? null;

/** The first time after `now`. */
export const nextTime = (time: CronTime, now: number): number | null =>
  open(time).nextRun(new Date(now))?.getTime() ?? null;
