import type { Confusion } from "../core/confusion.js";
import { atkinson } from "../stats/atkinson.js";
import { chiSquaredUpper } from "../stats/chi-squared.js";
import { generalizedEntropy } from "../stats/generalized-entropy.js";
import { jensenShannon } from "../stats/jensen-shannon.js";
import { kullbackLeibler } from "../stats/kullback-leibler.js";
import { largestShareGap } from "../stats/lp-distance.js";
import { totalVariation } from "../stats/total-variation.js";
import {
  type Comparison,
  type CompatibilityFamily,
  type CompatibilityFigure,
  type FigureDraft,
  ofLibrary,
  type Tally,
} from "./compatibility.js";
import { type Fraction, fractions, oncePer, sizeOfGroup, together } from "./fractions.js";

const figure = ofLibrary("synapseml", {
  library: "SynapseML",
  version: "commit 09ae1d9",
  source:
    "github.com/microsoft/SynapseML, exploratory/FeatureBalanceMeasure.scala, DistributionBalanceMeasure.scala and AggregateBalanceMeasure.scala (data balance of the Responsible AI Toolbox)",
});

const rowsOnly = "Counts rows; weights are not used";

/** Shares of all rows: in the group x, with the outcome y, with both; and the number of rows. */
interface Shares {
  readonly x: number;
  readonly y: number;
  readonly xy: number;
  readonly n: number;
}

/** As Spark has it: the logarithm of 0 is no value. */
const log = (value: number): number => (value > 0 ? Math.log(value) : Number.NaN);

/** ln of the outcome's share within the group, minus infinity where nobody has it. */
const information = ({ x, xy }: Shares): number => (xy === 0 ? Number.NEGATIVE_INFINITY : Math.log(xy / x));

/** Source: SynapseML, `AssociationMetrics.krc`. */
function rankCorrelation({ x, y, xy, n }: Shares): number {
  const concordance = n * n * (1 - 2 * x - 2 * y + 2 * xy + 2 * x * y);
  const correction = n * (2 * x + 2 * y - 4 * xy - 1);
  return (concordance + correction) / (n * n * Math.sqrt((x - x * x) * (y - y * y)));
}

interface Association {
  readonly name: string;
  readonly formula: string;
  readonly ours: ((rate: string) => string) | null;
  readonly words: string;
  readonly of: (shares: Shares) => number;
}

const associations: readonly Association[] = [
  {
    name: "dp",
    formula: "p_xy / p_x",
    ours: (rate) => `${rate}, difference_to_reference`,
    words: "The difference is ours",
    of: ({ x, xy }) => xy / x,
  },
  {
    name: "sdc",
    formula: "p_xy / (p_x + p_y)",
    ours: null,
    words: "Half of what is called Sørensen and Dice's coefficient elsewhere; a smaller group has a smaller one",
    of: ({ x, y, xy }) => xy / (x + y),
  },
  {
    name: "ji",
    formula: "p_xy / (p_x + p_y − p_xy)",
    ours: null,
    words: "Jaccard's index; a smaller group has a smaller one",
    of: ({ x, y, xy }) => xy / (x + y - xy),
  },
  {
    name: "llr",
    formula: "ln(p_xy / p_y)",
    ours: null,
    words:
      "Called log-likelihood ratio; its gap is mostly that of the groups' sizes. No value where a group has no such outcome",
    of: ({ y, xy }) => log(xy / y),
  },
  {
    name: "pmi",
    formula: "ln(p_xy / p_x)",
    ours: (rate) => `${rate}, ratio_to_reference`,
    words: "Pointwise mutual information without − ln p_y, which falls out of the gap: the logarithm of our ratio",
    of: information,
  },
  {
    name: "n_pmi_y",
    formula: "ln(p_xy / p_x) / ln p_y",
    ours: (rate) => `${rate}, ratio_to_reference`,
    words: "Turns the sign, as ln p_y is negative; 0 where nobody has the outcome",
    of: (shares) => (shares.y === 0 ? 0 : information(shares) / log(shares.y)),
  },
  {
    name: "n_pmi_xy",
    formula: "ln(p_xy / p_x) / ln p_xy",
    ours: null,
    words: "Each group has a norm of its own; 0 for a group in which nobody has the outcome",
    of: (shares) => (shares.xy === 0 ? 0 : information(shares) / log(shares.xy)),
  },
  {
    name: "s_pmi",
    formula: "ln(p_xy² / (p_x p_y))",
    ours: null,
    words: "No value where a group has no such outcome; 0 where nobody has it",
    of: ({ x, y, xy }) => (x * y === 0 ? 0 : log((xy * xy) / (x * y))),
  },
  {
    name: "krc",
    formula:
      "(n² (1 − 2p_x − 2p_y + 2p_xy + 2p_x p_y) + n (2p_x + 2p_y − 4p_xy − 1)) / (n² √(p_x (1 − p_x) p_y (1 − p_y)))",
    ours: null,
    words: "Called Kendall's rank correlation; it is no τ of the two columns and leaves [−1, 1]",
    of: rankCorrelation,
  },
  {
    name: "t_test",
    formula: "(p_xy − p_x p_y) / √(p_x p_y)",
    ours: null,
    words: "Called t-test; it has no standard error and does not grow with the number of rows",
    of: ({ x, y, xy }) => (xy - x * y) / Math.sqrt(x * y),
  },
];

