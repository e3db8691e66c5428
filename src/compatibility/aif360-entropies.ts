import { aif360EntropyIndex } from "../stats/aif360-entropy-index.js";
import type { CountedValues } from "../stats/counted-values.js";
import type { FamilyDraft } from "./aif360-differences.js";
import { benefitsOf, meanBenefits } from "./benefits.js";
import type { Comparison, FigureDraft } from "./compatibility.js";
import { oncePer, sizeOfGroup, together } from "./fractions.js";

/** Which benefits an entropy is of. */
interface Spread {
  readonly prefix: "" | "between_group_" | "between_all_groups_";
  readonly what: string;
  readonly compares: FigureDraft["compares"];
  readonly benefits: (comparison: Comparison) => CountedValues;
}

const everybody = oncePer((groups) => sizeOfGroup(together(groups.map(({ rows }) => rows))));

/** The means of both groups of the pair; everybody else as if of benefit 0, as the library leaves them. */
function pairMeans({ group, other, groups }: Comparison): CountedValues {
  const { values, counts } = meanBenefits([group.rows, other.rows]);
  const outside = everybody(groups) - sizeOfGroup(group.rows) - sizeOfGroup(other.rows);
  if (outside <= 0) return { values, counts };
  return { values: Float64Array.of(0, ...values), counts: Float64Array.of(outside, ...counts) };
}

const spreads: readonly Spread[] = [
  {
    prefix: "",
    what: "b = 1 + ŷ − y of each row",
    compares: "everybody",
    benefits: ({ group }) => benefitsOf(group.rows),
  },
  {
    prefix: "between_group_",
    what: "b the mean of 1 + ŷ − y in the row's group, for the pair; 0 for everybody outside it",
    compares: "reference",
    benefits: pairMeans,
  },
  {
    prefix: "between_all_groups_",
    what: "b the mean of 1 + ŷ − y in the row's group",
    compares: "groups",
    benefits: ({ groups }) => meanBenefits(groups.map(({ rows }) => rows)),
  },
];

const quirks = ({ prefix }: Spread, alpha: number): string =>
  [
    "Counts rows; weights are not used.",
    prefix === "between_group_"
      ? "Everybody outside the pair counts with benefit 0, so the figure grows with the number of people it is not about; ours leaves them out."
      : null,
    alpha === 0
      ? "The logarithm is divided by the mean benefit once more than in the definition it cites: the figure times the mean is the published one, and ours."
      : null,
  ]
    .filter((text) => text !== null)
    .join(" ");

const formulaOf = (alpha: number, what: string): string => {
  if (alpha === 1) return `mean((b / μ) ln(b / μ)), ${what}`;
  return alpha === 0
    ? `−mean(ln(b / μ) / μ), ${what}`
    : `mean((b / μ)^${alpha} − 1) / (${alpha} · ${alpha - 1}), ${what}`;
};

/** Ours between groups is there for three α. */
function oursOf({ prefix }: Spread, alpha: number): string | null {
  if (prefix === "") return "generalizedEntropy (evenhand/stats)";
  return [0, 1, 2].includes(alpha) ? `between_group_entropy(${alpha})` : null;
}

const index = (spread: Spread, alpha: number): Omit<FigureDraft, "name"> => ({
  formula: formulaOf(alpha, spread.what),
  ours: oursOf(spread, alpha),
  compares: spread.compares,
  needs: "confusion",
  convention: quirks(spread, alpha),
  ...(spread.compares === "reference" ? { whole: true } : {}),
  of: (comparison) => aif360EntropyIndex(spread.benefits(comparison), alpha) ?? Number.NaN,
});

/** Theil's index and the coefficient of variation, of rows and between groups. */
export const entropies: readonly FigureDraft[] = spreads.flatMap((spread) => {
  const theil = index(spread, 1);
  const squared = index(spread, 2);
  return [
    { ...theil, name: `${spread.prefix}theil_index` },
    {
      ...squared,
      name: `${spread.prefix}coefficient_of_variation`,
      formula: `√(2 GE(2)), ${spread.what}`,
      convention: `${squared.convention} √(2 GE(2)), as ours; earlier versions, and Holistic AI, give 2 √GE(2).`,
      of: (comparison) => Math.sqrt(2 * (squared.of(comparison) as number)),
    },
  ];
});

/** The generalized entropy index by its α. */
export const entropyFamilies: readonly FamilyDraft[] = spreads.map((spread) => ({
  name: `${spread.prefix}generalized_entropy_index`,
  parameter: "α, any number",
  byDefault: 2,
  allows: Number.isFinite,
  draft: (alpha) => index(spread, alpha),
}));
