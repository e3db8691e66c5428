import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import { canBeJudged, canBeJudgedMean, canBeJudgedRatio } from "../../src/stats/can-be-judged.js";
import { differenceLimits, ratioLimits } from "../../src/stats/choose-limits.js";
import { drawBinomial } from "../../src/stats/draw-binomial.js";
import { equalizedOdds } from "../../src/stats/equalized-odds.js";
import { largestLower, smallestLower } from "../../src/stats/extreme-pairs.js";
import { type GapOptions, maxGap, signedGap } from "../../src/stats/max-gap.js";
import { minRatio } from "../../src/stats/min-ratio.js";
import { twoSidedCritical } from "../../src/stats/normal-quantile.js";
import type { Sample } from "../../src/stats/sample.js";
import { tukeyCritical } from "../../src/stats/studentized-range.js";
import { gapError, twoGroupCritical, twoGroupLevel } from "../../src/stats/two-group-gap.js";
import { gateVerdict } from "../../src/stats/verdict.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, type Json, oracle, rootFound } from "./oracle.js";

const share = (x: number, n: number): Sample => ({ value: x / n, evidence: { interval: "wilson", basis: [x, n] } });
const mean = (value: number, error: number, n: number): Sample => ({
  value,
  evidence: { interval: "t_mean", basis: [value, error, n - 1, n] },
});
/** The same share, as evidence of dependent rows: compared by MOVER. */
const effective = (p: number, n: number, df: number): Sample => ({
  value: p,
  evidence: { interval: "wilson_effective", basis: [p, n, df, 2 * n] },
});

interface Table {
  readonly x: readonly number[];
  readonly n: readonly number[];
}
const alpha = 0.05;
const minGroup = 30;

/** Groups with a denominator, their samples, and which of them are judged. */
function judge({ x, n }: Table, test: (pooled: number, n: number, nMax: number) => boolean) {
  const present = n.map((_, i) => i).filter((i) => n[i]! > 0);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const judged = present.map((i) => n[i]! >= minGroup && test(sum(x) / sum(n), n[i]!, Math.max(...n)));
  return {
    samples: present.map((i) => share(x[i]!, n[i]!)),
    judged,
    judgedGroups: present.filter((_, position) => judged[position]),
    groups: present.length,
    vanished: present.length < n.length,
  };
}

/** Groups of a table that have a denominator and are not judged. */
const othersThan = (judged: readonly number[], { n }: Table): number[] =>
  n.map((_, i) => i).filter((i) => n[i]! > 0 && !judged.includes(i));

function expectVerdicts(
  table: ReturnType<typeof judge>,
  fails: boolean,
  passes: boolean,
  reference: Json,
  what: string,
) {
  for (const [listSmallGroups, key] of [
    [false, "verdict"],
    [true, "verdict_small_groups_list"],
  ] as const) {
    const { judgedGroups, groups, vanished } = table;
    const verdict = gateVerdict({ fails, passes, judged: judgedGroups.length, groups, vanished, listSmallGroups });
    expect(verdict, `${what}, ${key}`).toBe(reference[key]);
  }
}

