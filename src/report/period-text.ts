import type { Context } from "./context.js";
import { named, type Rich } from "./rich-text.js";

const pattern = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/;

/** An ISO 8601 period of whole years, months, weeks and days in words; as it was written where it is something else. */
export function periodText(context: Context, period: string): Rich {
  const counts = pattern.exec(period)?.slice(1) ?? [];
  const parts = ["years", "months", "weeks", "days"].flatMap((unit, index) =>
    counts[index] === undefined ? [] : [context.t(`period.${unit}`, { n: Number(counts[index]) })],
  );
  return parts.length === 0 ? named(period) : context.list(parts);
}
