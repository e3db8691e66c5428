import { random } from "../../src/core/random.js";
import { drawBinomial } from "../../src/stats/index.js";
import { type Gate, judgeSuite, share } from "./gate-record.js";
import { noise, type Plan, percent, type Section } from "./section.js";

/** Groups of a gate with their true rates. */
interface Setting {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly rates: readonly number[];
  readonly tolerance: number;
  readonly disparity?: Gate["disparity"];
  readonly listSmall?: boolean;
}

/** Whether these groups differ by the limit or more, so that a pass that speaks for them is false. */
function beyond(rates: readonly number[], { tolerance, disparity = "max_difference" }: Setting): boolean {
  const [high, low] = [Math.max(...rates), Math.min(...rates)];
  return disparity === "min_ratio" ? low / high <= tolerance + 1e-9 : high - low >= tolerance - 1e-9;
}

/** Shares of verdicts among runs of one gate; a pass speaks for the groups that were judged. */
function verdicts(setting: Setting, { runs, seed }: Plan, usual: number) {
  const { sizes, rates, tolerance, disparity = "max_difference", listSmall = false } = setting;
  const next = random(seed, `gate ${JSON.stringify(setting)}`);
  let [fail, pass, falsePass] = [0, 0, 0];
  const all = runs(usual);
  for (let run = 0; run < all; run++) {
    const groups = sizes.map((n, i) => share(drawBinomial(next, n, rates[i]!), n));
    const [gate] = judgeSuite([{ groups, tolerance, disparity, small_groups: listSmall ? "list" : "undecided" }]);
    if (gate!.verdict === "fail") fail++;
    if (gate!.verdict !== "pass") continue;
    const left = new Set(gate!.not_judged.map(({ group }) => group));
    const judged = rates.filter((_, i) => !left.has(`g${i}`));
    pass++;
    if (judged.length > 1 && beyond(judged, setting)) falsePass++;
  }
  return { pass: pass / all, fail: fail / all, falsePass: falsePass / all, runs: all };
}

const groupsOf = (k: number): number[] =>
  [3000, 2500, 2000, 1500, 1200, 1000, 800, 600, 400, 300, 200, 100].slice(0, k);
const rise = (sizes: readonly number[], base: number, which: number, by: number): number[] =>
  sizes.map((_, i) => (i === which ? base + by : base));

const sizesTried: readonly (readonly [string, readonly number[], number])[] = [
  ["2 equal", [1000, 1000], 1],
  ["2 unequal", [1000, 100], 1],
  ["3", groupsOf(3), 1],
  ["5", [2000, 800, 300, 100, 30], 2],
  ["12", groupsOf(12), 4],
  ["5, one of 5 rows", [2000, 800, 300, 100, 5], 2],
  ["2, one of 10 rows", [1000, 10], 1],
];

/** True gap = tolerance: neither a fail nor a pass is right, each may happen in 5 % of runs. */
const boundary: readonly Setting[] = sizesTried.flatMap(([name, sizes, which]) =>
  [0.1, 0.4].flatMap((base) =>
    [0.05, 0.1].map((tolerance) => ({
      name,
      sizes,
      rates: rise(sizes, base, which, tolerance),
      tolerance,
      listSmall: true,
    })),
  ),
);

const ratioBoundary: readonly Setting[] = sizesTried.map(([name, sizes, which]) => ({
  name,
  sizes,
  rates: sizes.map((_, i) => (i === which ? 0.24 : 0.3)),
  tolerance: 0.8,
  disparity: "min_ratio",
  listSmall: true,
}));

/** Every second group at the boundary: as many pairs as possible can fail. */
const crowded: readonly Setting[] = [4, 12].flatMap((k) =>
  [0.1, 0.4].map((base) => {
    const sizes = groupsOf(k);
    return {
      name: `${k}, half at the limit`,
      sizes,
      rates: sizes.map((_, i) => base + (i % 2) * 0.05),
      tolerance: 0.05,
      listSmall: true,
    };
  }),
);

/** Equal groups, or a clear gap: what a gate is for. */
const decided: readonly Setting[] = [
  {
    name: "equal: 20,000 … 800",
    sizes: [20000, 8000, 3000, 1500, 800],
    rates: new Array(5).fill(0.1),
    tolerance: 0.05,
  },
  {
    name: "equal, and one of 60 rows",
    sizes: [20000, 8000, 3000, 1500, 60],
    rates: new Array(5).fill(0.1),
    tolerance: 0.05,
  },
  {
    name: "the same, small groups listed",
    sizes: [20000, 8000, 3000, 1500, 60],
    rates: new Array(5).fill(0.1),
    tolerance: 0.05,
    listSmall: true,
  },
  {
    name: "300 of 3,200 rows are 0.2 above",
    sizes: [2000, 800, 300, 100],
    rates: [0.1, 0.1, 0.3, 0.1],
    tolerance: 0.05,
  },
  {
    name: "60 of 32,560 rows are 0.3 above",
    sizes: [20000, 8000, 3000, 1500, 60],
    rates: [0.1, 0.1, 0.1, 0.1, 0.4],
    tolerance: 0.05,
  },
  {
    name: "5 of 32,505 rows are 0.3 above",
    sizes: [20000, 8000, 3000, 1500, 5],
    rates: [0.1, 0.1, 0.1, 0.1, 0.4],
    tolerance: 0.05,
    listSmall: true,
  },
];

function lines(settings: readonly Setting[], plan: Plan, usual: number): string[][] {
  return settings.map((setting) => {
    const { fail, pass, falsePass, runs } = verdicts(setting, plan, setting.sizes.length === 2 ? 4 * usual : usual);
    const base = `${Math.min(...setting.rates)} … ${Number(Math.max(...setting.rates).toPrecision(6))}`;
    return [
      setting.name,
      base,
      `${setting.disparity === "min_ratio" ? "≥" : "≤"} ${setting.tolerance}`,
      `${percent(fail)} %`,
      `${percent(falsePass)} %`,
      `${percent(pass)} %`,
      `${runs.toLocaleString("en")} ${noise(0.05, runs)}`,
    ];
  });
}

const head = ["groups", "true rates", "limit", "fail", "false pass", "pass", "runs"];

/** Verdicts of one gate. */
export const gates: Section = {
  name: "gates",
  tables: (plan) => [
    {
      caption:
        "The true gap is the limit: every fail is false, and so is a pass that speaks for a group at the limit; 5 % each at most",
      head,
      rows: lines([...boundary, ...crowded, ...ratioBoundary], plan, 1_500),
    },
    { caption: "Equal groups and clear gaps", head, rows: lines(decided, plan, 500) },
  ],
};
