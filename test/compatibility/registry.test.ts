import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Comparison,
  compatibilityByName,
  compatibilityFamilies,
  compatibilityFigures,
  compatibilityNames,
  compatibilityNamesOf,
  reproduce,
  usesAllGroups,
} from "../../src/compatibility/index.js";
import type { Confusion } from "../../src/core/confusion.js";
import { disparities } from "../../src/disparities/index.js";
import { families, metrics } from "../../src/metrics/index.js";
import * as stats from "../../src/stats/index.js";
import { compare, tally } from "./tallies.js";

const all = compatibilityNames.map((name) => compatibilityByName(name)!);

const count = fc.nat({ max: 12 });
const group = fc.tuple(count, count, count, count);
const groups = fc.array(group, { minLength: 2, maxLength: 5 });

const comparisonOf = (list: readonly (readonly [number, number, number, number])[]): Comparison => {
  const tallies = list.map((counts) => ({ ...tally(counts), strata: [tally(counts).rows] }));
  return compare(tallies[0]!, tallies[1]!, tallies);
};
const scaled = (comparison: Comparison, factor: number): Comparison => {
  const times = ({ tp, fp, fn, tn }: Confusion) => ({
    tp: factor * tp,
    fp: factor * fp,
    fn: factor * fn,
    tn: factor * tn,
  });
  const groups = comparison.groups.map(({ rows, sums, strata }) => ({
    rows: times(rows),
    sums: times(sums),
    strata: strata.map(times),
  }));
  return compare(groups[0]!, groups[1]!, groups);
};

/** Formulas that add a constant to counts, or subtract one from sizes, or are a test statistic: not the same for twice the rows. */
const changesWithSize = /smoothed|differential_fairness|skew|cohen_d|z_test|krc|chi_sq/;

describe("registry of compatibility figures", () => {
  it("names are unique, belong to a library, and find their figure", () => {
    expect(new Set(compatibilityNames).size).toBe(compatibilityNames.length);
    for (const name of compatibilityNames) {
      expect(name).toMatch(
        /^(clarify|aif360|fairlearn|aequitas|tfma|lift|giskard|holistic|synapseml|fairmodels|oxonfair)\.[a-z0-9_]+(\([a-z_, ]+\))?$/,
      );
      expect(compatibilityByName(name)?.name).toBe(name);
    }
  });
  it("families take a number in brackets, their default without one, and no other", () => {
    for (const { name, byDefault, allows } of compatibilityFamilies) {
      expect(allows(byDefault), name).toBe(true);
      expect(compatibilityByName(`${name}(${byDefault})`)?.name).toBe(`${name}(${byDefault})`);
      expect(compatibilityByName(`${name}(x)`), name).toBeUndefined();
    }
    expect(compatibilityByName("aequitas.fpr_parity(2)")).toBeUndefined();
  });
  it("a star stands for all of a library, and an unknown name for nothing", () => {
    const libraries = new Set(compatibilityNames.map((name) => name.slice(0, name.indexOf("."))));
    expect([...libraries].flatMap((library) => compatibilityNamesOf(`${library}.*`)).sort()).toEqual(
      [...compatibilityNames].sort(),
    );
    expect(compatibilityNamesOf("clarify.kl")).toEqual(["clarify.kl"]);
    expect(compatibilityNamesOf("clarify.nothing")).toEqual([]);
    expect(compatibilityNamesOf("nobody.*")).toEqual([]);
    expect(compatibilityNamesOf("*")).toEqual([]);
  });
  it("what is called ours is there: a metric, a disparity or a statistic", () => {
    const known = new Set([
      ...[...metrics, ...families, ...disparities].map(({ name }) => name),
      ...Object.keys(stats).map((name) => `${name} (evenhand/stats)`),
    ]);
    const named = new Set(all.flatMap(({ ours }) => ours?.split(", ") ?? []));
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
  });
  it("every figure says what it is and how it differs", () => {
    for (const { name, formula, convention, source, version, library } of compatibilityFigures)
      for (const text of [formula, convention, source, version, library]) expect(text.length, name).toBeGreaterThan(2);
  });
});

describe.each(all)("$name", (figure) => {
  it("gives a finite number, or none with a reason, for any counts", () =>
    fc.assert(
      fc.property(groups, (list) => {
        const { status, value, reason } = reproduce(figure, comparisonOf(list));
        expect(status === "ok" ? Number.isFinite(value) && reason === null : value === null && reason !== null).toBe(
          true,
        );
      }),
      { numRuns: 50 },
    ));
});

describe.each(all.filter((figure) => !usesAllGroups(figure)))("$name", (figure) => {
  it("is made without the other groups of the attribute, so it cannot give them away", () =>
    fc.assert(
      fc.property(groups, (list) => {
        const { group, other, groups } = comparisonOf(list);
        expect(reproduce(figure, { group, other, groups: [] })).toEqual(reproduce(figure, { group, other, groups }));
      }),
      { numRuns: 20 },
    ));
});

describe.each(all.filter(({ name }) => !changesWithSize.test(name)))("$name", (figure) => {
  it("says the same of every row counted twice", () =>
    fc.assert(
      fc.property(groups, (list) => {
        const comparison = comparisonOf(list);
        const [once, twice] = [reproduce(figure, comparison), reproduce(figure, scaled(comparison, 2))];
        expect(twice.status).toBe(once.status);
        // Doubling is exact; only sums of more than one term are rounded otherwise.
        if (once.status === "ok") expect(twice.value).toBeCloseTo(once.value as number, 12);
      }),
      { numRuns: 50 },
    ));
});