withFixtures("against the direct reference g_max_gap", () => {
  it("maxGap, judged groups and verdicts", () => {
    const { inputs, expected } = oracle("g_max_gap");
    (inputs.tables as Table[]).forEach((table, t) => {
      for (const reference of expected.tables[t].max_gap as Json[]) {
        const { tolerance } = reference;
        const judgement = judge(table, (p, n, nMax) => canBeJudged(p, n, nMax, tolerance, alpha));
        const { samples, judged, judgedGroups } = judgement;
        const gap = maxGap(samples, { alpha, tolerance, judged });
        const what = `${table.x} of ${table.n}, tolerance ${tolerance}`;
        expectClose(gap.value, reference.value, closedForm, `${what}, value`);
        expectClose(gap.critical, reference.critical_value, closedForm, `${what}, critical value`);
        expectClose(gap.low, reference.L, rootFound, `${what}, low`);
        expectClose(gap.high, reference.U_judged, rootFound, `${what}, high`);
        const { high } = maxGap(samples, { alpha, tolerance });
        expectClose(high, reference.U_all_groups, rootFound, `${what}, high of all`);
        expect(judgedGroups, what).toEqual(reference.judged);
        expect(othersThan(judgedGroups, table), what).toEqual(reference.not_judged);
        if (samples.length === 2) {
          const { pair } = gap;
          const error = gapError(samples[pair[0]]!, samples[pair[1]]!, {
            tolerance,
            alpha,
            limits: differenceLimits(samples),
            pair,
            correlation: 0,
          });
          expectClose(error, reference.se_constrained, closedForm, `${what}, standard error`);
        }
        // The p-value is that of the failing bound: on the same side of alpha as the bound is of the tolerance.
        expect(gap.p < alpha, `${what}, p = ${gap.p}`).toBe(gap.low > tolerance);
        expectVerdicts(judgement, gap.low > tolerance, gap.high !== null && gap.high <= tolerance, reference, what);
      }
    });
  });
  it("minRatio, judged groups and verdicts", () => {
    const { inputs, expected } = oracle("g_max_gap");
    (inputs.tables as Table[]).forEach((table, t) => {
      for (const reference of expected.tables[t].min_ratio as Json[]) {
        const tolerance = reference.threshold;
        const judgement = judge(table, (p, n, nMax) => canBeJudgedRatio(p, n, nMax, tolerance, alpha));
        const { samples, judged, judgedGroups } = judgement;
        const ratio = minRatio(samples, { alpha, tolerance, judged });
        const what = `${table.x} of ${table.n}, threshold ${tolerance}`;
        expectClose(ratio.value, reference.value, closedForm, `${what}, value`);
        expectClose(ratio.critical, reference.critical_value, closedForm, `${what}, critical value`);
        expectClose(ratio.high, reference.U, rootFound, `${what}, high`);
        expectClose(ratio.low, reference.L_judged, rootFound, `${what}, low`);
        expectClose(
          minRatio(samples, { alpha, tolerance }).low,
          reference.L_all_groups,
          rootFound,
          `${what}, low of all`,
        );
        expect(judgedGroups, what).toEqual(reference.judged);
        expect(othersThan(judgedGroups, table), what).toEqual(reference.not_judged);
        expect(ratio.p < alpha, `${what}, p = ${ratio.p}`).toBe(ratio.high < tolerance);
        expectVerdicts(
          judgement,
          ratio.high < tolerance,
          ratio.low !== null && ratio.low >= tolerance,
          reference,
          what,
        );
      }
    });
  });
  it("equalizedOdds, judged groups and verdicts", () => {
    const { inputs, expected } = oracle("g_max_gap");
    (inputs.equalized_odds_cells as Json[][]).forEach((cells, t) => {
      const tables: Table[] = [
        { x: cells.map(({ tp }) => tp), n: cells.map(({ tp, fn }) => tp + fn) },
        { x: cells.map(({ fp }) => fp), n: cells.map(({ fp, tn }) => fp + tn) },
      ];
      for (const reference of expected.equalized_odds[t] as Json[]) {
        const { tolerance } = reference;
        const judgements = tables.map((table) =>
          judge(table, (p, n, nMax) => canBeJudged(p, n, nMax, tolerance, alpha)),
        );
        const odds = equalizedOdds(judgements, { alpha, tolerance });
        const what = `equalized odds ${t}, tolerance ${tolerance}`;
        expectClose(odds.value, reference.value, closedForm, `${what}, value`);
        expectClose(odds.low, reference.L, rootFound, `${what}, low`);
        expectClose(odds.high, reference.U_judged, rootFound, `${what}, high`);
        ["tpr", "fpr"].forEach((name, family) => {
          const [one, ofReference] = [odds.families[family]!, reference.families[name]];
          expectClose(one.value, ofReference.gap, closedForm, `${what}, ${name} gap`);
          expectClose(one.critical, ofReference.critical_value, closedForm, `${what}, ${name} critical value`);
          expectClose(one.low, ofReference.L, rootFound, `${what}, ${name} low`);
          expectClose(one.high, ofReference.U_judged, rootFound, `${what}, ${name} high`);
          expect(judgements[family]!.judgedGroups, what).toEqual(ofReference.judged);
        });
        expect(odds.p < alpha, `${what}, p = ${odds.p}`).toBe(odds.low > tolerance);
        const inBoth = judgements[0]!.judgedGroups.filter((group) => judgements[1]!.judgedGroups.includes(group));
        expect(inBoth, what).toEqual(reference.judged_in_both);
        const both = {
          ...judgements[0]!,
          judgedGroups: inBoth,
          groups: cells.length,
          vanished: judgements.some((j) => j.vanished),
        };
        expectVerdicts(both, odds.low > tolerance, odds.high !== null && odds.high <= tolerance, reference, what);
      }
    });
  });
});

