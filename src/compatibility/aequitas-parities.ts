import { aequitasFigure, disparityToReference, type MetricName, metricNames } from "./aequitas.js";
import type { Comparison, CompatibilityFamily } from "./compatibility.js";

/** 1, 0, or NaN. */
type Determination = (comparison: Comparison, tau: number) => number;

const within =
  (name: MetricName): Determination =>
  (comparison, tau) => {
    const ratio = disparityToReference(name, comparison);
    return Number.isNaN(ratio) ? Number.NaN : Number(tau <= ratio && ratio <= 1 / tau);
  };

const both =
  (first: Determination, second: Determination): Determination =>
  (comparison, tau) => {
    const [a, b] = [first(comparison, tau), second(comparison, tau)];
    return Number.isNaN(a) && Number.isNaN(b) ? Number.NaN : Number(a === 1 && b === 1);
  };

/** A determination as it is listed. */
interface Parity {
  readonly name: string;
  readonly formula: (tau: number) => string;
  readonly needs: "prediction" | "confusion";
  readonly words: string;
  readonly of: Determination;
}

const own: Readonly<Partial<Record<MetricName, string>>> = { ppr: "statistical_parity", pprev: "impact_parity" };

const simple = metricNames.map(
  (name): Parity => ({
    name: own[name] ?? `${name}_parity`,
    formula: (tau) => `1 where ${tau} ≤ ${name}_disparity ≤ 1/${tau}, else 0`,
    needs: own[name] === undefined ? "confusion" : "prediction",
    words: "NaN where the disparity is NaN",
    of: within(name),
  }),
);

const pair = (name: string, parts: string, of: Determination, needs: Parity["needs"] = "confusion"): Parity => ({
  name,
  formula: () => `1 where ${parts} are 1, else 0`,
  needs,
  words:
    "Where one of the two parts is NaN the pair is 0: too little to tell is shown as a finding. NaN where both are",
  of,
});

const typeOne = both(within("fdr"), within("fpr"));
const typeTwo = both(within("for"), within("fnr"));

const parities: readonly Parity[] = [
  ...simple,
  pair("type_i_parity", "fdr_parity and fpr_parity", typeOne),
  pair("type_ii_parity", "for_parity and fnr_parity", typeTwo),
  pair("equalized_odds", "fpr_parity and tpr_parity", both(within("fpr"), within("tpr"))),
  pair(
    "unsupervised_fairness",
    "statistical_parity and impact_parity",
    both(within("ppr"), within("pprev")),
    "prediction",
  ),
  pair("supervised_fairness", "type_i_parity and type_ii_parity", both(typeOne, typeTwo)),
];

/** The determinations of Aequitas by τ: 1 inside [τ, 1/τ], 0 outside. */
export const aequitasFamilies: readonly CompatibilityFamily[] = parities.map(({ name, formula, needs, words, of }) => ({
  name: `aequitas.${name}`,
  parameter: "τ, above 0 and up to 1",
  byDefault: 0.8,
  allows: (tau) => tau > 0 && tau <= 1,
  of: (tau, wholeName) => ({
    ...aequitasFigure({
      name,
      formula: formula(tau),
      ours: null,
      compares: "reference",
      needs,
      convention: `Counts rows; weights are not used. Decided by the ratio alone, whatever its uncertainty: no verdict of ours. ${words}.`,
      of: (comparison) => of(comparison, tau),
    }),
    name: wholeName,
  }),
}));
