import { type Random, random } from "../../src/core/random.js";
import {
  batchEvalue,
  boundsOf,
  dealBlocks,
  drawBinomial,
  type GroupPair,
  gapConfidenceSequence,
  logEvalue,
  signedGap,
  startEvalue,
} from "../../src/stats/index.js";
import { share } from "./gate-record.js";
import { noise, type Plan, percent, type Section, short } from "./section.js";

const months = 24;
const rate = 0.4;
const tolerance = 0.05;

/** Rows of both groups per month. */
const sizes = [
  [50, 500],
  [200, 200],
  [10, 300],
] as const;

/** How far a's rate is above b's in each month. */
type Gap = readonly [name: string, of: (month: number) => number];

const gaps: readonly Gap[] = [
  ["0.05", () => 0.05],
  ["0.10", () => 0.1],
  ["0.15", () => 0.15],
  ["−0.15", () => -0.15],
  ["0, then 0.15 from month 13", (month) => (month < 12 ? 0 : 0.15)],
];

function drawMonth(next: Random, [n, m]: readonly [number, number], gap: number): GroupPair {
  return {
    a: { successes: drawBinomial(next, n, rate + gap), trials: n },
    b: { successes: drawBinomial(next, m, rate), trials: m },
  };
}

/** First month in which the e-process, and the fixed-sample test of that month alone, call the gap too large; null: never. */
function alarms(next: Random, size: readonly [number, number], gap: Gap[1]) {
  let state = startEvalue(drawMonth(next, size, gap(0)));
  let [byEvalue, byTest]: (number | null)[] = [null, null];
  for (let month = 0; month < months; month++) {
    const counts = drawMonth(next, size, gap(month));
    if (byTest === null) {
      const [a, b] = [share(counts.a.successes, counts.a.trials), share(counts.b.successes, counts.b.trials)];
      if (signedGap(a, b, { alpha: 0.05, tolerance }).low > tolerance) byTest = month + 1;
    }
    if (byEvalue === null) {
      state = batchEvalue(state, dealBlocks(next, counts), tolerance);
      if (logEvalue(state).mixture >= Math.log(20)) byEvalue = month + 1;
    }
  }
  return { byEvalue, byTest };
}

const median = (values: readonly number[]): string =>
  values.length === 0 ? "–" : String([...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]);

function evalueRows(plan: Plan): string[][] {
  return sizes.flatMap((size) =>
    gaps.map(([name, gap]) => {
      const next = random(plan.seed, `monthly ${size} ${name}`);
      const runs = plan.runs(name === "0.05" ? 1_500 : 400);
      const outcomes = Array.from({ length: runs }, () => alarms(next, size, gap));
      const found = outcomes.flatMap(({ byEvalue }) => byEvalue ?? []);
      const naive = outcomes.filter(({ byTest }) => byTest !== null).length;
      return [
        size.join(" / "),
        name,
        `${percent(found.length / runs)} %`,
        median(found),
        `${percent(naive / runs)} %`,
        `${runs.toLocaleString("en")} ${noise(name === "0.05" ? 0.05 : 0.5, runs)}`,
      ];
    }),
  );
}

/** Confidence sequence of 24 months: does it ever leave the true gap, and how wide is it at the end? */
function sequenceRows(plan: Plan): string[][] {
  return sizes.flatMap((size) =>
    [0, 0.05, 0.15].map((gap) => {
      const next = random(plan.seed, `sequence ${size} ${gap}`);
      const runs = plan.runs(300);
      const [misses, width] = [
        { low: 0, high: 0 },
        { sequence: 0, fixed: 0 },
      ];
      for (let run = 0; run < runs; run++) {
        const periods = Array.from({ length: months }, () => drawMonth(next, size, gap));
        const blocks = periods.map((period) => dealBlocks(next, period));
        // The sequence never widens, so that its last interval misses if any did.
        const { low, high } = gapConfidenceSequence(blocks, { alpha: 0.05, step: 0.05 }).at(-1)!;
        // A limit that lies on the truth has rejected it.
        if (low > gap - 1e-9) misses.low++;
        if (high < gap + 1e-9) misses.high++;
        width.sequence += (high - low) / runs;
        width.fixed += fixedWidth(periods) / runs;
      }
      return [
        size.join(" / "),
        String(gap),
        `${percent(misses.low / runs)} %`,
        `${percent(misses.high / runs)} %`,
        short(width.sequence),
        short(width.fixed),
        `${runs.toLocaleString("en")} ${noise(0.025, runs)}`,
      ];
    }),
  );
}

/** Width of a 95 % interval of all months together by Newcombe's formula, as of one look at the end. */
function fixedWidth(periods: readonly GroupPair[]): number {
  const total = (of: (pair: GroupPair) => number) => periods.reduce((sum, pair) => sum + of(pair), 0);
  const [a, b] = (["a", "b"] as const).map((group) => {
    const [x, n] = [total((pair) => pair[group].successes), total((pair) => pair[group].trials)];
    return { p: x / n, ...boundsOf(share(x, n).evidence, 0.05) };
  }) as [Located, Located];
  return Math.hypot(a.p - a.low, b.high - b.p) + Math.hypot(a.high - a.p, b.p - b.low);
}

interface Located {
  readonly p: number;
  readonly low: number;
  readonly high: number;
}

/** Audits that look again every month. */
export const monthly: Section = {
  name: "monthly looks",
  tables: (plan) => [
    {
      caption:
        "E-process, tolerance 0.05, alarm at e ≥ 20; a month's rows dealt into 10 blocks. At a gap of 0.05 alarms are false",
      head: ["rows a month", "true gap", "alarm within 24 months", "median month", "5 % test every month", "runs"],
      rows: evalueRows(plan),
    },
    {
      caption:
        "Confidence sequence at 95 %: does it ever reach the true gap in 24 months, and its width then (grid of 0.05)",
      head: [
        "rows a month",
        "true gap",
        "lower at or above",
        "upper at or below",
        "width",
        "width of one look at the end",
        "runs",
      ],
      rows: sequenceRows(plan),
    },
  ],
};
