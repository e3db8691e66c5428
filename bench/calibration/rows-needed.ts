import { random } from "../../src/core/random.js";
import {
  detectableDifference,
  drawBinomial,
  drawMultinomial,
  neededOfGroups,
  neededPerGroup,
  pairedChange,
  twoSidedCritical,
} from "../../src/stats/index.js";
import { judgeSuite, share } from "./gate-record.js";
import { noise, type Plan, percent, type Section, short } from "./section.js";

/** True rates of all groups, and the gap that is tolerated. */
interface Setting {
  readonly rates: readonly number[];
  readonly tolerance: number;
}

const repeated = (k: number, rate: number): number[] => new Array(k).fill(rate);

const settings: readonly Setting[] = [
  { rates: [0.3, 0.4], tolerance: 0.02 },
  { rates: [0.3, 0.4], tolerance: 0 },
  { rates: [0.05, 0.12], tolerance: 0.02 },
  { rates: [0.01, 0.04], tolerance: 0 },
  { rates: [...repeated(4, 0.3), 0.4], tolerance: 0.02 },
  { rates: [...repeated(11, 0.3), 0.4], tolerance: 0.02 },
  { rates: [0.3, 0.3], tolerance: 0.05 },
  { rates: [0.3, 0.32], tolerance: 0.05 },
  { rates: [0.02, 0.02], tolerance: 0.02 },
  { rates: repeated(3, 0.3), tolerance: 0.05 },
  { rates: repeated(5, 0.1), tolerance: 0.05 },
  { rates: repeated(12, 0.1), tolerance: 0.05 },
  { rates: [0.28, 0.3, 0.3, 0.3, 0.32], tolerance: 0.08 },
];

/** Share of gates that come out as they should when every group has n rows. */
function settled({ rates, tolerance }: Setting, n: number, plan: Plan, usual: number): { share: number; runs: number } {
  const wanted = Math.max(...rates) - Math.min(...rates) > tolerance ? "fail" : "pass";
  const next = random(plan.seed, `rows needed ${rates} ${tolerance} ${n}`);
  const runs = plan.runs(usual);
  let hits = 0;
  for (let run = 0; run < runs; run++) {
    const [gate] = judgeSuite([{ groups: rates.map((p) => share(drawBinomial(next, n, p), n)), tolerance }]);
    if (gate!.verdict === wanted) hits++;
  }
  return { share: hits / runs, runs };
}

/** The pair that is furthest apart is what the two-group formula is asked about. */
const ofTwo = ({ rates, tolerance }: Setting): number =>
  neededPerGroup(Math.max(...rates), Math.min(...rates), tolerance, 0.05, 0.8) as number;

const ofAll = ({ rates, tolerance }: Setting): number =>
  neededOfGroups(rates, { tolerance, alpha: 0.05 }, 0.8) as number;

function neededRows(plan: Plan): string[][] {
  return settings.map((setting) => {
    const [two, all] = [ofTwo(setting), ofAll(setting)];
    const usual = setting.rates.length > 5 ? 300 : 1_000;
    const [byTwo, byAll] = [settled(setting, two, plan, usual), settled(setting, all, plan, usual)];
    const { rates, tolerance } = setting;
    return [
      String(rates.length),
      `${Math.min(...rates)} … ${Math.max(...rates)}`,
      String(tolerance),
      Math.max(...rates) - Math.min(...rates) > tolerance ? "fail" : "pass",
      short(two),
      `${percent(byTwo.share)} %`,
      short(all),
      `${percent(byAll.share)} %`,
      `${byAll.runs.toLocaleString("en")} ${noise(0.8, byAll.runs)}`,
    ];
  });
}

/** The smallest gap that is found with 80 % power: how often it is found. */
function detectionLimit(plan: Plan): string[][] {
  return (
    [
      [0.1, 30, 1000],
      [0.1, 100, 1000],
      [0.3, 300, 1000],
      [0.3, 1000, 1000],
      [0.02, 1000, 10000],
    ] as const
  ).map(([p, n, m]) => {
    const found = detectableDifference(p, n, m, 0.05, 0.8) as number;
    const next = random(plan.seed, `detectable ${p} ${n}`);
    const runs = plan.runs(3_000);
    let [oneSided, gate] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const groups = [share(drawBinomial(next, n, p + found), n), share(drawBinomial(next, m, p), m)];
      const [row] = judgeSuite([{ groups, tolerance: 0 }]);
      const higher = groups[0]!.value > groups[1]!.value;
      if (row!.verdict === "fail") gate++;
      // The gate looks at both directions when nothing is tolerated; one direction alone has half its p-value.
      if (higher && row!.p! / 2 <= 0.05) oneSided++;
    }
    return [
      String(p),
      `${n} / ${m}`,
      short(found),
      `${percent(oneSided / runs)} %`,
      `${percent(gate / runs)} %`,
      `${runs.toLocaleString("en")} ${noise(0.8, runs)}`,
    ];
  });
}

