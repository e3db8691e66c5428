import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numbersOf } from "../../src/report/numbers.js";
import { decimalsFor, printed } from "../../src/report/precision.js";

const english = numbersOf("en");
const texts = (estimate: { value: number; low: number; high: number }, limit: number | null = null) => {
  const { value, low, high } = printed(english, estimate, { limit });
  return [value?.text, low?.text, high?.text];
};

describe("numbersOf", () => {
  it("writes a true minus, and none before a zero", () => {
    expect(english.integer(-1243)).toBe("−1,243");
    expect(english.decimal(-0.04, 1).text).toBe("0.0");
    expect(english.decimal(-0, 1).text).toBe("0.0");
    expect(english.decimal(-0.06, 1).text).toBe("−0.1");
  });

  it("tells adjusted levels from 100 %", () => {
    expect([0.95, 1 - 0.05 / 6, 1 - 0.05 / 120].map(english.level)).toEqual(["95%", "99.2%", "99.96%"]);
  });

  it("writes dates in UTC", () => {
    expect(english.date("2026-09-30T23:59:59Z")).toBe("30\u00a0September\u00a02026");
  });

  it("has the signs of each language", () => {
    expect(numbersOf("da").integer(18_412)).toBe("18.412");
    expect(numbersOf("da").decimal(1234.5, 1).text).toBe("1.234,5");
    expect(numbersOf("da").percent(0.579, 1)).toBe("57,9\u00a0%");
    expect(numbersOf("da").level(0.95)).toBe("95\u00a0%");
    expect(numbersOf("da").date("2026-09-30T23:59:59Z")).toBe("30.\u00a0september\u00a02026");
    expect(numbersOf("nb").decimal(1234.5, 1).text).toBe("1\u00a0234,5");
    expect(numbersOf("nb").decimal(-1.5, 1).text).toBe("−1,5");
    expect(numbersOf("nb").signed(0.07, 2).text).toBe("+0,07");
    expect(numbersOf("nb").date("2026-05-17T00:00:00Z")).toBe("17.\u00a0mai\u00a02026");
  });
});

describe("printed", () => {
  it("has the precision of the interval, at most three significant digits", () => {
    expect(texts({ value: 10.27, low: 5.43, high: 13.71 })).toEqual(["10.3", "5.4", "13.7"]);
    expect(texts({ value: 57.86, low: 20.1, high: 88.2 })).toEqual(["58", "20", "88"]);
    expect(texts({ value: 0.921, low: 0.86, high: 1 })).toEqual(["0.92", "0.86", "1.00"]);
    expect(texts({ value: 98.9, low: 97.2, high: 100 })).toEqual(["98.9", "97.2", "100"]);
    expect(texts({ value: 0.0123, low: 0.011, high: 0.0141 })).toEqual(["0.0123", "0.0110", "0.0141"]);
  });

  it("gives a bound another digit where it would read like the limit", () => {
    expect(texts({ value: 10.27, low: 5.02, high: 13.7 }, 5)).toEqual(["10.3", "5.02", "13.7"]);
    expect(texts({ value: 4.2, low: 1.1, high: 4.998 }, 5)).toEqual(["4.2", "1.1", "4.998"]);
    expect(texts({ value: 10.27, low: 5, high: 13.7 }, 5)).toEqual(["10.3", "5.0", "13.7"]);
  });

  it("never prints a bound on the other side of the limit, or as the limit", () => {
    const bound = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(bound, bound, bound, fc.integer({ min: 1, max: 50 }), (a, b, c, limit) => {
        const [low, value, high] = [a, b, c].toSorted((x, y) => x - y) as [number, number, number];
        const shown = printed(english, { value, low, high }, { limit });
        for (const [exact, text] of [
          [low, shown.low?.text],
          [high, shown.high?.text],
        ] as const) {
          // Closer than 1e-5 the five extra digits are spent.
          if (Math.abs(exact - limit) < 1e-5) continue;
          expect(Math.sign(Number(text) - limit)).toBe(Math.sign(exact - limit));
        }
      }),
    );
  });

  it("shows more digits for narrower intervals", () => {
    const widths = [40, 13, 0.5, 0.05].map((width) => decimalsFor({ value: 0.5, low: 0.5, high: 0.5 + width }));
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
  });
});
