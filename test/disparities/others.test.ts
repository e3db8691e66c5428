import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type BestDisparity,
  type CountsDisparity,
  disparities,
  type JointDisparity,
  type PairedDisparity,
  type StratifiedDisparity,
} from "../../src/disparities/index.js";
import { boundsOf, type JointPart, maxGap, type Sample } from "../../src/stats/index.js";
import { projectRoot } from "../fixtures.js";

type Kind = "best" | "joint" | "counts" | "paired" | "stratified";
type OfKind<K extends Kind> = Extract<(typeof disparities)[number], { kind: K }>;
const ofKind = <K extends Kind>(kind: K): (readonly [string, OfKind<K>])[] =>
  disparities.flatMap((disparity) =>
    disparity.kind === kind ? [[disparity.name, disparity as OfKind<K>] as const] : [],
  );

function casesOf<Case>(name: string): readonly Case[] {
  const file = `${name.replaceAll(/[_(]/g, "-").replace(")", "")}.json`;
  const { source, cases } = JSON.parse(readFileSync(path.join(projectRoot, "test", "disparities", file), "utf8"));
  expect(source).not.toBe("");
  expect(cases.length).toBeGreaterThanOrEqual(3);
  return cases;
}

/** 12 digits: quotients of small integers and their logarithms. */
const near = (found: number | null | undefined, expected: number | null) => {
  if (expected === null) expect(found).toBeNull();
  else expect(found as number).toBeCloseTo(expected, 12);
};

type Share = readonly [x: number, n: number];
type Cells = readonly [tp: number, fp: number, fn: number, tn: number];

const share = ([x, n]: Share): Sample => ({ value: x / n, evidence: { interval: "wilson", basis: [x, n] } });
const part = (shares: readonly Share[]): JointPart => ({ samples: shares.map(share) });
const odds = (groups: readonly Cells[]): JointPart[] => [
  part(groups.map(([tp, , fn]) => [tp, tp + fn])),
  part(groups.map(([, fp, , tn]) => [fp, fp + tn])),
];

interface JointCase {
  readonly groups?: readonly Cells[];
  readonly classes?: readonly (readonly number[])[];
  readonly shares?: readonly Share[];
  readonly value: number;
}

/** The parts that a disparity over several metrics is made from. */
function partsOf({ groups, classes, shares }: JointCase): JointPart[] {
  if (groups !== undefined) return odds(groups);
  if (shares !== undefined) return [part(shares)];
  const size = (counts: readonly number[]) => counts.reduce((sum, n) => sum + n, 0);
  return (classes?.[0] ?? []).map((_, k) => part((classes ?? []).map((counts) => [counts[k] as number, size(counts)])));
}

