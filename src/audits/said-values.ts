import { usage } from "../core/errors.js";

/** A day of the calendar, YYYY-MM-DD: compared as text, the earlier is the smaller. */
export type Day = string;

/** The day that a moment lies in, by UTC, so that everybody sees the same. */
export const dayOf = (time: Date): Day => time.toISOString().slice(0, 10);

export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

/** A day that somebody has until. @throws Failure (usage) where it is none, or past */
export function comingDay(text: string, option: string, today: Day): Day {
  if (!isDay(text)) throw usage(`${option} wants a day as YYYY-MM-DD, found ${JSON.stringify(text)}`);
  if (text < today) throw usage(`${option} names ${text}, which is past (today is ${today}, UTC)`);
  return text;
}

/** A text that says something. @throws Failure (usage) where it is blank or longer than `longest` characters */
export function words(text: string, option: string, longest = 2000): string {
  const trimmed = text.trim();
  if (trimmed === "") throw usage(`${option} is empty`);
  if (trimmed.length > longest) throw usage(`${option} has ${trimmed.length} characters, at most ${longest} are kept`);
  return trimmed;
}
