import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DistributionMetric,
  type Entries,
  type Measurement,
  metricByName,
  type RankingMetric,
} from "../../src/metrics/index.js";
import { discounts } from "../../src/metrics/rank-discount.js";
import { boundsOf } from "../../src/stats/index.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { mulberry32 } from "../mulberry32.js";
import { entriesOf, type ScoredRow } from "./entries-of.js";

const ranking = (name: string) => metricByName(name) as RankingMetric;
const measure = (name: string, group: Entries, everybody: Entries): Measurement | null =>
  ranking(name).of(group, everybody, { weighted: true });

interface GroupedRow extends ScoredRow {
  readonly group: string;
}
const valuesOf = (name: string, rows: readonly GroupedRow[]): Map<string, number | null> => {
  const everybody = entriesOf(rows);
  const names = [...new Set(rows.map(({ group }) => group))].sort();
  return new Map(
    names.map((one) => [
      one,
      measure(name, entriesOf(rows.filter(({ group }) => group === one)), everybody)?.value ?? null,
    ]),
  );
};

const someRows = fc.array(
  fc.record({
    group: fc.constantFrom("a", "b", "c"),
    label: fc.integer({ min: 0, max: 1 }),
    score: fc.integer({ min: 1, max: 15 }).map((part) => part / 15),
    weight: fc.integer({ min: 1, max: 8 }).map((quarters) => quarters / 4),
  }),
  { minLength: 3, maxLength: 40 },
);
const places = fc.integer({ min: 1, max: 60 });
const sum = (values: Iterable<number>) => [...values].reduce((one, other) => one + other, 0);

describe("discounts", () => {
  const slow = (from: number, to: number) => {
    let total = 0;
    for (let place = from + 1; place <= to; place++) total += 1 / Math.log2(1 + place);
    return total;
  };

  it("add up one over the binary logarithm of places, near and far", () => {
    // 1e-12 relative: rounding of up to 40,000 terms, and the terms that the formula leaves out.
    for (const [from, to] of [
      [0, 1],
      [0, 64],
      [0, 65],
      [3, 200],
      [63, 1_000],
      [64, 129],
      [500, 40_000],
      [99_999, 100_001],
    ] as const)
      expect(Math.abs(discounts(from, to) / slow(from, to) - 1)).toBeLessThan(1e-12);
  });

  it("of parts of places add up to those of whole ones", () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 }), (quarters) => {
        let [from, total] = [0, 0];
        for (const quarter of quarters) {
          total += discounts(from, from + quarter / 4);
          from += quarter / 4;
        }
        // 1e-11 relative: places that are put together from parts.
        expect(Math.abs(total / discounts(0, from) - 1)).toBeLessThan(1e-11);
      }),
    ));

  it("of 1e12 places are near their integral, and of none 0", () => {
    expect(discounts(7, 7)).toBe(0);
    const [low, high] = [1 / Math.log2(1e12 + 1), 1 / Math.log2(5e11)];
    expect(discounts(5e11, 1e12) / 5e11).toBeGreaterThan(low);
    expect(discounts(5e11, 1e12) / 5e11).toBeLessThan(high);
  });
});

