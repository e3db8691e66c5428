import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quadrants, unitConfusions } from "../../src/inference/quadrants.js";
import {
  type DeferralMetric,
  type DistributionMetric,
  type Entries,
  metricByName,
  riskCoverageCurve,
} from "../../src/metrics/index.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { entriesOf, type ScoredRow } from "./entries-of.js";

const deferral = (name: string) => metricByName(name) as DeferralMetric;
const ofConfidence = (name: string) => metricByName(name) as DistributionMetric;
const measure = (name: string, entries: Entries) => ofConfidence(name).of(entries, { weighted: true });
const valued = (name: string, rows: readonly ScoredRow[]) => measure(name, entriesOf(rows))?.value ?? null;

const count = fc.nat(500);
const confusion = fc.record({ tp: count, fp: count, fn: count, tn: count });
const none = { tp: 0, fp: 0, fn: 0, tn: 0 };

describe("rows that a model leaves to somebody else", () => {
  const share = (name: string, ...parts: Parameters<DeferralMetric["of"]>) => {
    const { successes, trials } = deferral(name).of(...parts);
    return trials > 0 ? successes / trials : null;
  };

  it("coverage and abstention_rate add up to 1", () =>
    fc.assert(
      fc.property(confusion, confusion, (decided, deferred) => {
        const [covered, left] = [share("coverage", decided, deferred), share("abstention_rate", decided, deferred)];
        if (covered === null) expect(left).toBeNull();
        // 1e-12: two divisions.
        else expect(covered + left!).toBeCloseTo(1, 12);
      }),
    ));

  it("a model that abstains from all or none has the ends of every share", () => {
    const all = { tp: 3, fp: 1, fn: 2, tn: 4 };
    const names = ["coverage", "abstention_rate", "selective_error_rate", "errors_caught"];
    expect(names.map((name) => share(name, all, none))).toEqual([1, 0, 0.3, 0]);
    expect(names.map((name) => share(name, none, all))).toEqual([0, 1, null, 1]);
    expect(names.map((name) => share(name, none, none))).toEqual([null, null, null, null]);
  });

  it("parts are told from the quadrants of cells, each row in one", () => {
    const cells = {
      label: Int32Array.of(1, 0, 1, 0),
      prediction: Int32Array.of(1, 1, 0, 0),
      abstained: Int32Array.of(0, 1, 1, 0),
      rank: null,
    };
    const places = quadrants(cells as never, { kind: "class", index: 1 });
    const caught = Array.from(places, (place) => deferral("errors_caught").of(...unitConfusions(place)));
    expect(caught.map(({ successes }) => successes)).toEqual([0, 1, 1, 0]);
    const covered = Array.from(places, (place) => deferral("coverage").of(...unitConfusions(place)));
    expect(covered).toEqual([1, 0, 0, 1].map((successes) => ({ successes, trials: 1 })));
  });
});

const someRows = fc.array(
  fc.record({
    label: fc.integer({ min: 0, max: 1 }),
    score: fc.integer({ min: 1, max: 20 }).map((part) => part / 20),
    weight: fc.integer({ min: 1, max: 12 }).map((quarters) => quarters / 4),
  }),
  { minLength: 4, maxLength: 40 },
);

describe("risk_coverage_area", () => {
  it("has the derivative by a row's weight, times all weight, as influence", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const entries = entriesOf(rows);
        const { influence } = measure("risk_coverage_area", entries)!;
        const total = entries.w.reduce((sum, w) => sum + w, 0);
        let sum = 0;
        for (let i = 0; i < entries.w.length; i++) {
          sum += entries.w[i]! * influence![i]!;
          const at = (change: number) =>
            measure("risk_coverage_area", { ...entries, w: entries.w.map((w, j) => (i === j ? w + change : w)) })!
              .value;
          const step = 1e-3;
          // Richardson's extrapolation leaves an error of step^4; influences are of the size of 1.
          const [wide, narrow] = [(at(step) - at(-step)) / 2, at(step / 2) - at(-step / 2)];
          expect(Math.abs((total * (4 * narrow - wide)) / 3 / step - influence![i]!)).toBeLessThan(1e-6);
        }
        // 1e-9: rounding of up to 40 products.
        expect(Math.abs(sum)).toBeLessThan(1e-9);
      }),
      { numRuns: 40 },
    ));

  it("is the error rate where confidences say nothing, and 0 without errors", () => {
    const tied = [1, 1, 0, 1, 0].map((label): ScoredRow => ({ label, score: 0.7 }));
    expect(valued("risk_coverage_area", tied)).toBeCloseTo(0.4, 12);
    expect(valued("risk_coverage_area", [{ label: 1, score: 0.9 }])).toBe(0);
    expect(valued("risk_coverage_area", [{ label: 0, score: 0.9 }])).toBe(1);
    expect(valued("risk_coverage_area", [])).toBeNull();
    expect(valued("risk_coverage_area", [{ label: 1, score: 0.9, weight: 0 }])).toBeNull();
  });

  it("says that fewer than 30 errors carry no interval", () => {
    const rows = (errors: number) =>
      Array.from({ length: 100 }, (_, i): ScoredRow => ({ label: i < errors ? 0 : 1, score: ((i * 37) % 100) / 100 }));
    expect(measure("risk_coverage_area", entriesOf(rows(29)))?.tooFew).toMatch(/30 errors/);
    expect(measure("risk_coverage_area", entriesOf(rows(30)))?.tooFew).toBeUndefined();
  });

  it("rows without weight change nothing and have finite influence", () => {
    const rows: readonly ScoredRow[] = [
      { label: 1, score: 0.9 },
      { label: 0, score: 0.5 },
    ];
    const more = [...rows, { label: 0, score: 0.1, weight: 0 }, { label: 1, score: 0.7, weight: 0 }];
    expect(valued("risk_coverage_area", more)).toBe(valued("risk_coverage_area", rows));
    expect(measure("risk_coverage_area", entriesOf(more))?.influence?.every(Number.isFinite)).toBe(true);
  });
});