/** Which outcome is looked at together with the groups; SynapseML takes any column above 0. */
const outcomes = {
  label: { rate: "prevalence", fraction: fractions.baseRate },
  prediction: { rate: "selection_rate", fraction: fractions.selectionRate },
} as const satisfies Record<string, { readonly rate: string; readonly fraction: Fraction }>;

const everybody = oncePer((groups: readonly Tally[]) => together(groups.map(({ rows }) => rows)));

function sharesOf(group: Confusion, all: Confusion, fraction: Fraction): Shares {
  const [[xy, x], [y, n]] = [fraction(group), fraction(all)];
  return { x: x / n, y: y / n, xy: xy / n, n };
}

/** Equal values have no gap, even where both are infinite. */
const gap = (a: number, b: number): number => (a === b ? 0 : a - b);

const gaps = associations.flatMap(({ name, formula, ours, words, of }) =>
  (["label", "prediction"] as const).map((outcome): FigureDraft => {
    const { rate, fraction } = outcomes[outcome];
    return {
      name: `${name}(${outcome})`,
      formula: `${formula} of the group, minus the same of the reference group; x: in the group, y: ${outcome} positive`,
      ours: ours?.(rate) ?? null,
      compares: "reference",
      needs: outcome,
      whole: true,
      convention: `${rowsOnly}. SynapseML lists all pairs, the later name in the alphabet minus the earlier. ${words}.`,
      of: ({ group, other, groups }: Comparison) => {
        const all = everybody(groups);
        return gap(of(sharesOf(group.rows, all, fraction)), of(sharesOf(other.rows, all, fraction)));
      },
    };
  }),
);

const sizesOf = oncePer((groups: readonly Tally[]) =>
  groups.map(({ rows }) => sizeOfGroup(rows)).filter((size) => size > 0),
);