describe("places for k rows of everybody", () => {
  it("are all given away: rows that are selected add up to k", () =>
    fc.assert(
      fc.property(someRows, places, (rows, k) => {
        const weights = (group: string) => sum(rows.filter((row) => row.group === group).map(({ weight }) => weight));
        const selected = sum(
          [...valuesOf(`selection_at(${k})`, rows)].map(([group, value]) => value! * weights(group)),
        );
        const all = sum(rows.map(({ weight }) => weight));
        // 1e-9: sums of up to 40 weights.
        expect(selected).toBeCloseTo(Math.min(k, all), 9);
      }),
    ));

  it("skew is the logarithm of selection over the share that has a place", () =>
    fc.assert(
      fc.property(someRows, places, (rows, k) => {
        const all = sum(rows.map(({ weight }) => weight));
        const skews = valuesOf(`skew_at(${k})`, rows);
        for (const [group, selected] of valuesOf(`selection_at(${k})`, rows)) {
          const skew = skews.get(group)!;
          if (selected === 0) expect(skew).toBeNull();
          else expect(skew).toBeCloseTo(Math.log(selected! / (Math.min(k, all) / all)), 9);
        }
      }),
    ));

  it("precision, recall and selection are bound to each other by Bayes' rule", () =>
    fc.assert(
      fc.property(someRows, places, (rows, k) => {
        const [precision, recall, selection] = ["precision_at", "recall_at", "selection_at"].map((name) =>
          valuesOf(`${name}(${k})`, rows),
        );
        for (const [group, found] of precision!) {
          const mine = rows.filter((row) => row.group === group);
          const [positive, all] = [1, 0].map((least) =>
            sum(mine.filter(({ label }) => label >= least).map(({ weight }) => weight)),
          ) as [number, number];
          if (found === null) expect(selection!.get(group)).toBe(0);
          else if (positive === 0) expect([found, recall!.get(group)]).toEqual([0, null]);
          else expect(found * selection!.get(group)! * all).toBeCloseTo(recall!.get(group)! * positive, 9);
        }
      }),
    ));

  it.each(["selection_at", "precision_at", "recall_at", "skew_at"])("%s has an influence that adds up to 0", (name) =>
    fc.assert(
      fc.property(someRows, places, (rows, k) => {
        const entries = entriesOf(rows.filter(({ group }) => group === "a"));
        const influence = measure(`${name}(${k})`, entries, entriesOf(rows))?.influence;
        if (influence) expect(Math.abs(sum(influence.map((one, i) => one * entries.w[i]!)))).toBeLessThan(1e-9);
      }),
    ),
  );

  it.each(["selection_at", "precision_at", "recall_at", "skew_at"])(
    "%s has the derivative by a row's weight, the cut held, as influence",
    (name) =>
      fc.assert(
        fc.property(someRows, places, (rows, k) => {
          const [everybody, entries] = [entriesOf(rows), entriesOf(rows.filter(({ group }) => group === "a"))];
          const found = measure(`${name}(${k})`, entries, everybody);
          if (found === null) return;
          const total = sum(entries.w);
          for (let i = 0; i < entries.w.length; i++) {
            // The group's weights change and everybody's do not: places stay as they fell.
            const at = (change: number) =>
              measure(
                `${name}(${k})`,
                { ...entries, w: entries.w.map((w, j) => (i === j ? w + change : w)) },
                everybody,
              )!.value;
            const step = 1e-4;
            const [wide, narrow] = [(at(step) - at(-step)) / 2, at(step / 2) - at(-step / 2)];
            const size = Math.max(...found.influence!.map(Math.abs), 1);
            // Richardson's extrapolation leaves an error of step^4 and rounding of 1e-16 / step: 1e-6 of the largest.
            expect(Math.abs((total * (4 * narrow - wide)) / 3 / step - found.influence![i]!)).toBeLessThan(1e-6 * size);
          }
        }),
        { numRuns: 30 },
      ),
  );

  it.each(["selection_at(7)", "precision_at(7)", "recall_at(7)", "skew_at(7)", "exposure"])(
    "%s counts a row of weight 2 as two rows",
    (name) =>
      fc.assert(
        fc.property(someRows, (rows) => {
          const heavy = rows.map((row, i) => ({ ...row, weight: 1 + (i % 2) }));
          const twice = rows.map((row, i) => ({ ...row, weight: 1, times: 1 + (i % 2) }));
          // 1e-10: the same sums.
          for (const [group, value] of valuesOf(name, twice)) {
            const other = valuesOf(name, heavy).get(group)!;
            if (value === null) expect(other).toBeNull();
            else expect(other).toBeCloseTo(value, 10);
          }
        }),
      ),
  );

  it("are a share of all rows, whose effective size is known, unless rows are at the cut in part", () => {
    const rows = [0.1, 0.4, 0.4, 0.8].map((score): ScoredRow => ({ label: 0, score }));
    const [whole, inPart] = [1, 2].map((k) => measure(`selection_at(${k})`, entriesOf(rows), entriesOf(rows)));
    expect(whole?.share?.of).toBe(0.25);
    expect(inPart?.share).toBeUndefined();
    expect(measure("recall_at(1)", entriesOf(rows), entriesOf(rows))).toBeNull();
  });

  it("families take whole numbers from 1", () => {
    for (const name of ["selection_at", "precision_at", "recall_at", "skew_at", "ndcg_at", "top_k_accuracy"]) {
      expect(["1", "100", "1e6"].every((k) => metricByName(`${name}(${k})`) !== undefined)).toBe(true);
      expect(["0", "-1", "2.5", "1e17", "NaN"].some((k) => metricByName(`${name}(${k})`) !== undefined)).toBe(false);
      expect(metricByName(name)).toBeUndefined();
    }
  });
});

describe("exposure", () => {
  it("of groups, by their sizes, adds up to that of all places", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const total = sum(
          [...valuesOf("exposure", rows)].map(
            ([group, value]) => value! * sum(rows.filter((row) => row.group === group).map(({ weight }) => weight)),
          ),
        );
        expect(total).toBeCloseTo(discounts(0, sum(rows.map(({ weight }) => weight))), 9);
      }),
    ));

  it("is 1 at the top", () => {
    const rows = [1, 2, 3].map((place): GroupedRow => ({ group: `place ${place}`, label: 0, score: -place }));
    expect([...valuesOf("exposure", rows).values()]).toEqual([1, 1 / Math.log2(3), 0.5]);
  });
});

describe("ndcg_at", () => {
  const ndcg = metricByName("ndcg_at(5)") as DistributionMetric;

  it("is 1 where positives come first, null without any, and has no interval", () => {
    const rows = [1, 1, 1, 0, 0, 0].map((label, i): ScoredRow => ({ label, score: -i }));
    expect(ndcg.of(entriesOf(rows), { weighted: false })).toMatchObject({ value: 1, influence: null, evidence: null });
    expect(ndcg.of(entriesOf(rows.slice(3)), { weighted: false })).toBeNull();
    expect(ndcg.of(entriesOf([]), { weighted: false })).toBeNull();
  });
});

