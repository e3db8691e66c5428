import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { fixturePath } from "../fixtures.js";

/**
 * Limits found by root finding: the references' own root finders stop between 1e-9 and 1e-12, so 1e-6 is safe and far
 * below print.
 */
export const rootFound = 1e-6;
/** Closed forms differ from the reference only by rounding, which cancellation may carry up to about 1e-11. */
export const closedForm = 1e-9;

// The fixtures are plain JSON of another program: their shape is asserted by reading them.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Json = any;

const infinite: Readonly<Record<string, number>> = {
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
  NaN: Number.NaN,
};

/** A reference file, with its words for non-finite numbers read back as numbers. */
export function oracle(name: string): Json {
  const text = readFileSync(fixturePath("oracles", `${name}.json`), "utf8");
  return JSON.parse(text, (_, value) => (typeof value === "string" && value in infinite ? infinite[value] : value));
}

/**
 * Expects two numbers to differ by at most `tolerance`, absolutely while the reference is below 1 and relative to it
 * above. Null stands for an infinite reference, and for one that is not defined (null or NaN) itself.
 */
export function expectClose(actual: number | null, expected: number | null, tolerance: number, what: string): void {
  if (expected === null || !Number.isFinite(expected)) {
    expect(actual, what).toBeNull();
    return;
  }
  expect(actual, what).not.toBeNull();
  const error = Math.abs(actual! - expected) / Math.max(1, Math.abs(expected));
  expect(error <= tolerance ? "close" : `${what}: ${actual} instead of ${expected}`).toBe("close");
}

/** The same relative to the reference, however small that is. */
export function expectRelative(actual: number, expected: number, tolerance: number, what: string): void {
  const error = actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
  expect(error <= tolerance ? "close" : `${what}: ${actual} instead of ${expected}`).toBe("close");
}

/** Both ends of an interval against a reference [low, high]. */
export function expectInterval(
  actual: { readonly low: number | null; readonly high: number | null },
  expected: readonly [number, number],
  tolerance: number,
  what: string,
): void {
  expectClose(actual.low, expected[0], tolerance, `${what}, low`);
  expectClose(actual.high, expected[1], tolerance, `${what}, high`);
}
