import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampledGroups } from "../../src/runner/sampled-groups.js";

const rows = (sizes: Readonly<Record<string, number>>): string[] =>
  Object.entries(sizes).flatMap(([name, size]) => new Array<string>(size).fill(name));

describe("sampledGroups", () => {
  it("tells of all groups where all are large enough", () => {
    expect(sampledGroups(rows({ b: 5, a: 9 }), null, 5)).toEqual(["a", "b"]);
  });

  it("leaves out a small group, and the next smallest with it, as both together are taken off everybody", () => {
    expect(sampledGroups(rows({ a: 20, b: 9, c: 2 }), null, 5)).toEqual(["a"]);
  });

  it("needs no second group where others are left out as well", () => {
    expect(sampledGroups(rows({ a: 20, b: 9, c: 2, d: 4 }), null, 5)).toEqual(["a", "b"]);
    expect(sampledGroups(rows({ a: 20, b: 9, c: 2, "(unknown)": 30 }), null, 5)).toEqual(["a", "b"]);
  });

  it("counts people, not their rows", () => {
    const unit = Int32Array.from([0, 1, 2, 3, 4, 5, 5, 5, 5, 5]);
    expect(sampledGroups(rows({ a: 5, b: 5 }), unit, 3)).toEqual([]);
  });

  it("hides nobody at 0", () => {
    expect(sampledGroups(rows({ a: 1, b: 1 }), null, 0)).toEqual(["a", "b"]);
  });

  it("never leaves 1 to below − 1 people when what is told is taken off everybody", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 8 }), (counts, below) => {
        const all = Object.fromEntries(counts.map((size, place) => [`g${place}`, size]));
        const shown = sampledGroups(rows(all), null, below);
        const left = Object.entries(all).reduce((sum, [name, size]) => sum + (shown.includes(name) ? 0 : size), 0);
        expect(shown.every((name) => all[name]! >= below)).toBe(true);
        expect(left === 0 || left >= below || shown.length === 0).toBe(true);
      }),
    );
  });
});