describe("risk–coverage curve", () => {
  it("ends at the whole group's error rate, and its area is that of the metric", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const { coverage, risk } = riskCoverageCurve(entriesOf(rows));
        const weight = rows.reduce((sum, row) => sum + row.weight, 0);
        const wrong = rows.reduce((sum, row) => sum + (row.label === 1 ? 0 : row.weight), 0);
        expect(coverage[0]).toBe(1);
        expect(risk[0]).toBeCloseTo(wrong / weight, 12);
        const area = risk.reduce((sum, one, k) => sum + one * (coverage[k]! - (coverage[k + 1] ?? 0)), 0);
        expect(valued("risk_coverage_area", rows)).toBeCloseTo(area, 12);
      }),
    ));

  it("is empty without rows", () => expect(riskCoverageCurve(entriesOf([])).coverage).toHaveLength(0));
});

describe("selective_error_rate_at", () => {
  it("is the curve's risk at the coverages of its points, and the error rate at 1", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const { coverage, risk } = riskCoverageCurve(entriesOf(rows));
        // 1e-9: a coverage times all weight may miss a threshold by rounding.
        for (let k = 0; k < coverage.length; k++)
          expect(valued(`selective_error_rate_at(${coverage[k]})`, rows)).toBeCloseTo(risk[k]!, 9);
      }),
    ));

  it("takes coverages above 0 up to 1", () => {
    const known = (coverage: string) => metricByName(`selective_error_rate_at(${coverage})`) !== undefined;
    expect(["0.8", "1", "0.001"].map(known)).toEqual([true, true, true]);
    expect(["0", "-0.1", "1.01", "NaN", "Infinity", "x"].map(known)).toEqual(Array(6).fill(false));
  });

  it("holds the cut where it fell: the influence is of the rows above it", () => {
    const rows = [1, 0, 1, 1, 0, 1, 0, 0].map((label, i): ScoredRow => ({ label, score: i / 8 }));
    const { value, influence, evidence } = measure("selective_error_rate_at(0.5)", entriesOf(rows))!;
    expect(value).toBe(0.75);
    expect(Array.from(influence!)).toEqual([0, 0, 0, 0, 0.5, -1.5, 0.5, 0.5]);
    expect(evidence).toEqual({ interval: "wilson", basis: [3, 4] });
  });
});

withFixtures("customers by confidence of the prediction", () => {
  const { columns } = JSON.parse(readFileSync(fixturePath("oracles", "data_binary.json"), "utf8")).data as {
    columns: Record<string, (string | number)[]>;
  };
  const rowsOf = (wanted: (i: number) => boolean, weighted: boolean) =>
    columns.y_true!.flatMap((label, i): Required<Omit<ScoredRow, "times">>[] => {
      const score = Number(columns.score![i]);
      const right = Number((score >= 0.5 ? 1 : 0) === label);
      const weight = weighted ? Number(columns.weight![i]) : 1;
      return wanted(i) ? [{ label: right, score: Math.max(score, 1 - score), weight }] : [];
    });

  /** Mean over rows of the error rate among those that are at least as sure: all pairs of rows. */
  function areaByPairs(rows: ReturnType<typeof rowsOf>): number {
    const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
    const risk = (least: number) =>
      sum((row) => (row.score >= least ? row.weight * (1 - row.label) : 0)) /
      sum((row) => (row.score >= least ? row.weight : 0));
    return sum((row) => row.weight * risk(row.score)) / sum((row) => row.weight);
  }

  it.each([false, true])("have the area of all pairs of rows in every group; weighted: %s", (weighted) => {
    for (const attribute of ["gender", "language", "age_band"]) {
      for (const level of new Set(columns[attribute])) {
        const rows = rowsOf((i) => columns[attribute]![i] === level, weighted);
        // 1e-9: closed forms of up to 600 doubles.
        expect(valued("risk_coverage_area", rows)).toBeCloseTo(areaByPairs(rows), 9);
      }
    }
  });
});
