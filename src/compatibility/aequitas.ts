import type { Confusion } from "../core/confusion.js";
import { type Comparison, type CompatibilityFigure, type FigureDraft, ofLibrary, type Tally } from "./compatibility.js";
import { type Fraction, fractions, oncePer, plainly, type Rate, sizeOfGroup, together } from "./fractions.js";

/** Fills in what all figures of Aequitas share. */
export const aequitasFigure = ofLibrary("aequitas", {
  library: "Aequitas",
  version: "1.1.0",
  source: "github.com/dssg/aequitas, aequitas/group.py, bias.py and fairness.py",
});

interface GroupMetric {
  /** Of a group; ppr but for the total of all groups, which every ratio cancels. */
  readonly value: Rate;
  readonly ours: string | null;
  readonly needs: CompatibilityFigure["needs"];
}

const metric = (fraction: Fraction, ours: string, needs: GroupMetric["needs"] = "confusion"): GroupMetric => ({
  value: plainly(fraction),
  ours,
  needs,
});

/** The group metrics of which Aequitas makes disparities. */
const metrics = {
  ppr: { value: ({ tp, fp }: Confusion) => tp + fp, ours: null, needs: "prediction" },
  pprev: metric(fractions.selectionRate, "selection_rate", "prediction"),
  fdr: metric(fractions.falseDiscoveryRate, "false_discovery_rate"),
  fpr: metric(fractions.falsePositiveRate, "false_positive_rate"),
  for: metric(fractions.falseOmissionRate, "false_omission_rate"),
  fnr: metric(fractions.falseNegativeRate, "false_negative_rate"),
  tpr: metric(fractions.truePositiveRate, "true_positive_rate"),
  tnr: metric(fractions.trueNegativeRate, "true_negative_rate"),
  npv: metric(fractions.negativePredictiveValue, "negative_predictive_value"),
  precision: metric(fractions.precision, "precision"),
} satisfies Record<string, GroupMetric>;

/** Name of a group metric of Aequitas. */
export type MetricName = keyof typeof metrics;
/** In Aequitas' own order. */
export const metricNames = Object.keys(metrics) as MetricName[];

/** A ratio as Aequitas writes it: infinite becomes 10. */
const capped = (ratio: number): number => (ratio === Number.POSITIVE_INFINITY ? 10 : ratio);

/** A group's metric over that of the reference group: infinite is 10, 0/0 NaN. */
export function disparityToReference(name: MetricName, { group, other }: Comparison): number {
  const { value } = metrics[name];
  return capped(value(group.rows) / value(other.rows));
}

const largest = oncePer((groups: readonly Tally[]) =>
  groups
    .map(({ rows }) => rows)
    .reduce((most, rows) => (sizeOfGroup(rows) > sizeOfGroup(most) ? rows : most), { tp: 0, fp: 0, fn: 0, tn: 0 }),
);

/** Whom a disparity divides by. */
const references = [
  {
    suffix: "",
    words: "the attribute's reference group",
    of: (name: MetricName) => (comparison: Comparison) => disparityToReference(name, comparison),
  },
  {
    suffix: "(majority)",
    words: "the largest group",
    of: (name: MetricName) => {
      const { value } = metrics[name];
      return ({ group, groups }: Comparison) => capped(value(group.rows) / value(largest(groups)));
    },
  },
  {
    suffix: "(min_metric)",
    words: "the group with the smallest value",
    of: (name: MetricName) => {
      const { value } = metrics[name];
      const smallest = oncePer((groups) => {
        const values = groups.map(({ rows }) => value(rows)).filter((each) => !Number.isNaN(each));
        return values.length === 0 ? Number.NaN : values.reduce((least, each) => Math.min(least, each));
      });
      return ({ group, groups }: Comparison) => capped(value(group.rows) / smallest(groups));
    },
  },
];

const sizeWords =
  " The metric is the group's share of all predicted positives, so this mostly compares the groups' sizes.";

const disparities = metricNames.flatMap((name) =>
  references.map(({ suffix, words, of }): FigureDraft => {
    const { ours, needs } = metrics[name];
    return {
      name: `${name}_disparity${suffix}`,
      formula: `${name}_g / ${name} of ${words}`,
      ours: ours === null ? null : `${ours}, ratio_to_reference`,
      needs,
      convention: `Counts rows; weights are not used. An infinite ratio is written as 10, and 0/0 is NaN; ours has no value in both cases.${name === "ppr" ? sizeWords : ""}`,
      of: of(name),
      ...(suffix === "" ? { compares: "reference" } : { compares: "each", whole: true }),
    };
  }),
);

const predictedPositive = ({ tp, fp }: Confusion): number => tp + fp;
const allPredictedPositive = oncePer((groups) => predictedPositive(together(groups.map(({ rows }) => rows))));

const ppr: FigureDraft = {
  name: "ppr",
  formula: "predicted positives of the group / predicted positives of all groups",
  ours: null,
  compares: "each",
  whole: true,
  needs: "prediction",
  convention: "Counts rows; weights are not used. A share of the selected, not a rate of the group.",
  of: ({ group, groups }) => predictedPositive(group.rows) / allPredictedPositive(groups),
};

/** The figures of Aequitas. Its significance columns are left out: they repeat across complementary metrics. */
export const aequitas: readonly CompatibilityFigure[] = [ppr, ...disparities].map(aequitasFigure);