/** How many rows settle a gate, and the smallest gap that is found. */
export const rowsNeeded: Section = {
  name: "rows needed",
  tables: (plan) => [
    {
      caption: "Rows of each group that settle a gate with 80 % power, and how many gates they did settle",
      head: [
        "groups",
        "true rates",
        "limit",
        "right verdict",
        "rows by two groups",
        "settled",
        "rows by all groups",
        "settled",
        "runs",
      ],
      rows: neededRows(plan),
    },
    {
      caption: "The smallest gap found with 80 % power (one-sided 5 %), and how often it was found",
      head: ["rate of the reference", "n", "smallest gap", "found, direction known", "failed a gate at 0", "runs"],
      rows: detectionLimit(plan),
    },
  ],
};

/** Two predictions on the same rows: shares of rows that only the candidate, and only the baseline, predicts positive. */
interface Pairs {
  readonly n: number;
  readonly now: number;
  readonly before: number;
  readonly discordant: number;
}

const sharesOf = ({ now, before, discordant }: Pairs): number[] => {
  const only = Math.max(0, now - before) + discordant;
  const lost = Math.max(0, before - now) + discordant;
  return [now - only, only, lost, 1 - now - lost];
};

/** One-sided errors of the change of a gap (L above, U below the truth), and of the growth of its size. */
function pairedRow(g: Pairs, h: Pairs, plan: Plan): string[] {
  const next = random(plan.seed, `paired ${JSON.stringify([g, h])}`);
  const [truth, growth] = [
    g.now - h.now - (g.before - h.before),
    Math.abs(g.now - h.now) - Math.abs(g.before - h.before),
  ];
  const critical = twoSidedCritical(0.1);
  const into = new Float64Array(4);
  const draw = (pairs: Pairs) => {
    drawMultinomial(next, pairs.n, sharesOf(pairs), into);
    return { n11: into[0]!, n10: into[1]!, n01: into[2]!, n00: into[3]! };
  };
  const runs = plan.runs(10_000);
  const misses = [0, 0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const { change, growthBounds } = pairedChange(draw(g), draw(h), critical);
    [change.low > truth, change.high < truth, growthBounds.low > growth, growthBounds.high < growth].forEach(
      (miss, i) => {
        if (miss) misses[i]!++;
      },
    );
  }
  return [
    `${g.n} / ${h.n}`,
    `${percent(g.discordant)} %`,
    short(g.before - h.before),
    Number(truth.toFixed(3)).toString(),
    ...misses.map((miss) => `${percent(miss / runs)} %`),
    `${runs.toLocaleString("en")} ${noise(0.05, runs)}`,
  ];
}

/** A candidate model against a baseline on the same rows. */
export const pairedChanges: Section = {
  name: "paired change",
  tables: (plan) => [
    {
      caption:
        "MOVER of Tango intervals, one-sided 5 %: the limit is beyond the true change, or the true growth of the gap's size",
      head: [
        "n",
        "discordant each way",
        "gap before",
        "true change",
        "L above",
        "U below",
        "growth, L above",
        "growth, U below",
        "runs",
      ],
      rows: (
        [
          [30, 300, 0.005],
          [100, 1000, 0.005],
          [300, 3000, 0.005],
          [100, 1000, 0.02],
          [1000, 1000, 0.02],
        ] as const
      ).flatMap(([n, m, discordant]) =>
        [
          { gap: 0.05, change: 0 },
          { gap: 0.05, change: 0.02 },
          { gap: 0, change: 0 },
          { gap: 0, change: 0.02 },
        ].map(({ gap, change }) =>
          pairedRow(
            { n, before: 0.3 + gap, now: 0.3 + gap + change, discordant },
            { n: m, before: 0.3, now: 0.3, discordant },
            plan,
          ),
        ),
      ),
    },
  ],
};
