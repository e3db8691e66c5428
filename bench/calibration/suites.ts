import { type Random, random } from "../../src/core/random.js";
import { drawBinomial } from "../../src/stats/index.js";
import { type Gate, judgeSuite, share } from "./gate-record.js";
import { noise, type Plan, percent, type Section } from "./section.js";

/** A suite of gates of the same kind. */
interface Suite {
  readonly name: string;
  readonly gates: number;
  readonly tolerance: number;
  /** How far the second group's rate is above the first's, for each gate. */
  readonly gaps: (gate: number) => number;
  /** Share of rows on which all gates look at the same outcomes. */
  readonly common: number;
}

const sizes = [1000, 800, 300] as const;
const rate = 0.2;

/** Counts of each gate's groups; a share of the rows has the same outcome for every gate. */
function drawGates(next: Random, { gates, tolerance, gaps, common }: Suite): Gate[] {
  const shared = sizes.map((n) => ({ n: Math.round(n * common), x: drawBinomial(next, Math.round(n * common), rate) }));
  return Array.from({ length: gates }, (_, g) => ({
    tolerance,
    groups: sizes.map((n, i) => {
      const p = i === 1 ? rate + gaps(g) : rate;
      const { n: same, x } = shared[i]!;
      // Shared rows keep their outcome, and some of their failures turn into successes where the rate is higher.
      const turned = drawBinomial(next, same - x, (p - rate) / (1 - rate));
      return share(x + turned + drawBinomial(next, n - same, p), n);
    }),
  }));
}

function simulate(suite: Suite, { runs, seed }: Plan) {
  const next = random(seed, `suite ${suite.name} ${suite.gates}`);
  const all = runs(Math.round(4_000 / suite.gates) + 400);
  let [anyFail, anyUnadjusted, failed, planted] = [0, 0, 0, 0];
  for (let run = 0; run < all; run++) {
    const rows = judgeSuite(drawGates(next, suite));
    const isPlanted = rows.map((_, g) => suite.gaps(g) > suite.tolerance);
    if (rows.some(({ verdict }, g) => verdict === "fail" && !isPlanted[g])) anyFail++;
    if (rows.some(({ p }, g) => p !== null && p <= 0.05 && !isPlanted[g])) anyUnadjusted++;
    failed += rows.filter(({ verdict }, g) => verdict === "fail" && isPlanted[g]).length;
    planted += isPlanted.filter(Boolean).length;
  }
  return {
    runs: all,
    anyFail: anyFail / all,
    unadjusted: anyUnadjusted / all,
    power: planted > 0 ? failed / planted : null,
  };
}

const suites = (gates: number): Suite[] => [
  { name: "equal groups, no gap tolerated", gates, tolerance: 0, gaps: () => 0, common: 0 },
  { name: "the same, outcomes shared by half", gates, tolerance: 0, gaps: () => 0, common: 0.5 },
  { name: "equal groups, 0.05 tolerated", gates, tolerance: 0.05, gaps: () => 0, common: 0 },
  { name: "all gaps at the limit of 0.05", gates, tolerance: 0.05, gaps: () => 0.05, common: 0 },
  {
    name: "one gap in five is 0.15, the others at the limit",
    gates,
    tolerance: 0.05,
    gaps: (g) => (g % 5 === 0 ? 0.15 : 0.05),
    common: 0,
  },
];

/** False fails over whole suites. */
export const family: Section = {
  name: "suites of gates",
  tables: (plan) => [
    {
      caption:
        "Groups of 1,000, 800 and 300 rows, rate 0.2; a suite fails falsely if any gate without a planted defect fails",
      head: ["gates", "truth", "some false fail", "without Holm", "defects found", "runs"],
      rows: [5, 20].flatMap(suites).map((suite) => {
        const { runs, anyFail, unadjusted, power } = simulate(suite, plan);
        return [
          String(suite.gates),
          suite.name,
          `${percent(anyFail)} %`,
          `${percent(unadjusted)} %`,
          power === null ? "–" : `${percent(power)} %`,
          `${runs.toLocaleString("en")} ${noise(0.05, runs)}`,
        ];
      }),
    },
  ],
};
