import type { Evidence } from "../../src/core/estimate.js";
import { type Random, random } from "../../src/core/random.js";
import { tableFindings } from "../../src/runner/table-findings.js";
import {
  type AucEstimate,
  boundsOf,
  cautiousClusteredAuc,
  compareDifference,
  delong,
  delongClustered,
  newcombeAuc,
  normalQuantile,
  type ScoredRows,
} from "../../src/stats/index.js";
import { Coverages, coverageCells, coverageHead } from "./coverage.js";
import { drawNormal, drawUnitRate, drawUnitSize } from "./draws.js";
import type { Plan, Section } from "./section.js";

/** Normal scores of both classes whose area is known; positives may spread otherwise than negatives. */
interface Binormal {
  readonly area: number;
  readonly positives: number;
  readonly negatives: number;
  /** Standard deviation of the positives' scores; 1 for the negatives'. */
  readonly spread: number;
}

const shiftOf = ({ area, spread }: Pick<Binormal, "area" | "spread">): number =>
  normalQuantile(area) * Math.hypot(1, spread);

const sorted = (n: number, draw: () => number) => ({
  score: Float64Array.from({ length: n }, draw).sort(),
  n: new Float64Array(n).fill(1),
});

const drawArea = (next: Random, setting: Binormal): AucEstimate =>
  delong(
    sorted(setting.positives, () => shiftOf(setting) + setting.spread * drawNormal(next)),
    sorted(setting.negatives, () => drawNormal(next)),
  ) as AucEstimate;

const classes = [
  [5, 5],
  [5, 50],
  [20, 20],
  [20, 500],
  [50, 500],
  [100, 100],
  [200, 500],
  [500, 500],
] as const;

function areaRows(plan: Plan): string[][] {
  return classes.flatMap(([positives, negatives]) =>
    [
      { area: 0.8, spread: 1 },
      { area: 0.95, spread: 1 },
      { area: 0.8, spread: 2 },
    ].map((shape) => {
      const setting = { ...shape, positives, negatives };
      const next = random(plan.seed, `auc ${JSON.stringify(setting)}`);
      const coverages = new Coverages();
      for (let run = plan.runs(2_000); run > 0; run--) {
        const { evidence } = drawArea(next, setting);
        coverages.add((alpha) => boundsOf(evidence, alpha), setting.area);
      }
      const judged = positives * (1 - shape.area) >= 1;
      return [
        String(positives),
        String(negatives),
        String(shape.area),
        String(shape.spread),
        ...coverageCells(coverages, { judged }),
      ];
    }),
  );
}

/** Areas of rows in units by both methods: labels correlate within a unit, and so do scores given the label. */
function clusteredRows(plan: Plan): string[][] {
  const settings = [
    [30, 0.8, 0.3, 0.5],
    [100, 0.8, 0.3, 0.5],
    [300, 0.8, 0.3, 0.5],
    [100, 0.95, 0.1, 0.1],
    [100, 0.95, 0.1, 0.5],
    [300, 0.95, 0.1, 0.5],
    [1000, 0.95, 0.1, 0.5],
  ] as const;
  return settings.flatMap(([units, area, p, icc]) => {
    const next = random(plan.seed, `auc clustered ${units} ${area} ${icc}`);
    const shift = shiftOf({ area, spread: 1 });
    const methods = [
      { name: "plain", estimate: delongClustered, coverages: new Coverages() },
      { name: "cautious", estimate: cautiousClusteredAuc, coverages: new Coverages() },
    ] as const;
    const audit = new Coverages();
    for (let run = plan.runs(units > 300 ? 500 : 2_000); run > 0; run--) {
      const rows = drawScoredUnits(next, { units, p, icc, shift });
      for (const { estimate, coverages } of methods) {
        const evidence = estimate(rows)?.evidence;
        if (evidence !== undefined) coverages.add((alpha) => boundsOf(evidence, alpha), area);
      }
      // Every fourth sample through a whole audit, which takes much longer (every one where there are few).
      if ((run - 1) % (units > 300 ? 1 : 4) !== 0) continue;
      const evidence = audited(rows);
      audit.add((alpha) => boundsOf(evidence, alpha), area);
    }
    return [...methods, { name: "audit", coverages: audit }].map(({ name, coverages }) => [
      name,
      ...[units, area, p, icc].map(String),
      ...coverageCells(coverages),
    ]);
  });
}

