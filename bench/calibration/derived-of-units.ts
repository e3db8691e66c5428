import { type Random, random } from "../../src/core/random.js";
import type { GroupRow } from "../../src/record/run-record.js";
import { tableFindings } from "../../src/runner/table-findings.js";
import { boundsOf } from "../../src/stats/index.js";
import { Coverages, coverageCells, coverageHead } from "./coverage.js";
import { drawUnitRate, drawUnitSize } from "./draws.js";
import type { Plan, Section } from "./section.js";

const [recall, falseAlarms, icc] = [0.8, 0.1, 0.3];

/** What is true of rows of which a share p is positive. */
const truths: Readonly<Record<string, (p: number) => number>> = {
  f1: (p) => (2 * p * recall) / (p * recall + p + (1 - p) * falseAlarms),
  cohen_kappa: (p) => {
    const predicted = p * recall + (1 - p) * falseAlarms;
    const agreed = p * recall + (1 - p) * (1 - falseAlarms);
    const byChance = predicted * p + (1 - predicted) * (1 - p);
    return (agreed - byChance) / (1 - byChance);
  },
};

/** Independent rows that the rarest entry is worth, the missed positives: a random row stands in a unit of seven. */
const rarest = (units: number, p: number): number => (4 * units * p * (1 - recall)) / (1 + 6 * icc);

/** Rows of units in which labels, hits and false alarms each correlate. */
function drawDecisions(next: Random, units: number, p: number) {
  const [unit, label, prediction]: [number[], number[], number[]] = [[], [], []];
  for (let id = 0; id < units; id++) {
    const [positive, hit, alarm] = [p, recall, falseAlarms].map((rate) => drawUnitRate(next, rate, icc)) as [
      number,
      number,
      number,
    ];
    for (let row = drawUnitSize(next); row > 0; row--) {
      const isPositive = next() < positive;
      unit.push(id);
      label.push(isPositive ? 1 : 0);
      prediction.push(next() < (isPositive ? hit : alarm) ? 1 : 0);
    }
  }
  return { unit, label, prediction, group: unit.map((id) => (id % 2 === 0 ? "even" : "odd")) };
}

/** The figures of all rows as an audit records them. */
function audited(next: Random, units: number, p: number): GroupRow[] {
  const { groups } = tableFindings(drawDecisions(next, units, p), {
    label: "label",
    prediction: "prediction",
    unit: "unit",
    protected: ["group"],
    metrics: Object.keys(truths),
  });
  return groups.filter(({ attribute }) => attribute === null);
}

function rows(plan: Plan): string[][] {
  return [30, 100, 300].flatMap((units) =>
    [0.1, 0.3].flatMap((p) => {
      const next = random(plan.seed, `derived of units ${units} ${p}`);
      const found = new Map(Object.keys(truths).map((name) => [name, new Coverages()]));
      const runs = plan.runs(1_000);
      for (let run = 0; run < runs; run++) {
        for (const { metric, interval, basis } of audited(next, units, p)) {
          if (interval === null || basis === null) found.get(metric)!.undefinedRuns++;
          else found.get(metric)!.add((alpha) => boundsOf({ interval, basis }, alpha), truths[metric]!(p));
        }
      }
      return [...found].map(([name, coverages]) => [
        name,
        String(units),
        String(p),
        ...coverageCells(coverages, { judged: rarest(units, p) >= 5 }),
        `${Math.round((100 * coverages.undefinedRuns) / runs)} %`,
      ]);
    }),
  );
}

/** Functions of the confusion matrix where rows come in units. */
export const derivedOfUnits: Section = {
  name: "derived metrics of units",
  tables: (plan) => [
    {
      caption:
        "Through a whole audit; p is the prevalence, recall 0.8, false positive rate 0.1, each with ICC 0.3; units of geometric size, mean 4",
      head: ["metric", "units", "p", ...coverageHead, "no interval"],
      rows: rows(plan),
    },
  ],
};
