import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterPeriod, periodPattern } from "../../src/core/period.js";

const after = (from: string, period: string): string => new Date(afterPeriod(Date.parse(from), period)).toISOString();

describe("afterPeriod", () => {
  // dateutil.relativedelta 2.9 gives the same days.
  it.each([
    ["2026-01-31T10:00:00.000Z", "P1M", "2026-02-28T10:00:00.000Z"],
    ["2028-01-31T10:00:00.000Z", "P1M", "2028-02-29T10:00:00.000Z"],
    ["2028-02-29T00:00:00.000Z", "P1Y", "2029-02-28T00:00:00.000Z"],
    ["2026-03-28T23:59:59.999Z", "P35D", "2026-05-02T23:59:59.999Z"],
    ["2026-10-31T00:00:00.000Z", "P1Y1M2W3D", "2027-12-17T00:00:00.000Z"],
    ["2026-12-15T00:00:00.000Z", "P2W", "2026-12-29T00:00:00.000Z"],
  ])("%s and %s is %s", (from, period, wanted) => {
    expect(after(from, period)).toBe(wanted);
  });

  it("is later for a longer period, and never goes back", () =>
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
        fc.nat(40),
        fc.nat(400),
        (date, months, days) => {
          const period = `P${months}M${days}D`;
          expect(period).toMatch(periodPattern);
          expect(afterPeriod(date.getTime(), period)).toBeGreaterThanOrEqual(date.getTime());
          expect(afterPeriod(date.getTime(), `P${months}M${days + 1}D`)).toBeGreaterThan(
            afterPeriod(date.getTime(), period),
          );
        },
      ),
    ));

  it("is written as ISO 8601 has it", () => {
    for (const text of ["P", "1Y", "P1", "PT1H", "P1D1Y", "P-1D", "p1y", ""]) expect(text).not.toMatch(periodPattern);
  });
});