const proportion = fc
  .integer({ min: 5, max: 4000 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))
  .map(([x, n]) => share(x, n));
// A share of rows is 0 or at least one row's: ratios of values like 1e-109 to 0 leave the range of doubles.
const dependent = fc
  .tuple(
    fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 1e-9, max: 1, noNaN: true })),
    fc.double({ min: 3, max: 2000, noNaN: true }),
    fc.double({ min: 1, max: 500, noNaN: true }),
  )
  .map(([p, n, df]) => effective(p, n, df));
const average = fc
  .tuple(
    fc.double({ min: 0.1, max: 1, noNaN: true }),
    fc.double({ min: 0.001, max: 0.2, noNaN: true }),
    fc.integer({ min: 2, max: 500 }),
  )
  .map(([value, error, n]) => mean(value, error, n));
const kinds = [
  ["scas", proportion],
  ["mover", dependent],
  ["welch", average],
] as const;
const groups = (sample: fc.Arbitrary<Sample>) => fc.array(sample, { minLength: 2, maxLength: 6 });
const tolerances = fc.constantFrom(0, 0.02, 0.1, 0.3);

describe.each(kinds)("maxGap by %s", (method, sample) => {
  it("low is not above the value, nor high below it", () =>
    fc.assert(
      fc.property(groups(sample), tolerances, (samples, tolerance) => {
        const { value, low, high, method: used } = maxGap(samples, { alpha, tolerance });
        expect(low).toBeLessThanOrEqual(value + 1e-12);
        expect(high).toBeGreaterThanOrEqual(value - 1e-12);
        expect(used).toBe(`${method}_${samples.length === 2 ? "two_groups" : "tukey"}`);
      }),
      { numRuns: 60 },
    ));
  it("p is below the level of the failing bound exactly when that is above the tolerance", () =>
    fc.assert(
      fc.property(
        groups(sample),
        tolerances,
        fc.constantFrom(0.2, 0.05, 0.01, 1e-4),
        (samples, tolerance, lowAlpha) => {
          const { low, p } = maxGap(samples, { alpha, tolerance, lowAlpha });
          // At equality the root finders decide by their last digit.
          fc.pre(Math.abs(low - tolerance) > 1e-9);
          expect(p < lowAlpha).toBe(low > tolerance);
        },
      ),
      { numRuns: 60 },
    ));
  it("does not depend on the order of the groups", () =>
    fc.assert(
      fc.property(groups(sample), tolerances, (samples, tolerance) => {
        const [one, other] = [
          maxGap(samples, { alpha, tolerance }),
          maxGap([...samples].reverse(), { alpha, tolerance }),
        ];
        expect(other.low).toBeCloseTo(one.low, 12);
        expect(other.high).toBeCloseTo(one.high!, 12);
        expect(other.value).toBeCloseTo(one.value, 12);
        // Found as a root in the critical value, hence rootFound.
        expect(Math.abs(other.p - one.p)).toBeLessThan(rootFound);
      }),
      { numRuns: 40 },
    ));
});

