import type { Confusion } from "../core/confusion.js";
import { type Comparison, type CompatibilityFigure, type FigureDraft, ofLibrary } from "./compatibility.js";
import { fractions, plainly, type Rate, together, zeroWhenEmpty } from "./fractions.js";
import { fairlearnScores } from "./score-figures.js";

const figure = ofLibrary("fairlearn", {
  library: "Fairlearn",
  version: "0.15.0",
  source: "github.com/fairlearn/fairlearn, fairlearn/metrics",
});

/** A metric of one group as scikit-learn and Fairlearn compute it. */
interface GroupMetric {
  readonly symbol: string;
  readonly rate: Rate;
  readonly ours: string;
  readonly needs: CompatibilityFigure["needs"];
  readonly edge: string;
}

const zero = (what: string) =>
  `A group with no ${what} has the rate 0, which then drives the figure; ours is not estimable`;
const none = "No group here is without rows";

const truePositives: GroupMetric = {
  symbol: "TPR",
  rate: zeroWhenEmpty(fractions.truePositiveRate),
  ours: "true_positive_rate",
  needs: "confusion",
  edge: zero("positive label"),
};
const falsePositives: GroupMetric = {
  symbol: "FPR",
  rate: zeroWhenEmpty(fractions.falsePositiveRate),
  ours: "false_positive_rate",
  needs: "confusion",
  edge: zero("negative label"),
};
const trueNegatives: GroupMetric = {
  ...falsePositives,
  symbol: "TNR",
  rate: zeroWhenEmpty(fractions.trueNegativeRate),
  ours: "true_negative_rate",
};
const falseNegatives: GroupMetric = {
  ...truePositives,
  symbol: "FNR",
  rate: zeroWhenEmpty(fractions.falseNegativeRate),
  ours: "false_negative_rate",
};
const selections: GroupMetric = {
  symbol: "P(ŷ = 1)",
  rate: plainly(fractions.selectionRate),
  ours: "selection_rate",
  needs: "prediction",
  edge: none,
};
const accuracy: GroupMetric = {
  symbol: "ACC",
  rate: plainly(fractions.accuracy),
  ours: "accuracy",
  needs: "confusion",
  edge: none,
};
const errors: GroupMetric = { ...accuracy, symbol: "ERR", rate: plainly(fractions.errorRate), ours: "error_rate" };

