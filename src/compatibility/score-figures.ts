import { type CountedValues, sizeOf as rowsOf, sumOver } from "../stats/counted-values.js";
import { delong, wasserstein } from "../stats/index.js";
import type { Comparison, FigureDraft, Refusal, ScoreTally, Tally } from "./compatibility.js";
import { numpyQuantiles } from "./numpy-quantiles.js";

const noScores: Refusal = { refused: "a group has no scores" };
const rowsOnly = "Counts rows; weights are not used";
const pair = `${rowsOnly}. a is the row's group and b the reference group`;
const ofNumbers = "Of a classifier's scores of the positive class, or of the numbers of a regression";

/** The scores of both groups; null where one has none. */
function pairOf({ group, other }: Comparison): readonly [CountedValues, CountedValues] | null {
  const [a, b] = [group.scores?.all, other.scores?.all];
  return a === undefined || b === undefined || rowsOf(a) === 0 || rowsOf(b) === 0 ? null : [a, b];
}

/** Thresholds at which Holistic AI compares two groups. */
const thresholds = 150;

/** |share of a at or above − share of b at or above| at 150 quantiles of everybody's scores. */
function parityGaps(comparison: Comparison): Float64Array | null {
  const scores = pairOf(comparison);
  if (scores === null) return null;
  const everybody = comparison.groups.flatMap(({ scores }) => (scores === undefined ? [] : [scores.all]));
  const levels = Float64Array.from({ length: thresholds }, (_, at) =>
    // As `linspace(1, 0, 150)` has them, whose last value is set.
    at === thresholds - 1 ? 0 : at * (-1 / (thresholds - 1)) + 1,
  );
  const [a, b] = scores;
  return numpyQuantiles(everybody, levels).map((limit) => Math.abs(shareFrom(a, limit) - shareFrom(b, limit)));
}

function shareFrom({ values, counts }: CountedValues, limit: number): number {
  let [passed, rows] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    rows += counts[i]!;
    if (values[i]! >= limit) passed += counts[i]!;
  }
  return passed / rows;
}

const parity = (name: string, formula: string, ours: string, words: string, of: (gaps: Float64Array) => number) => ({
  name,
  formula,
  ours,
  needs: "scores" as const,
  compares: "reference" as const,
  whole: true as const,
  convention: `${pair}. ${ofNumbers}. The thresholds are the quantiles 1, 148/149, …, 0 of everybody's scores, so that ${words}.`,
  of: (comparison: Comparison) => {
    const gaps = parityGaps(comparison);
    return gaps === null ? noScores : of(gaps);
  },
});

/** Two groups' means of scores, as one number. */
const ofMeans = (
  name: string,
  formula: string,
  convention: string,
  of: (a: CountedValues, b: CountedValues) => number,
): FigureDraft => ({
  name,
  formula,
  ours: "mean_score, difference_to_reference",
  needs: "scores",
  compares: "reference",
  convention: `${pair}. ${ofNumbers}. ${convention}.`,
  of: (comparison) => {
    const scores = pairOf(comparison);
    return scores === null ? noScores : of(...scores);
  },
});

const meanOf = (sample: CountedValues): number => sumOver(sample, (value) => value) / rowsOf(sample);

function pooledScore(a: CountedValues, b: CountedValues): number {
  const [n, m, meanA, meanB] = [rowsOf(a), rowsOf(b), meanOf(a), meanOf(b)];
  const spread = (of: CountedValues, mean: number) => sumOver(of, (value) => (value - mean) ** 2);
  const pooled = ((n - 1) * spread(a, meanA)) / n + ((m - 1) * spread(b, meanB)) / m;
  return (meanA - meanB) / Math.sqrt(pooled / (n + m - 2));
}

const areaOf = ({ scores }: Tally): number | null => {
  const { positives, negatives } = scores?.byLabel ?? {};
  if (positives === undefined || negatives === undefined) return null;
  const counted = ({ values, counts }: CountedValues) => ({ score: values, n: counts });
  return delong(counted(positives), counted(negatives))?.value ?? null;
};

function logLoss({ scores }: Tally): number | null {
  const { positives, negatives } = scores?.byLabel ?? {};
  if (positives === undefined || negatives === undefined) return null;
  if (rowsOf(positives) === 0 || rowsOf(negatives) === 0) return null;
  const loss = (score: number): number => -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, score)));
  const sum = sumOver(positives, loss) + sumOver(negatives, (score) => loss(1 - score));
  return sum / (rowsOf(positives) + rowsOf(negatives));
}