/** The area's evidence as an audit of these rows records it: from counts of equal units, never row by row. */
function audited({ unit, label, score }: ScoredRows): Evidence {
  const { groups } = tableFindings(
    {
      label: [...label],
      score: Array.from(score, (value) => 1 / (1 + Math.exp(-value))),
      unit: [...unit],
      group: Array.from(unit, (id) => (id % 2 === 0 ? "even" : "odd")),
    },
    { label: "label", score: "score", unit: "unit", protected: ["group"], metrics: ["roc_auc"] },
  );
  const { interval, basis } = groups.find(({ attribute }) => attribute === null)!;
  return { interval: interval!, basis: basis! };
}

interface ScoredUnits {
  readonly units: number;
  /** Share of positives. */
  readonly p: number;
  readonly icc: number;
  /** How much higher positives score, in standard deviations. */
  readonly shift: number;
}

/** Rows of units whose scores and labels correlate. */
export function drawScoredUnits(next: Random, { units, p, icc, shift }: ScoredUnits): ScoredRows {
  const [unit, label, score]: [number[], number[], number[]] = [[], [], []];
  for (let u = 0; u < units; u++) {
    const [rate, ofUnit] = [drawUnitRate(next, p, icc), Math.sqrt(icc) * drawNormal(next)];
    for (let row = drawUnitSize(next); row > 0; row--) {
      const positive = next() < rate ? 1 : 0;
      unit.push(u);
      label.push(positive);
      score.push(positive * shift + ofUnit + Math.sqrt(1 - icc) * drawNormal(next));
    }
  }
  return { unit: Int32Array.from(unit), label: Int32Array.from(label), score: Float64Array.from(score) };
}

function differenceRows(plan: Plan): string[][] {
  const settings = [
    [20, 200, 100, 500],
    [50, 500, 100, 500],
    [200, 500, 200, 500],
  ] as const;
  return settings.flatMap(([m1, n1, m2, n2]) =>
    [0.75, 0.95].map((area) => {
      const next = random(plan.seed, `auc difference ${m1} ${area}`);
      const coverages = new Coverages();
      for (let run = plan.runs(2_000); run > 0; run--) {
        const [a, b] = [
          drawArea(next, { area, spread: 1, positives: m1, negatives: n1 }),
          drawArea(next, { area, spread: 1, positives: m2, negatives: n2 }),
        ];
        coverages.add((alpha) => compareDifference(a, b, { alpha }), 0);
      }
      return [`${m1} + ${n1} / ${m2} + ${n2}`, String(area), ...coverageCells(coverages)];
    }),
  );
}

/** Newcombe's method 5 is the default only at areas of 0 and 1: here it is tried on all samples. */
function newcombeRows(plan: Plan): string[][] {
  return [
    [5, 50],
    [20, 500],
    [50, 500],
  ].flatMap(([positives, negatives]) =>
    [0.95, 0.99].map((area) => {
      const setting = { area, spread: 1, positives: positives!, negatives: negatives! };
      const next = random(plan.seed, `auc newcombe ${positives} ${area}`);
      const coverages = new Coverages();
      for (let run = plan.runs(2_000); run > 0; run--) {
        const { value } = drawArea(next, setting);
        coverages.add((alpha) => newcombeAuc([value, setting.positives, setting.negatives], alpha), area);
      }
      return [String(positives), String(negatives), String(area), ...coverageCells(coverages)];
    }),
  );
}

/** Areas under the ROC curve. */
export const areas: Section = {
  name: "areas under the curve",
  tables: (plan) => [
    {
      caption:
        "delong_logit (newcombe_auc where the area of a sample is 1); normal scores, standard deviation of the positives 1 or 2",
      head: ["positives", "negatives", "area", "spread", ...coverageHead],
      rows: areaRows(plan),
    },
    {
      caption: "newcombe_auc on every sample",
      head: ["positives", "negatives", "area", ...coverageHead],
      rows: newcombeRows(plan),
    },
    {
      caption:
        "delong_logit_clustered (t_logit in audits); units of geometric size, mean 4; ICC of labels, and of scores given the label",
      head: ["method", "units", "area", "share of positives", "ICC", ...coverageHead],
      rows: clusteredRows(plan),
    },
    {
      caption: "Difference of two areas by MOVER, no true difference",
      head: ["positives + negatives", "area", ...coverageHead],
      rows: differenceRows(plan),
    },
  ],
};