describe("groups that leave nothing to measure", () => {
  const rows: readonly GroupedRow[] = [
    { group: "a", label: 1, score: 1e-300 },
    { group: "b", label: 0, score: -1e-300 },
    { group: "b", label: 1, score: 1e300 },
    { group: "empty", label: 1, score: 0, weight: 0 },
  ];
  it.each([
    ["selection_at(1)", 0, 0.5, null],
    ["selection_at(1000000000000)", 1, 1, null],
    ["precision_at(1)", null, 1, null],
    ["recall_at(1)", 0, 1, null],
    ["skew_at(1)", null, Math.log(0.5 / (1 / 3)), null],
    ["exposure", 1 / Math.log2(3), 0.75, null],
  ] as const)("%s", (name, ofA, ofB, ofEmpty) => {
    const values = valuesOf(name, rows);
    for (const [group, expected] of [
      ["a", ofA],
      ["b", ofB],
      ["empty", ofEmpty],
    ] as const) {
      if (expected === null) expect(values.get(group)).toBeNull();
      else expect(values.get(group)).toBeCloseTo(expected, 12);
    }
    expect(measure(name, entriesOf([]), entriesOf(rows))).toBeNull();
    expect(measure(name, entriesOf([]), entriesOf([]))).toBeNull();
  });

  it("equal scores share every place", () => {
    const tied = rows.slice(0, 3).map((row) => ({ ...row, score: 0.5 }));
    expect([...valuesOf("selection_at(1)", tied).values()]).toEqual([1 / 3, 1 / 3]);
    expect(valuesOf("skew_at(1)", tied).get("a")).toBeCloseTo(0, 12);
  });

  it("1e12 rows are ranked as quickly as three", () => {
    const many: readonly GroupedRow[] = [
      { group: "a", label: 1, score: 0.9, times: 1e12 },
      { group: "b", label: 0, score: 0.1, times: 1e12 },
    ];
    expect(valuesOf("selection_at(500000000000)", many).get("a")).toBe(0.5);
    const exposures = valuesOf("exposure", many);
    expect(exposures.get("a")! / exposures.get("b")!).toBeGreaterThan(1);
    expect(Number.isFinite(exposures.get("b"))).toBe(true);
  });
});

/** Scores are normal; the true share above the cut as it fell is known. */
it("Wilson's interval of selection_at holds 95 % for the cut as it fell", () => {
  const random = mulberry32(20);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const upper = (x: number) => 1 / (1 + Math.exp(1.5976 * x + 0.070565 * x ** 3));
  let held = 0;
  const draws = 1_500;
  for (let draw = 0; draw < draws; draw++) {
    const few = Array.from({ length: 80 }, (): ScoredRow => ({ label: 0, score: normal() - 0.3 }));
    const many = Array.from({ length: 420 }, (): ScoredRow => ({ label: 0, score: normal() }));
    const everybody = entriesOf([...few, ...many]);
    const { low, high } = boundsOf(measure("selection_at(100)", entriesOf(few), everybody)!.evidence!, 0.05);
    // Page's approximation of the normal tail is within 0.0002.
    const share = upper(everybody.score.at(-100)! + 0.3);
    if (low! <= share && share <= high!) held++;
  }
  // Within 1.5 points of 95 %, and 2.6 standard errors of 0.56 points.
  expect(Math.abs(held / draws - 0.95)).toBeLessThan(0.015);
});

withFixtures("customers by score, among everybody", () => {
  const { columns } = JSON.parse(readFileSync(fixturePath("oracles", "data_binary.json"), "utf8")).data as {
    columns: Record<string, (string | number)[]>;
  };
  const rowsBy = (attribute: string, weighted: boolean) =>
    columns.y_true!.map((label, i) => ({
      group: String(columns[attribute]![i]),
      label: Number(label),
      score: Number(columns.score![i]),
      weight: weighted ? Number(columns.weight![i]) : 1,
    }));

  it.each([false, true])("have the shares of a slow count in every group; weighted: %s", (weighted) => {
    for (const attribute of ["gender", "language", "age_band"]) {
      const rows = rowsBy(attribute, weighted);
      for (const k of [1, 50, 300.0]) {
        const share = (score: number) => {
          const [above, at] = [
            sum(rows.filter((row) => row.score > score).map(({ weight }) => weight)),
            sum(rows.filter((row) => row.score === score).map(({ weight }) => weight)),
          ];
          return Math.min(1, Math.max(0, (k - above) / at));
        };
        const shares = new Map([...new Set(rows.map(({ score }) => score))].map((score) => [score, share(score)]));
        for (const [group, selected] of valuesOf(`selection_at(${k})`, rows)) {
          const mine = rows.filter((row) => row.group === group);
          const expected =
            sum(mine.map(({ score, weight }) => weight * shares.get(score)!)) / sum(mine.map(({ weight }) => weight));
          // 1e-9: closed forms of up to 1,200 doubles.
          expect(selected).toBeCloseTo(expected, 9);
        }
      }
    }
  });
});