describe.each(ofKind("joint"))("%s", (name, disparity: JointDisparity) => {
  it("gives the values of a reference, between its bounds", () => {
    for (const one of casesOf<JointCase>(name)) {
      const outcome = disparity.rule.of(partsOf(one), { alpha: 0.05 });
      near(outcome?.value, one.value);
      expect(outcome?.low).toBeLessThanOrEqual(one.value + 1e-9);
      expect(outcome?.high ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(one.value - 1e-9);
    }
  });

  it("has no value with one group, and none without bounds where a value has no interval", () => {
    const [one] = casesOf<JointCase>(name) as [JointCase];
    const parts = partsOf(one);
    const alone = parts.map(({ samples }) => ({ samples: samples.map((sample, g) => (g === 0 ? sample : null)) }));
    expect(disparity.rule.of(alone, { alpha: 0.05 })).toBeNull();
    const bare = parts.map(({ samples }) => ({
      samples: samples.map((sample) => sample && { value: sample.value, evidence: null }),
    }));
    if (name !== "differential_fairness")
      expect(disparity.rule.of(bare, { alpha: 0.05 })).toMatchObject({ low: null, high: null, p: null, method: null });
  });
});

describe("joint disparities and the metrics that they are made from", () => {
  const count = fc.integer({ min: 1, max: 200 });
  const cells = fc.tuple(count, count, count, count);
  const groups = fc.array(cells, { minLength: 2, maxLength: 5 });
  const rule = (name: string) => (disparities.find((disparity) => disparity.name === name) as JointDisparity).rule;

  it("average odds is at most equalized odds, which is the larger of two largest gaps", () =>
    fc.assert(
      fc.property(groups, (of) => {
        const parts = odds(of);
        const equalized = rule("equalized_odds").of(parts, { alpha: 0.05 });
        const average = rule("average_odds").of(parts, { alpha: 0.05 });
        const gaps = parts.map(({ samples }) => maxGap(samples as Sample[], { alpha: 0.05 }).value);
        expect(equalized?.value).toBeCloseTo(Math.max(...gaps), 12);
        expect(average?.value).toBeLessThanOrEqual((equalized?.value as number) + 1e-12);
      }),
    ));

  it("the distance of two classes is the largest difference of selection rates, bounds and all", () =>
    fc.assert(
      fc.property(groups, (of) => {
        const shares = of.map(([tp, fp, fn, tn]): Share => [tp + fp, tp + fp + fn + tn]);
        const found = rule("class_distance").of([part(shares)], { alpha: 0.05 });
        const gap = maxGap(shares.map(share), { alpha: 0.05 });
        expect(found).toMatchObject({ value: gap.value, low: gap.low, high: gap.high, p: gap.p });
      }),
    ));
});

describe.each(ofKind("best"))("%s", (name, disparity: BestDisparity) => {
  interface BestCase {
    readonly groups: readonly Share[];
    readonly better: "higher" | "lower";
    readonly values: readonly number[];
  }
  const of = ({ groups, better }: Omit<BestCase, "values">) =>
    disparity.of(groups.map(share), { alpha: 0.05, better, correlation: () => 0 });

  it("gives the values of a reference", () => {
    for (const one of casesOf<BestCase>(name)) {
      const { values } = of(one);
      for (const [i, value] of one.values.entries()) near(values[i]?.value, value);
    }
  });

  const counts = fc
    .integer({ min: 1, max: 300 })
    .chain((n) => fc.tuple(fc.integer({ min: 1, max: n }), fc.constant(n)));
  const drawn = fc.record({
    groups: fc.array(counts, { minLength: 2, maxLength: 6 }),
    better: fc.constantFrom("higher" as const, "lower" as const),
  });

  it("has bounds around its value that do not pass the best group's", () =>
    fc.assert(
      fc.property(drawn, (groups) => {
        const none = disparity.scale === "difference" ? 0 : 1;
        for (const { value, low, high } of of(groups).values) {
          // 1e-9: limits are found by bisection.
          expect(low ?? Number.NEGATIVE_INFINITY).toBeLessThanOrEqual((value as number) + 1e-9);
          expect(high ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual((value as number) - 1e-9);
          if (groups.better === "higher") expect(high).toBeLessThanOrEqual(none);
          else expect(low).toBeGreaterThanOrEqual(none);
        }
      }),
    ));

  it("is at its widest as wide as the largest gap of any two groups, far bound included", () =>
    fc.assert(
      fc.property(drawn, (groups) => {
        if (disparity.scale === "ratio") return;
        const { values } = of(groups);
        const gap = maxGap(groups.groups.map(share), { alpha: 0.05 });
        const far = values.map(({ low, high }) => (groups.better === "higher" ? -(low as number) : (high as number)));
        expect(Math.max(...values.map(({ value }) => Math.abs(value as number)))).toBeCloseTo(gap.value, 12);
        expect(Math.max(...far)).toBeCloseTo(gap.high as number, 9);
      }),
    ));

  it("has values without bounds where one has no interval", () => {
    const { best, values } = disparity.of([share([3, 10]), { value: 0.5, evidence: null }], {
      alpha: 0.05,
      better: "higher",
      correlation: () => 0,
    });
    expect(best).toBe(1);
    expect(values[0]).toMatchObject({ low: null, high: null, p: null, method: null });
  });
});

describe.each(ofKind("counts"))("%s", (name, disparity: CountsDisparity) => {
  const flat = (groups: readonly Cells[]) => Float64Array.from(groups.flat());

  it("gives the values of a reference", () => {
    for (const { groups, value } of casesOf<{ groups: readonly Cells[]; value: number | null }>(name))
      near(disparity.of(flat(groups)), value);
  });

  it("is the same with every count doubled, and with groups in another order", () => {
    for (const { groups } of casesOf<{ groups: readonly Cells[] }>(name)) {
      const value = disparity.of(flat(groups));
      near(disparity.of(flat(groups).map((n) => 2 * n)), value);
      near(disparity.of(flat(groups.toReversed())), value);
    }
  });

  it("has no value where nobody has a benefit", () => {
    expect(disparity.of(Float64Array.of(0, 0, 5, 0, 0, 0, 7, 0))).toBeNull();
  });
});

describe.each(ofKind("paired"))("%s", (name, disparity: PairedDisparity) => {
  const confusion = ([tp, fp, fn, tn]: Cells) => ({ tp, fp, fn, tn });

  it("gives the values of a reference, between its bounds", () => {
    for (const { groups, value } of casesOf<{ groups: readonly [Cells, Cells]; value: number }>(name)) {
      const outcome = disparity.of(confusion(groups[0]), confusion(groups[1]));
      near(outcome?.value, value);
      const { low, high } = boundsOf(outcome!.evidence, 0.1);
      expect(low).toBeLessThanOrEqual(value + 1e-9);
      expect(high).toBeGreaterThanOrEqual(value - 1e-9);
    }
  });

  it("has no value for a group without rows, and is 0 where predictions are the labels", () => {
    expect(disparity.of(confusion([0, 0, 0, 0]), confusion([1, 2, 3, 4]))).toBeNull();
    expect(disparity.of(confusion([30, 0, 0, 70]), confusion([50, 0, 0, 50]))?.value).toBe(0);
  });
});

describe.each(ofKind("stratified"))("%s", (name, disparity: StratifiedDisparity) => {
  interface StrataCase {
    /** [successes, trials] of the group, then of the others, in each stratum. */
    readonly strata: readonly (readonly [number, number, number, number])[];
    readonly value: number;
    readonly p?: number;
  }
  const pairs = (strata: StrataCase["strata"]) =>
    strata.map(([x, n, y, m]) => ({ a: { successes: x, trials: n }, b: { successes: y, trials: m } }));

  it("gives the values of a reference", () => {
    for (const { strata, value, p } of casesOf<StrataCase>(name)) {
      const found = disparity.of(pairs(strata), { alpha: 0.05 });
      // 1e-6: the common odds ratio is a root.
      expect(found.value).toBeCloseTo(value, 6);
      if (p !== undefined) expect(found.p).toBeCloseTo(p, 9);
      if (found.low !== null) expect(found.low).toBeLessThanOrEqual(value);
      if (found.high !== null) expect(found.high).toBeGreaterThanOrEqual(value);
    }
  });

  it("has no value where no stratum can tell", () => {
    // Nobody, and everybody, accepted.
    expect(
      disparity.of(
        pairs([
          [0, 10, 0, 0],
          [0, 0, 7, 7],
        ]),
        { alpha: 0.05 },
      ),
    ).toMatchObject({ value: null, low: null, high: null });
  });
});
