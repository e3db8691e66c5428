/** A period of the calendar as ISO 8601 writes it: P1Y, P6M, P2W, P30D, P1Y6M. */
export const periodPattern = /^P(?=\d)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?$/;

/**
 * The moment that lies a period after another, by the calendar of UTC: years and months first, on the last day of a month that is too
 * short (XML Schema 1.1 part 2, E.3.3), then weeks and days.
 * @param time milliseconds since 1970
 * @param period as {@link periodPattern}
 */
export function afterPeriod(time: number, period: string): number {
  const [, years = "0", months = "0", weeks = "0", days = "0"] = periodPattern.exec(period) ?? [];
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + 12 * count(years) + count(months));
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last) + 7 * count(weeks) + count(days));
  return date.getTime();
}

const count = (part: string): number => Number.parseInt(part, 10);
