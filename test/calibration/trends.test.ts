import { describe, expect, it } from "vitest";
import { trendsOf } from "../../src/audits/trends.js";
import type { TrendPoint } from "../../src/record/run-history.js";
import { months, type Population } from "../audits/trend-audits.js";

const looks = 60;
const runs = 120;

/** The trends of many suites of one population, a look each month for five years. */
const repeated = (population: Population, count = runs) =>
  Array.from({ length: count }, (_, seed) => trendsOf(months(looks, population, seed + 1))[0]!);

const share = <T>(all: readonly T[], holds: (one: T) => boolean): number => all.filter(holds).length / all.length;

// Of 120 suites, at a true rate of 5 %, 12 or more are hit in 2 of 100 tries; the process itself lies below its level.
const allowed = 11 / runs;
// Of 60 suites 8 or more are, in 1 of 100.
const allowedOf60 = 7 / 60;

describe("sixty monthly audits", () => {
  it("raise a false alarm at the limit in at most 5 of 100 suites", () => {
    const rows = repeated({ rates: { f: 0.35, m: 0.3 }, rows: { f: 50, m: 300 } });
    expect(share(rows, ({ alarm_since }) => alarm_since !== null)).toBeLessThanOrEqual(allowed);
  });

  it("do so with three groups of very unequal size too, whichever pair is widest", () => {
    const rows = repeated({ rates: { a: 0.35, b: 0.3, c: 0.32 }, rows: { a: 40, b: 300, c: 15 } }, 60);
    expect(share(rows, ({ alarm_since }) => alarm_since !== null)).toBeLessThanOrEqual(allowedOf60);
    // The pair that looks widest so far may be another one; its gap is never above that of the widest.
    const aboveAll = ({ sequence_low }: TrendPoint) => sequence_low === null || sequence_low > 0.05 + 1e-9;
    expect(share(rows, ({ points }) => points.some(aboveAll))).toBeLessThanOrEqual(allowedOf60);
  });

  it("hold the true gap of two groups at every look", () => {
    const rows = repeated({ rates: { f: 0.38, m: 0.3 }, rows: { f: 100, m: 200 } });
    const misses = share(rows, ({ points }) =>
      points.some(
        ({ sequence_low, sequence_high }) =>
          sequence_low === null || sequence_high === null || sequence_low > 0.08 + 1e-9 || sequence_high < 0.08 - 1e-9,
      ),
    );
    expect(misses).toBeLessThanOrEqual(allowed);
  });

  const ratio = { disparity: "min_ratio", bound: "at_least", tolerance: 0.8 } as const;
  const ofRatio = (population: Population, count: number) =>
    Array.from({ length: count }, (_, seed) => trendsOf(months(looks, population, seed + 1, ratio))[0]!);

  it("do so for the limit of a ratio, hold the true one at every look, and find one of 0.6", () => {
    const atLimit = ofRatio({ rates: { f: 0.24, m: 0.3 }, rows: { f: 50, m: 300 } }, 60);
    expect(share(atLimit, ({ alarm_since }) => alarm_since !== null)).toBeLessThanOrEqual(allowedOf60);
    const misses = share(atLimit, ({ points }) =>
      points.some(
        ({ sequence_low, sequence_high }) =>
          sequence_low === null || sequence_high === null || sequence_low > 0.8 + 1e-9 || sequence_high < 0.8 - 1e-9,
      ),
    );
    expect(misses).toBeLessThanOrEqual(allowedOf60);
    const over = ofRatio({ rates: { f: 0.18, m: 0.3 }, rows: { f: 100, m: 300 } }, 20);
    expect(share(over, ({ alarm_since }) => alarm_since !== null)).toBe(1);
  });

  it("find a gap of 0.15 over a limit of 0.05 within a year in most suites", () => {
    const rows = repeated({ rates: { f: 0.45, m: 0.3 }, rows: { f: 100, m: 300 } });
    const within = ({ points }: (typeof rows)[number], months: number) => points[months - 1]?.alarm === true;
    expect(share(rows, (row) => within(row, 12))).toBeGreaterThan(0.9);
    expect(share(rows, (row) => within(row, looks))).toBe(1);
  });
});