describe("the most extreme pair", () => {
  const few = fc.integer({ min: 1, max: 60 }).chain((n) => fc.integer({ min: 0, max: n }).map((x) => share(x, n)));
  const samplesOf = fc.oneof(few, proportion, dependent, average).chain((one) => {
    const kind = one.evidence.interval;
    const more = kind === "wilson" ? fc.oneof(few, proportion) : kind === "t_mean" ? average : dependent;
    return fc.array(more, { minLength: 2, maxLength: 9 });
  });
  const levels = fc.constantFrom(0.7, 1.2816, 1.645, 1.96, 2.576);
  const correlations = fc.constantFrom<((i: number, j: number) => number) | undefined>(
    undefined,
    (i, j) => (((i + j) % 5) - 2) / 3,
  );
  it("is found without looking at all: as by brute force", () =>
    fc.assert(
      fc.property(samplesOf, levels, correlations, fc.constantFrom(1, 1.3), (samples, c, correlation, ratio) => {
        for (const [limits, value] of [
          [differenceLimits(samples, correlation), ratio - 1],
          [ratioLimits(samples, correlation), ratio],
        ] as const) {
          const everyone = samples.map((_, i) => i);
          const pairs = everyone.flatMap((i) => everyone.filter((j) => i !== j).map((j) => [i, j] as const));
          const lower = pairs.map(([i, j]) => limits.lower(i, j, c));
          const most = Math.max(value, ...lower);
          expect(largestLower(limits, everyone, c, value)).toBe(most);
          expect(smallestLower(limits, everyone, c, Number.POSITIVE_INFINITY)).toBe(Math.min(...lower));
        }
      }),
      { numRuns: 300 },
    ));
  it("of 10,000 groups takes the limits of a few", () => {
    const uniform = random(1, "groups");
    const samples = Array.from({ length: 10_000 }, () => {
      const n = 30 + Math.floor(3000 * uniform());
      return share(drawBinomial(uniform, n, 0.3), n);
    });
    let limitsTaken = 0;
    const plain = differenceLimits(samples);
    const limits = {
      ...plain,
      lower: (i: number, j: number, c: number) => {
        limitsTaken++;
        return plain.lower(i, j, c);
      },
    };
    const everyone = samples.map((_, i) => i);
    const critical = tukeyCritical(alpha, samples.length);
    expect(largestLower(limits, everyone, critical, 0)).toBe(0);
    expect(smallestLower(limits, everyone, 1.645, Number.POSITIVE_INFINITY)).toBeLessThan(-0.3);
    expect(limitsTaken).toBeLessThan(200);
  });
  it("of equal groups is a pair of them", () => {
    const samples = Array.from({ length: 500 }, () => share(3, 10));
    const { value, low, high } = maxGap(samples, { alpha });
    expect([value, low]).toEqual([0, 0]);
    expect(high).toBe(maxGap(samples.slice(0, 2), { alpha }).high);
  });
});

describe("maxGap", () => {
  it("speaks with high for the judged groups only; one judged group is none", () => {
    const samples = [share(30, 300), share(33, 300), share(4, 5)];
    const options: GapOptions = { alpha, tolerance: 0.1 };
    const [all, judged] = [maxGap(samples, options), maxGap(samples, { ...options, judged: [true, true, false] })];
    expect(judged.high).toBe(maxGap(samples.slice(0, 2), options).high);
    expect(judged.high).toBeLessThan(all.high!);
    expect(judged.low).toBe(all.low);
    expect(maxGap(samples, { ...options, judged: [true, false, false] }).high).toBeNull();
  });
  it("points to the highest and the lowest group, to two groups even where all are equal", () => {
    expect(maxGap([share(3, 10), share(1, 10), share(5, 10)], { alpha }).pair).toEqual([2, 1]);
    expect(maxGap([share(3, 10), share(3, 10), share(3, 10)], { alpha }).pair).toEqual([0, 1]);
  });
  it("needs two groups", () => {
    expect(() => maxGap([share(3, 10)], { alpha })).toThrow(RangeError);
  });
  it("a correlation narrows the gap of groups that share units", () => {
    const samples = [effective(0.6, 80, 60), effective(0.2, 80, 60), effective(0.25, 80, 60)];
    const correlated = maxGap(samples, { alpha, correlation: () => 0.6 });
    expect(correlated.low).toBeGreaterThan(maxGap(samples, { alpha }).low);
    expect(correlated.high).toBeLessThan(maxGap(samples, { alpha }).high!);
  });
  it("of means without spread is their gap", () => {
    const gap = maxGap([mean(0.5, 0, 10), mean(0.3, 0, 10)], { alpha, tolerance: 0.1 });
    expect([gap.low, gap.high]).toEqual([0.2, 0.2]);
    expect(gap.p).toBeLessThan(1e-100);
  });
});