/** Figures of Holistic AI over scores. */
export const holisticScores: readonly FigureDraft[] = [
  parity(
    "statistical_parity_auc",
    "mean over 150 thresholds t of |P(score ≥ t | a) − P(score ≥ t | b)|",
    "score_distance",
    "it is of ranks, which change when other groups' scores do; ours is over all thresholds alike",
    (gaps) => gaps.reduce((sum, gap) => sum + gap / thresholds, 0),
  ),
  parity(
    "max_statistical_parity",
    "max over 150 thresholds t of |P(score ≥ t | a) − P(score ≥ t | b)|",
    "score_ks_distance",
    "it can miss the widest gap; ours is over all thresholds",
    (gaps) => gaps.reduce((most, gap) => Math.max(most, gap), 0),
  ),
  ofMeans(
    "avg_score_diff",
    "mean score of a − mean score of b",
    "The difference is ours",
    (a, b) => meanOf(a) - meanOf(b),
  ),
  ofMeans(
    "avg_score_ratio",
    "mean score of a / mean score of b",
    "x/0 is infinite, and scores below 0 give a ratio too",
    (a, b) => meanOf(a) / meanOf(b),
  ),
  ofMeans(
    "zscore_diff",
    "(mean of a − mean of b) / √(((n_a − 1) σ²_a + (n_b − 1) σ²_b) / (n_a + n_b − 2))",
    "Its σ² divides by n, and is weighed as if it divided by n − 1",
    pooledScore,
  ),
  {
    name: "abroca",
    formula: "AUC_a − AUC_b",
    ours: "roc_auc, difference_to_reference",
    needs: "labelled_scores",
    compares: "reference",
    convention: `${pair}. A difference of two areas and not the area between the curves (ours: roc_area_between), so that it is 0 for curves that cross evenly.`,
    of: ({ group, other }) => {
      const [a, b] = [areaOf(group), areaOf(other)];
      return a === null || b === null ? { refused: "a group has one label only" } : a - b;
    },
  },
];

/** Figures of Fairlearn over scores. */
export const fairlearnScores: readonly FigureDraft[] = [
  {
    name: "roc_auc_score_group_min",
    formula: "min over groups of AUC",
    ours: "roc_auc",
    needs: "labelled_scores",
    compares: "groups",
    convention: `${rowsOnly}. Groups of one label, whose AUC scikit-learn makes NaN, are passed over.`,
    of: ({ groups }) => {
      const areas = groups.flatMap((group) => areaOf(group) ?? []);
      return areas.length === 0 ? Number.NaN : Math.min(...areas);
    },
  },
  {
    name: "log_loss_group_max",
    formula: "max over groups of −mean ln P(label)",
    ours: "log_loss",
    needs: "labelled_scores",
    compares: "groups",
    convention: `${rowsOnly}. Scores are kept 2⁻⁵² away from 0 and 1, as scikit-learn does; it raises an error for a group of one label.`,
    of: ({ groups }) => {
      const losses = groups.map(logLoss);
      return losses.includes(null) ? { refused: "a group has one label only" } : Math.max(...(losses as number[]));
    },
  },
];

/** Figures of AIF360 over scores. */
export const aif360Scores: readonly FigureDraft[] = [
  {
    name: "ot_distance",
    formula: "W₁(Σ_i y_i/Y δ(y_i/Y), Σ_i s_i/S δ(s_i/S)), Y = Σ y_i, S = Σ s_i",
    ours: null,
    needs: "labelled_scores",
    compares: "each",
    convention: `${rowsOnly}. Labels y (1 or 0) against the scores s of the same group, in mode "binary". Each value, divided by the sum of all, is both a place and the mass there, so the figure shrinks as a group grows; scores below 0 shift both by as much. Ours, score_distance, compares the scores of two groups.`,
    of: ({ group }) => transport(group.scores),
  },
];

function transport(scores: ScoreTally | undefined): number | Refusal {
  const labels = scores?.byLabel;
  if (scores === undefined || labels == null) return noScores;
  const [positives, negatives] = [rowsOf(labels.positives), rowsOf(labels.negatives)];
  const lowest = Math.min(scores.all.values[0] ?? 0, negatives > 0 ? 0 : 1);
  const shift = lowest < 0 ? -lowest : 0;
  const truth = normalised({
    values: Float64Array.of(shift, 1 + shift),
    counts: Float64Array.of(negatives, positives),
  });
  const predicted = normalised({ ...scores.all, values: scores.all.values.map((value) => value + shift) });
  if (truth === null || predicted === null) return { refused: "the labels, or the scores, of a group add up to 0" };
  return wasserstein(truth, predicted) ?? noScores;
}

/** Values divided by their sum, each as a place and as the mass there; null where they add up to 0. */
function normalised({ values, counts }: CountedValues): CountedValues | null {
  const sum = sumOver({ values, counts }, (value) => value);
  if (!(sum > 0)) return null;
  const places = values.map((value) => value / sum);
  return { values: places, counts: places.map((place, i) => counts[i]! * place) };
}
