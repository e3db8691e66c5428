import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertInside, domainOf, ticks } from "../../src/charts/scale.js";

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe("domainOf", () => {
  it("holds every value", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 30 }), (values) => {
        const domain = domainOf(values, [null, null]);
        assertInside({ type: "linear", domain, range: [0, 1] }, values);
        expect(domain[0]).toBeLessThan(domain[1]);
      }),
    );
  });

  it("keeps to the natural limits, and passes them where a value does", () => {
    expect(domainOf([0.01, 0.99], [0, 1])).toEqual([0, 1]);
    expect(domainOf([0.5, 1.2], [0, 1])[1]).toBeGreaterThan(1.2);
  });

  it("refuses to guess without values", () => {
    expect(() => domainOf([], [0, 1])).toThrow("finite");
    expect(() => domainOf([Number.NaN], [0, 1])).toThrow("finite");
  });
});

describe("assertInside", () => {
  const scale = { type: "linear", domain: [0.5, 0.8], range: [0, 100] } as const;

  it("refuses a bound beyond the axis: 46.8 % under an axis from 50 %", () => {
    expect(() => assertInside(scale, [0.468])).toThrow("outside");
  });

  it("refuses NaN", () => {
    expect(() => assertInside(scale, [Number.NaN])).toThrow("outside");
  });
});

describe("ticks", () => {
  it("are round, rising and inside, at most as many as asked for", () => {
    fc.assert(
      fc.property(
        value,
        fc.double({ min: 1e-4, max: 1e6, noNaN: true }),
        fc.integer({ min: 2, max: 9 }),
        (from, width, count) => {
          const found = ticks([from, from + width], count);
          expect(found.length).toBeLessThanOrEqual(count);
          // A step of 1, 2 or 5 leaves at least a fifth of the ticks that are asked for, and one more or less at the ends.
          expect(found.length).toBeGreaterThanOrEqual(Math.floor(count / 2.5) - 1);
          for (const tick of found) {
            expect(tick).toBeGreaterThanOrEqual(from - Math.abs(from) * 1e-9 - width * 1e-6);
            expect(tick).toBeLessThanOrEqual(from + width + Math.abs(from) * 1e-9 + width * 1e-6);
          }
        },
      ),
    );
  });

  it("have no digits that multiplication adds", () => {
    expect(ticks([0.05, 0.42], 7)).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect(ticks([0.209, 0.326], 7)).toEqual([0.22, 0.24, 0.26, 0.28, 0.3, 0.32]);
  });
});
