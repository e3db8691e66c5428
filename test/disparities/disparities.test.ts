import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DisparityValue,
  disparities,
  disparityByName,
  type Member,
  type PairDisparity,
  type SpreadDisparity,
} from "../../src/disparities/index.js";
import { projectRoot } from "../fixtures.js";

interface OracleCase {
  /** [successes, trials] of each group. */
  readonly groups: readonly (readonly [number, number])[];
  readonly alpha: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly p?: number;
}

const folder = path.join(projectRoot, "test", "disparities");
const fileOf = (name: string) => path.join(folder, `${name.replaceAll(/[_(]/g, "-").replace(")", "")}.json`);
/** Those of the values of two groups or more; the others have tests of their own, in others.test.ts. */
const ofMembers = disparities.filter(({ kind }) => kind === "spread" || kind === "pair") as (
  | SpreadDisparity
  | PairDisparity
)[];
const share = (x: number, n: number): Member => ({ value: x / n, evidence: { interval: "wilson", basis: [x, n] } });

function outcomeOf(
  disparity: SpreadDisparity | PairDisparity,
  members: readonly Member[],
  alpha = 0.05,
): DisparityValue {
  if (disparity.kind === "spread") return disparity.of(members, { alpha, correlation: () => 0 });
  const [member, other] = members as [Member, Member];
  return disparity.of(member, other, { alpha, correlation: 0 });
}

// 1e-6: limits are roots on both sides, as the reference says; values are quotients of small integers.
const near = (found: number | null, expected: number | null) => {
  if (expected === null) expect(found).toBeNull();
  else expect(Math.abs((found as number) - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(1e-6);
};

describe.each(ofMembers.map((disparity) => [disparity.name, disparity] as const))("%s", (name, disparity) => {
  it("gives the values of a reference", () => {
    const { source, cases } = JSON.parse(readFileSync(fileOf(name), "utf8")) as { source: string; cases: OracleCase[] };
    expect(source).not.toBe("");
    expect(cases.length).toBeGreaterThanOrEqual(3);
    for (const { groups, alpha, value, low, high, p } of cases) {
      const found = outcomeOf(
        disparity,
        groups.map(([x, n]) => share(x, n)),
        alpha,
      );
      near(found.value, value);
      near(found.low, low);
      near(found.high, high);
      if (p !== undefined) near(found.p, p);
    }
  });

  it("has a value without an interval where a part has none", () => {
    const members = [share(3, 10), { value: 0.5, evidence: null }];
    expect(outcomeOf(disparity, members)).toMatchObject({ low: null, high: null, p: null, method: null });
    // What sampling makes of a spread cannot be taken off where it is not known.
    if (name !== "between_group_sd") expect(outcomeOf(disparity, members).value).not.toBeNull();
  });
});

it.each(disparities.map((disparity) => [disparity.name, disparity] as const))(
  "%s is found by its name, and says which way a gate limits it",
  (name, disparity) => {
    expect(disparityByName(name)).toBe(disparity);
    expect(disparity.bound).toBe(disparity.scale === "ratio" ? "at_least" : "at_most");
    expect(disparity.source).toMatch(/\d{4}/);
  },
);

/** What attributions say is tested where it is computed (test/attributions/gaps) and judged (test/gates). */
const withOracle = disparities.filter(({ kind }) => kind !== "attribution");

it("every oracle file belongs to a disparity", () => {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  expect(files.sort()).toEqual(withOracle.map(({ name }) => path.basename(fileOf(name))).sort());
});

const counts = fc.integer({ min: 1, max: 400 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

describe.each(ofMembers.map((disparity) => [disparity.name, disparity] as const))(
  "%s, for all counts",
  (_, disparity) => {
    it("has an interval around its value", () =>
      fc.assert(
        fc.property(counts, counts, (a, b) => {
          const { value, low, high } = outcomeOf(disparity, [share(...a), share(...b)]);
          if (value === null) return;
          // 1e-9: limits are found by bisection.
          if (low !== null) expect(low).toBeLessThanOrEqual(value + 1e-9);
          if (high !== null) expect(high).toBeGreaterThanOrEqual(value - 1e-9);
        }),
      ));
  },
);

describe("swapping two groups", () => {
  const pairs = ofMembers.filter(({ kind }) => kind === "pair");
  const spreads = ofMembers.filter(({ kind }) => kind === "spread");
  const swapped = (
    disparity: SpreadDisparity | PairDisparity,
    a: readonly [number, number],
    b: readonly [number, number],
  ) => [outcomeOf(disparity, [share(...a), share(...b)]), outcomeOf(disparity, [share(...b), share(...a)])];

  it.each(pairs.filter(({ scale }) => scale === "difference").map((disparity) => [disparity.name, disparity] as const))(
    "flips the sign of %s",
    (_, disparity) =>
      fc.assert(
        fc.property(counts, counts, (a, b) => {
          const [one, other] = swapped(disparity, a, b) as [DisparityValue, DisparityValue];
          expect(one.value).toBeCloseTo(-(other.value as number), 12);
          expect(one.low).toBeCloseTo(-(other.high as number), 6);
          expect(one.p).toBeCloseTo(other.p as number, 6);
        }),
      ),
  );

  it.each(pairs.filter(({ scale }) => scale === "ratio").map((disparity) => [disparity.name, disparity] as const))(
    "inverts %s",
    (_, disparity) =>
      fc.assert(
        fc.property(counts, counts, (a, b) => {
          const [one, other] = swapped(disparity, a, b) as [DisparityValue, DisparityValue];
          if (one.value === null || other.value === null) return;
          expect(one.value * other.value).toBeCloseTo(1, 12);
          if (one.low !== null && other.high !== null) expect(one.low * other.high).toBeCloseTo(1, 6);
        }),
      ),
  );

  it.each(spreads.map((disparity) => [disparity.name, disparity] as const))("leaves %s as it is", (_, disparity) =>
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const [one, other] = swapped(disparity, a, b) as [DisparityValue, DisparityValue];
        for (const key of ["value", "low", "high", "p"] as const) {
          if (one[key] === null) expect(other[key]).toBeNull();
          else expect(one[key]).toBeCloseTo(other[key] as number, 6);
        }
      }),
    ),
  );
});