describe("signedGap", () => {
  it("is the gap of two groups and tells its direction", () => {
    const [a, b] = [share(30, 100), share(50, 100)];
    const options = { alpha, tolerance: 0.05 };
    expect(signedGap(a, b, options)).toEqual({ ...maxGap([b, a], options), pair: [1, 0] });
  });
  it("at tolerance 0 uses the two-sided critical value, far from it the one-sided one", () => {
    expect(signedGap(share(300, 1000), share(400, 1000), { alpha }).critical).toBeCloseTo(twoSidedCritical(alpha), 12);
    const far = signedGap(share(300, 1000), share(400, 1000), { alpha, tolerance: 0.2 });
    expect(far.critical).toBeCloseTo(twoSidedCritical(2 * alpha), 12);
  });
  it("twoGroupCritical is the inverse of twoGroupLevel", () =>
    fc.assert(
      fc.property(
        fc.double({ min: 1e-9, max: 0.4, noNaN: true }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.double({ min: 0.001, max: 0.3, noNaN: true }),
        (level, tolerance, error) => {
          // Root found on the logarithm of the level, which keeps its digits.
          expect(twoGroupLevel(twoGroupCritical(level, tolerance, error), tolerance, error) / level).toBeCloseTo(1, 9);
        },
      ),
    ));
});

describe("minRatio", () => {
  it("p is below the level of the failing bound exactly when that is below the threshold", () =>
    fc.assert(
      fc.property(
        fc.constantFrom(proportion, dependent, average).chain(groups),
        fc.constantFrom(0.8, 0.5, 1),
        (samples, tolerance) => {
          const { value, low, high, p } = minRatio(samples, { alpha, tolerance });
          if (value !== null) {
            expect(low).toBeLessThanOrEqual(value + 1e-12);
            expect(high).toBeGreaterThanOrEqual(value - 1e-12);
          }
          fc.pre(Math.abs(high - tolerance) > 1e-9);
          expect(p < alpha).toBe(high < tolerance);
        },
      ),
      { numRuns: 80 },
    ));
  it("fails for a certain reason where a group without success stands beside one that has many", () => {
    const { value, high, p } = minRatio([effective(0, 300, 200), effective(0.5, 300, 200)], { alpha, tolerance: 0.8 });
    expect(value).toBe(0);
    expect(high).toBeLessThan(0.1);
    expect(p).toBeLessThan(1e-10);
  });
  it("of groups without any success has no value, and nothing is decided", () => {
    const { value, low, high, p } = minRatio([share(0, 50), share(0, 500)], { alpha, tolerance: 0.8 });
    expect({ value, low, high, p }).toEqual({ value: null, low: 0, high: 1, p: 1 });
  });
});

describe("canBeJudged", () => {
  it("grows with the group, the tolerance and alpha", () => {
    expect(canBeJudged(0.3, 60, 20000, 0.05, 0.05)).toBe(false);
    expect(canBeJudged(0.3, 600, 20000, 0.05, 0.05)).toBe(true);
    expect(canBeJudged(0.3, 60, 20000, 0.15, 0.05)).toBe(true);
    expect(canBeJudged(0.3, 60, 20000, 0.09, 0.05)).toBe(false);
    expect(canBeJudged(0.3, 60, 20000, 0.09, 0.1)).toBe(true);
  });
  it("no group of nobody, and no ratio to a rate of 0", () => {
    expect(canBeJudged(0, 0, 100, 0.5, 0.05)).toBe(false);
    expect(canBeJudgedRatio(0, 1e6, 1e6, 0.5, 0.05)).toBe(false);
    expect(canBeJudgedMean(0, 0, 100, 0.5, 0.05)).toBe(false);
  });
  it("of a mean with the deviation of a proportion is that of the proportion", () => {
    for (const n of [50, 100, 200, 400, 800]) {
      expect(canBeJudgedMean(Math.sqrt(0.21), n, 900, 0.05, 0.05)).toBe(canBeJudged(0.3, n, 900, 0.05, 0.05));
    }
  });
});