/** scikit-learn averages the recall of the classes that occur. */
function balancedAccuracy({ tp, fp, fn, tn }: Confusion): number {
  const recalls = [
    [tp, tp + fn],
    [tn, tn + fp],
  ].flatMap(([right = 0, all = 0]) => (all > 0 ? [right / all] : []));
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

/** How values of groups become one. */
interface Aggregate {
  readonly suffix: "" | "(to_overall)";
  readonly kind: "difference" | "ratio";
  readonly ours: string;
  readonly formula: (symbol: string) => string;
  readonly of: (groups: readonly number[], overall: number) => number;
}

/** pandas passes over NaN, and gives NaN where nothing is left. */
function ofNumbers(values: readonly number[], of: (...values: number[]) => number): number {
  const numbers = values.filter((value) => !Number.isNaN(value));
  return numbers.length === 0 ? Number.NaN : of(...numbers);
}

const atMostOne = (ratio: number): number => (ratio > 1 ? 1 / ratio : ratio);

const differenceBetween: Aggregate = {
  suffix: "",
  kind: "difference",
  ours: "max_difference",
  formula: (symbol) => `max_g ${symbol}_g − min_g ${symbol}_g`,
  of: (groups) => ofNumbers(groups, Math.max) - ofNumbers(groups, Math.min),
};
const differenceToOverall: Aggregate = {
  suffix: "(to_overall)",
  kind: "difference",
  ours: "difference_to_rest",
  formula: (symbol) => `max_g |${symbol}_g − ${symbol} of everybody|`,
  of: (groups, overall) =>
    ofNumbers(
      groups.map((value) => Math.abs(value - overall)),
      Math.max,
    ),
};
const ratioBetween: Aggregate = {
  suffix: "",
  kind: "ratio",
  ours: "min_ratio",
  formula: (symbol) => `min_g ${symbol}_g / max_g ${symbol}_g`,
  of: (groups) => ofNumbers(groups, Math.min) / ofNumbers(groups, Math.max),
};
const ratioToOverall: Aggregate = {
  suffix: "(to_overall)",
  kind: "ratio",
  ours: "ratio_to_rest",
  formula: (symbol) => `min_g min(r_g, 1 / r_g), r_g = ${symbol}_g / ${symbol} of everybody`,
  of: (groups, overall) =>
    ofNumbers(
      groups.map((value) => atMostOne(value / overall)),
      Math.min,
    ),
};
const aggregates = [differenceBetween, differenceToOverall, ratioBetween, ratioToOverall];

const overallWords = ". Everybody includes the group itself, which pulls both together; ours compares with the rest";
const ratioWords = ". 0/0 is NaN";

const convention = ({ edge }: GroupMetric, { suffix, kind }: Aggregate): string =>
  `${edge}${suffix === "" ? "" : overallWords}${kind === "ratio" ? ratioWords : ""}.`;

const aggregated = ({ rate }: GroupMetric, { of }: Aggregate, { groups }: Comparison): number => {
  const sums = groups.map((group) => group.sums);
  return of(sums.map(rate), rate(together(sums)));
};

const spread = (name: string, metric: GroupMetric, aggregate: Aggregate): FigureDraft => ({
  name: `${name}_${aggregate.kind}${aggregate.suffix}`,
  formula: aggregate.formula(metric.symbol),
  ours: `${metric.ours}, ${aggregate.ours}`,
  compares: "groups",
  needs: metric.needs,
  convention: convention(metric, aggregate),
  of: (comparison) => aggregated(metric, aggregate, comparison),
});

/** Fairlearn's names for what it compares by difference and ratio. */
const spreads = (
  [
    ["demographic_parity", selections],
    ["equal_opportunity", truePositives],
    ["selection_rate", selections],
    ["true_positive_rate", truePositives],
    ["true_negative_rate", trueNegatives],
    ["false_positive_rate", falsePositives],
    ["false_negative_rate", falseNegatives],
    ["accuracy_score", accuracy],
    ["zero_one_loss", errors],
  ] as const
).flatMap(([name, metric]) => aggregates.map((aggregate) => spread(name, metric, aggregate)));

/** Python's max and min keep the first of two values that do not compare, so a NaN counts only where it stands first. */
function worst(kind: Aggregate["kind"], first: number, second: number): number {
  const replaced = kind === "difference" ? second > first : second < first;
  return replaced ? second : first;
}

const mean = (a: number, b: number): number =>
  ofNumbers([a, b], (...values) => values.reduce((sum, value) => sum + value, 0) / values.length);

const equalizedOdds = aggregates.flatMap((aggregate) =>
  (["worst_case", "mean"] as const).map((agg): FigureDraft => {
    const { kind, suffix } = aggregate;
    const options = [...(suffix === "" ? [] : ["to_overall"]), ...(agg === "mean" ? ["mean"] : [])].join(", ");
    const joined = agg === "mean" ? "mean" : kind === "difference" ? "max" : "min";
    return {
      name: `equalized_odds_${kind}${options === "" ? "" : `(${options})`}`,
      formula: `${joined} of TPR and FPR: ${aggregate.formula("rate")}`,
      ours: kind === "difference" ? "equalized_odds" : null,
      compares: "groups",
      needs: "confusion",
      convention: convention({ ...truePositives, edge: zero("positive, or no negative, label") }, aggregate),
      of: (comparison) => {
        const [tpr, fpr] = [truePositives, falsePositives].map((metric) => aggregated(metric, aggregate, comparison));
        return agg === "mean" ? mean(tpr!, fpr!) : worst(kind, tpr!, fpr!);
      },
    };
  }),
);

const extreme = (name: string, ours: string, edge: string, rate: Rate, side: "min" | "max"): FigureDraft => ({
  name: `${name}_group_${side}`,
  formula: `${side}_g ${name}_g`,
  ours,
  compares: "groups",
  needs: "confusion",
  convention: `${edge}.`,
  of: ({ groups }) =>
    ofNumbers(
      groups.map(({ sums }) => rate(sums)),
      side === "min" ? Math.min : Math.max,
    ),
});

const extremes: readonly FigureDraft[] = [
  extreme("accuracy_score", "accuracy", none, accuracy.rate, "min"),
  extreme("zero_one_loss", "error_rate", none, errors.rate, "max"),
  extreme(
    "balanced_accuracy_score",
    "balanced_accuracy",
    "Averages the recall of the classes that occur in the group, so one class alone is enough; ours needs both",
    balancedAccuracy,
    "min",
  ),
  extreme("precision_score", "precision", zero("predicted positive"), zeroWhenEmpty(fractions.precision), "min"),
  extreme("recall_score", "true_positive_rate", zero("positive label"), truePositives.rate, "min"),
  extreme("f1_score", "f1", zero("positive, labelled or predicted,"), zeroWhenEmpty(fractions.f1), "min"),
];

/**
 * The figures of Fairlearn: 22 of its 25 generated ones, the named ones, and both over everybody as well. Left out: r2_score_group_min,
 * mean_absolute_error_group_max and mean_squared_error_group_max, which need predicted and true numbers side by side.
 */
export const fairlearn: readonly CompatibilityFigure[] = [
  ...spreads,
  ...equalizedOdds,
  ...extremes,
  ...fairlearnScores,
].map(figure);
