import { random } from "../../src/core/random.js";
import {
  cochranMantelHaenszel,
  drawBinomial,
  type GroupPair,
  mantelHaenszelDifference,
  mantelHaenszelWeights,
  stratifiedNewcombe,
  stratifiedScas,
} from "../../src/stats/index.js";
import { Coverages, coverageCells, coverageHead } from "./coverage.js";
import { noise, type Plan, percent, type Section } from "./section.js";

/** Strata of equal sizes whose rates rise from one to the next. */
interface Strata {
  readonly name: string;
  readonly strata: number;
  /** Rows of the two groups in every stratum. */
  readonly n: readonly [number, number];
  /** Lowest and highest rate of the second group. */
  readonly rates: readonly [number, number];
}

const settings: readonly Strata[] = [
  { name: "few and large", strata: 2, n: [300, 300], rates: [0.1, 0.4] },
  { name: "few, unequal groups", strata: 3, n: [30, 1000], rates: [0.05, 0.3] },
  { name: "few, small group", strata: 2, n: [10, 300], rates: [0.1, 0.3] },
  { name: "many, unequal groups", strata: 10, n: [10, 100], rates: [0.05, 0.3] },
  { name: "many and thin", strata: 20, n: [3, 6], rates: [0.1, 0.5] },
  { name: "rare outcome", strata: 5, n: [100, 1000], rates: [0.005, 0.03] },
];

/** How far the first group's rate is above the second's; "mixed" differs from stratum to stratum. */
const gaps = { none: () => 0, "0.1": () => 0.1, mixed: (share: number) => 0.2 * share } as const;
type Gap = keyof typeof gaps;

function ratesOf({ strata, rates: [low, high] }: Strata, gap: Gap): [number, number][] {
  return Array.from({ length: strata }, (_, h) => {
    const share = strata === 1 ? 0 : h / (strata - 1);
    const rate = low + share * (high - low);
    return [rate + gaps[gap](share), rate];
  });
}

/** The weighted difference that is estimated: weights depend on the sizes only, which are fixed. */
function truthOf(setting: Strata, gap: Gap): number {
  const empty = (trials: number) => ({ successes: 0, trials });
  const sizes = Array.from({ length: setting.strata }, () => ({ a: empty(setting.n[0]), b: empty(setting.n[1]) }));
  const weights = mantelHaenszelWeights(sizes) as number[];
  return ratesOf(setting, gap).reduce((sum, [a, b], h) => sum + weights[h]! * (a - b), 0);
}

const methods = {
  "newcombe, stratified": stratifiedNewcombe,
  "mantel–haenszel, Sato": mantelHaenszelDifference,
  "scas, stratified": stratifiedScas,
} as const;

const limits = ["newcombe, stratified", "mantel–haenszel, Sato", "scas, stratified"] as const;

function simulate(setting: Strata, gap: Gap, { runs, seed }: Plan) {
  const next = random(seed, `stratified ${setting.name} ${gap}`);
  const rates = ratesOf(setting, gap);
  const truth = truthOf(setting, gap);
  const coverages = limits.map(() => new Coverages());
  const [all, tests] = [runs(3_000), { rejected: 0 }];
  for (let run = 0; run < all; run++) {
    const draw = (trials: number, p: number) => ({ successes: drawBinomial(next, trials, p), trials });
    const strata: GroupPair[] = rates.map(([a, b]) => ({ a: draw(setting.n[0], a), b: draw(setting.n[1], b) }));
    limits.forEach((name, i) => {
      coverages[i]!.add((alpha) => methods[name](strata, alpha), truth);
    });
    if ((cochranMantelHaenszel(strata)?.p ?? 1) <= 0.05) tests.rejected++;
  }
  return { coverages, rejected: tests.rejected / all, runs: all };
}

/** Differences over strata of a declared factor. */
export const stratified: Section = {
  name: "stratified differences",
  tables: (plan) => {
    const cases = settings.flatMap((setting) =>
      (["none", "0.1", "mixed"] as const)
        .filter((gap) => gap !== "mixed" || setting.strata > 1)
        .map((gap) => ({ setting, gap, outcome: simulate(setting, gap, plan) })),
    );
    return [
      {
        caption: "Mantel–Haenszel weighted difference",
        head: ["method", "strata", "n", "rates", "gap", ...coverageHead],
        rows: limits.flatMap((name, i) =>
          cases.map(({ setting, gap, outcome }) => [
            name,
            String(setting.strata),
            setting.n.join(" / "),
            setting.rates.join(" … "),
            gap,
            ...coverageCells(outcome.coverages[i]!),
          ]),
        ),
      },
      {
        caption: "Cochran–Mantel–Haenszel test at 5 %, no gap",
        head: ["strata", "n", "rates", "rejected", "runs"],
        rows: cases
          .filter(({ gap }) => gap === "none")
          .map(({ setting, outcome }) => [
            String(setting.strata),
            setting.n.join(" / "),
            setting.rates.join(" … "),
            `${percent(outcome.rejected)} %`,
            `${outcome.runs.toLocaleString("en")} ${noise(0.05, outcome.runs)}`,
          ]),
      },
    ];
  },
};