interface Balance {
  readonly name: string;
  readonly formula: string;
  readonly ours: string | null;
  readonly words: string;
  /** @param sizes rows of each group. null where it has no value. */
  readonly of: (sizes: readonly number[], even: readonly number[]) => number | null;
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Pearson's statistic for groups of equal size. */
function unevenness(sizes: readonly number[]): number {
  const expected = sumOf(sizes) / sizes.length;
  return sumOf(sizes.map((size) => (size - expected) ** 2 / expected));
}

const balances: readonly Balance[] = [
  {
    name: "kl_divergence",
    formula: "Σ_g p_g ln(p_g k)",
    ours: "kullbackLeibler (evenhand/stats)",
    words: "",
    of: kullbackLeibler,
  },
  {
    name: "js_dist",
    formula: "√(½ KL(p ‖ m) + ½ KL(1/k ‖ m)), m = ½ (p + 1/k)",
    ours: "jensenShannon (evenhand/stats)",
    words: " The root of ours",
    of: (sizes, even) => {
      const divergence = jensenShannon(sizes, even);
      return divergence === null ? null : Math.sqrt(divergence);
    },
  },
  {
    name: "inf_norm_dist",
    formula: "max_g |p_g − 1/k|",
    ours: "largestShareGap (evenhand/stats)",
    words: "",
    of: largestShareGap,
  },
  {
    name: "total_variation_dist",
    formula: "½ Σ_g |p_g − 1/k|",
    ours: "totalVariation (evenhand/stats)",
    words: "",
    of: totalVariation,
  },
  {
    name: "wasserstein_dist",
    formula: "Σ_g |p_g − 1/k| / k",
    ours: null,
    words: " Groups have no distance from one another: it is the total variation distance times 2/k",
    of: (sizes, even) => {
      const distance = totalVariation(sizes, even);
      return distance === null ? null : (2 * distance) / sizes.length;
    },
  },
  {
    name: "chi_sq_stat",
    formula: "Σ_g (n_g − n/k)² / (n/k)",
    ours: null,
    words: "",
    of: unevenness,
  },
  {
    name: "chi_sq_p_value",
    formula: "P(χ²_{k−1} > chi_sq_stat)",
    ours: null,
    words: " A test of a hypothesis that nobody holds",
    of: (sizes) => (sizes.length < 2 ? null : chiSquaredUpper(unevenness(sizes), sizes.length - 1)),
  },
];

/** A figure of the groups' sizes alone. */
const ofSizes = (
  draft: Pick<FigureDraft, "name" | "formula" | "ours" | "convention">,
  of: Balance["of"],
): FigureDraft => ({
  ...draft,
  compares: "groups",
  needs: "prediction",
  of: ({ groups }) => {
    const sizes = sizesOf(groups);
    return sizes.length === 0
      ? Number.NaN
      : (of(
          sizes,
          sizes.map(() => 1),
        ) ?? Number.NaN);
  },
});

const distances = balances.map(({ name, formula, ours, words, of }) =>
  ofSizes(
    {
      name,
      formula: `${formula}; p_g share of group g, k groups`,
      ours,
      convention: `${rowsOnly}. How far the groups are from equal size, whatever the population is like.${words}${words === "" ? "" : "."}`,
    },
    of,
  ),
);

const inequality = (sizes: readonly number[]) => ({
  values: Float64Array.from(sizes),
  counts: new Float64Array(sizes.length).fill(1),
});

const evenly = `${rowsOnly}. Inequality of the groups' sizes, which an attribute of large and small groups has by itself; SynapseML takes all sensitive columns together, this one.`;

const theils = (
  [
    ["theil_l_index", "−mean ln(p_g k)", 0],
    ["theil_t_index", "mean(p_g k ln(p_g k))", 1],
  ] as const
).map(([name, formula, alpha]) =>
  ofSizes(
    {
      name,
      formula: `${formula}; p_g share of group g, k groups`,
      ours: "generalizedEntropy (evenhand/stats)",
      convention: evenly,
    },
    (sizes) => generalizedEntropy(inequality(sizes), alpha),
  ),
);

/** The figures of SynapseML's data balance that counts give. */
export const synapseml: readonly CompatibilityFigure[] = [...gaps, ...distances, ...theils].map(figure);

/** Atkinson's index by ε. */
export const synapsemlFamilies: readonly CompatibilityFamily[] = [
  {
    name: "synapseml.atkinson_index",
    parameter: "ε, 0 or more: aversion to inequality",
    byDefault: 1,
    allows: (epsilon) => epsilon >= 0,
    of: (epsilon, name) => ({
      ...figure(
        ofSizes(
          {
            name: "",
            formula: `1 − mean((p_g k)^${1 - epsilon})^(1 / ${1 - epsilon}) (ε = 1: 1 − geometric mean of p_g k); p_g share of group g, k groups`,
            ours: "atkinson (evenhand/stats)",
            convention: evenly,
          },
          (sizes) => atkinson(inequality(sizes), epsilon),
        ),
      ),
      name,
    }),
  },
];
