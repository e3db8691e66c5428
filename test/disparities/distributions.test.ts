import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DistributionDisparity, disparities, type GroupScores } from "../../src/disparities/index.js";
import { boundsOf, countValues, delong } from "../../src/stats/index.js";
import { projectRoot } from "../fixtures.js";

interface Labelled {
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

const ofClass = (scores: readonly number[]) => {
  const { values, counts } = countValues(scores);
  return { score: values, n: counts };
};
const groupOf = ({ positives, negatives }: Labelled): GroupScores => ({
  positives: ofClass(positives),
  negatives: ofClass(negatives),
  scores: countValues([...positives, ...negatives]),
});
/** Of plain scores every other one is positive: no label bears on what is tried with them. */
const asGroup = (given: readonly number[] | Labelled): GroupScores =>
  "positives" in given
    ? groupOf(given)
    : groupOf({ positives: given.filter((_, i) => i % 2 === 0), negatives: given.filter((_, i) => i % 2 === 1) });

const ofScores = disparities.filter((disparity) => disparity.kind === "distribution");

const named = (name: string) => ofScores.find((disparity) => disparity.name === name) as DistributionDisparity;
const coarse = fc.integer({ min: 0, max: 20 }).map((score) => score / 20);
const some = fc.array(coarse, { minLength: 2, maxLength: 25 });
const labelled = fc.record({ positives: some, negatives: some });

describe.each(ofScores.map((disparity) => [disparity.name, disparity] as const))("%s", (name, disparity) => {
  const value = (a: Labelled, b: Labelled): number => disparity.value(groupOf(a), groupOf(b)) as number;

  it("gives the values of a reference", () => {
    const file = path.join(projectRoot, "test", "disparities", `${name.replaceAll("_", "-")}.json`);
    const { cases } = JSON.parse(readFileSync(file, "utf8"));
    expect(cases.length).toBeGreaterThanOrEqual(3);
    for (const one of cases) {
      // 12 digits: sums of fractions in another order.
      expect(disparity.value(asGroup(one.group), asGroup(one.reference))).toBeCloseTo(one.value, 12);
      expect(disparity.of(asGroup(one.group), asGroup(one.reference))?.value).toBeCloseTo(one.value, 12);
    }
  });

  it("is 0 for a group and itself, the same both ways, and never longer than by way of a third group", () =>
    fc.assert(
      fc.property(labelled, labelled, labelled, (a, b, c) => {
        expect(value(a, a)).toBeCloseTo(0, 12);
        expect(value(a, b)).toBeCloseTo(value(b, a), 12);
        expect(value(a, b)).toBeLessThanOrEqual(value(a, c) + value(c, b) + 1e-12);
        expect(value(a, b)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    ));

  it("has bounds around its value, and the same value with every row twice or with weights of 2", () =>
    fc.assert(
      fc.property(labelled, labelled, (a, b) => {
        const { value: found, evidence, p } = disparity.of(groupOf(a), groupOf(b))!;
        const { low, high } = boundsOf(evidence!, 0.05);
        expect(low).toBeLessThanOrEqual(found);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeGreaterThanOrEqual(found - 1e-12);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        const twice = (of: Labelled): Labelled => ({
          positives: [...of.positives, ...of.positives],
          negatives: [...of.negatives, ...of.negatives],
        });
        expect(value(twice(a), twice(b))).toBeCloseTo(found, 12);
        const { scores, positives, negatives } = groupOf(a);
        const heavy: GroupScores = {
          scores: { ...scores, counts: scores.counts.map((count) => 2 * count) },
          positives: { ...positives, w: positives.n.map((n) => 2 * n) },
          negatives: { ...negatives, w: negatives.n.map((n) => 2 * n) },
        };
        expect(disparity.value(heavy, groupOf(b))).toBeCloseTo(found, 12);
      }),
    ));

  it("has no value for a group without rows", () => {
    const [none, one] = [groupOf({ positives: [], negatives: [] }), groupOf({ positives: [1], negatives: [0] })];
    expect(disparity.value(none, one)).toBeNull();
    expect(disparity.of(one, none)).toBeNull();
  });
});

describe("what distances of scores are", () => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const all = ({ positives, negatives }: Labelled) => [...positives, ...negatives];
  const selected = (scores: readonly number[], threshold: number) => mean(scores.map((s) => (s > threshold ? 1 : 0)));

  it("score_distance is the gap in the selection rate averaged over thresholds, score_ks_distance the largest one", () =>
    fc.assert(
      fc.property(labelled, labelled, (a, b) => {
        // Scores are twentieths: one threshold between each two stands for all of them.
        const gaps = Array.from({ length: 20 }, (_, i) =>
          Math.abs(selected(all(a), (i + 0.5) / 20) - selected(all(b), (i + 0.5) / 20)),
        );
        expect(named("score_distance").value(groupOf(a), groupOf(b))).toBeCloseTo(mean(gaps), 12);
        expect(named("score_ks_distance").value(groupOf(a), groupOf(b))).toBeCloseTo(Math.max(...gaps), 12);
      }),
    ));

  it("score_distance is at least the difference of means, roc_area_between at least that of the areas", () =>
    fc.assert(
      fc.property(labelled, labelled, (a, b) => {
        const [x, y] = [groupOf(a), groupOf(b)];
        const means = Math.abs(mean(all(a)) - mean(all(b)));
        expect(named("score_distance").value(x, y)).toBeGreaterThanOrEqual(means - 1e-12);
        const areas = [x, y].map(({ positives, negatives }) => delong(positives, negatives)!.value);
        expect(named("roc_area_between").value(x, y)).toBeGreaterThanOrEqual(Math.abs(areas[0]! - areas[1]!) - 1e-12);
      }),
    ));

  it("a score that changes nothing in the order changes no ROC curve and no largest gap", () =>
    fc.assert(
      fc.property(labelled, labelled, (a, b) => {
        const cubed = ({ positives, negatives }: Labelled): Labelled => ({
          positives: positives.map((score) => score ** 3),
          negatives: negatives.map((score) => score ** 3),
        });
        for (const name of ["score_ks_distance", "roc_area_between"])
          expect(named(name).value(groupOf(cubed(a)), groupOf(cubed(b)))).toBeCloseTo(
            named(name).value(groupOf(a), groupOf(b)) as number,
            12,
          );
      }),
    ));
});
