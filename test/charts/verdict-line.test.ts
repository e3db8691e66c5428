import { describe, expect, it } from "vitest";
import { verdictLine, verdictLineEnd, verdictLinePosition } from "../../src/charts/index.js";

const line = { verdict: "pass", value: 0.4, low: 0, high: 0.9 } as const;

describe("verdictLineEnd", () => {
  it("is the largest bound, rounded up to half a limit", () => {
    expect(verdictLineEnd([line, { ...line, high: 2.74 }])).toBe(3);
    expect(verdictLineEnd([{ ...line, high: 2.2 }])).toBe(2.5);
  });

  it("leaves room beyond the limit, and does not follow a gap of many limits", () => {
    expect(verdictLineEnd([line])).toBe(1.5);
    expect(verdictLineEnd([])).toBe(1.5);
    expect(verdictLineEnd([{ ...line, high: 80 }])).toBe(6);
  });

  it("is not moved by an interval without an upper bound", () => {
    expect(verdictLineEnd([{ ...line, high: null }])).toBe(1.5);
  });
});

describe("verdictLine", () => {
  it("ends in an arrow where the interval goes on", () => {
    expect(verdictLine({ ...line, high: null }, 1.5).marks).toMatchObject({ caps: 1, beyond: 1, estimate: 1 });
    expect(verdictLine({ ...line, value: 9, high: 12 }, 6).marks).toEqual({ interval: 1, caps: 1, beyond: 1 });
    expect(verdictLine(line, 1.5).marks).toEqual({ interval: 1, caps: 2, estimate: 1 });
  });

  it("puts the limit where the page draws its line", () => {
    expect(verdictLinePosition(0, 3)).toBeCloseTo(8 / 280, 10);
    expect(verdictLinePosition(3, 3)).toBeCloseTo(270 / 280, 10);
  });
});
