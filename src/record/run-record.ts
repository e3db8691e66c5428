import { z } from "zod";
import { baselineSchema, changeGroupRow, changeRow, flipRow } from "./change-tables.js";
import { distributionRow, driftRow, driftSubject } from "./drift-tables.js";

export type { BaselineFacts, ChangeGroupRow, ChangeRow, FlipRow } from "./change-tables.js";
export type { DistributionRow, DriftRow, DriftSubject } from "./drift-tables.js";

/** Identifies the shape of `run.json`; the schema is in `schema/run.schema.json` of the package. */
export const runSchemaId = "urn:evenhand:schema:run:1";
export const runVersion = "1.0";

const status = z.enum(["ok", "undefined", "suppressed", "not_estimable"]);
const number = z.number().nullable();
const text = z.string().nullable();
/** Words by language code, or one text for all languages. */
const words = z.union([z.string(), z.record(z.string(), z.string())]);

const groupRow = z.strictObject({
  model: z.string(),
  metric: z.string(),
  /** An attribute, or names joined by " × "; null: everybody. */
  attribute: text,
  group: text,
  class: text,
  stratum: text,
  /** Rows of the group. */
  n: number,
  units: number,
  status,
  value: number,
  numerator: number,
  denominator: number,
  low: number,
  high: number,
  interval: text,
  /** Arguments of the interval, from which its bounds follow at any level. */
  basis: z.array(z.number()).nullable(),
  reason: text,
});

const disparityRow = z.strictObject({
  model: z.string(),
  /** null: made from several metrics. */
  metric: text,
  attribute: z.string(),
  class: text,
  stratum: text,
  disparity: z.string(),
  group: text,
  reference: text,
  status,
  reason: text,
  value: number,
  low: number,
  high: number,
  p: number,
  p_adjusted: number,
  interval: text,
  /** As in groups, where the bounds do not follow from those of the groups: what they follow from. */
  basis: z.array(z.number()).nullable(),
  /** Of differences within strata: the strata in which it has the other sign than over all their rows together. */
  reversed_strata: z.array(z.string()).nullable(),
});

const shrunkenRow = z.strictObject({
  model: z.string(),
  metric: z.string(),
  attribute: z.string(),
  group: z.string(),
  class: text,
  stratum: text,
  /** Rows of the group. */
  n: z.number(),
  /** The rate drawn towards the mean of all combinations: beside, never instead of, the group's own. */
  value: z.number(),
  low: z.number(),
  high: z.number(),
  interval: z.string(),
  /** a and b of the beta distribution from which the limits follow at any level. */
  basis: z.array(z.number()),
});

const worstCaseRow = z.strictObject({
  model: z.string(),
  metric: z.string(),
  attribute: z.string(),
  class: text,
  stratum: text,
  disparity: z.string(),
  status,
  reason: text,
  /** Least and greatest value over all ways to deal the unknown rows to the groups; sampling error comes on top. */
  low: number,
  high: number,
  interval: z.string(),
  /** Denominators (sums of weights where rows have them) of the known groups together and of the unknown one. */
  known: number,
  unknown: number,
});

const compatibilityRow = z.strictObject({
  model: z.string(),
  /** A figure of another library by its convention, under its name: "clarify.cddl". */
  figure: z.string(),
  /** null: everybody. */
  attribute: text,
  /** null: all groups together. */
  group: text,
  stratum: text,
  /** "infinite": the other library's number is; `reason` says which way. */
  status: z.enum(["ok", "undefined", "infinite", "suppressed"]),
  value: number,
  reason: text,
  /** Why there is neither interval nor verdict. */
  note: z.string(),
});

const compatibilityFigureRow = z.strictObject({
  name: z.string(),
  library: z.string(),
  version: z.string(),
  formula: z.string(),
  /** How it differs from ours. */
  convention: z.string(),
  /** Our metric and disparity of the same idea. */
  ours: text,
  source: z.string(),
});

/** One output of a model, and how it was explained. */
const explanationRow = z.strictObject({
  model: z.string(),
  /** The class whose output it is; null: the only one. */
  class: text,
  /** undefined: the model cannot be explained, for the reason given. */
  status: z.enum(["ok", "undefined"]),
  reason: text,
  /** tree_path, tree_background, linear, expected_gradients, exact, kernel or permutation. */
  method: text,
  /** Methods that were tried first, and why the model or its calls do not allow them; none where the suite names its method. */
  passed_over: z.array(z.strictObject({ method: z.string(), reason: z.string() })).optional(),
  /** An input is a proxy when the lower bound of its area under the ROC curve is above this. */
  proxy_area: number.optional(),
  /** margin: log-odds, or what the model adds up before its last step; probability; value: the unit of a regression. */
  scale: z.enum(["margin", "probability", "value"]).nullable(),
  /** Rows that were explained, a random choice of those kept, and rows that stood in for what is not known (null: none were needed). */
  rows: number,
  units: number,
  background: number,
  /** Rows that the model was asked for; null: it was explained from its file. */
  calls: number,
  /** What is expected of a row of which nothing is known, on the scale. */
  base: number,
  /** Largest |output − base − sum of a row's attributions|. */
  additivity_error: number,
  /** Largest standard error of a single attribution; null: nothing was sampled. */
  standard_error: number,
  features: z.array(
    z.strictObject({
      name: z.string(),
      columns: z.array(z.string()),
      /** Protected attributes that the input is itself. */
      attributes: z.array(z.string()),
    }),
  ),
});

/** A figure with its interval, as in groups. */
const figure = {
  status,
  reason: text,
  n: number,
  units: number,
  value: number,
  low: number,
  high: number,
  interval: text,
  basis: z.array(z.number()).nullable(),
};

const attributionRow = z.strictObject({
  model: z.string(),
  class: text,
  /** null: everybody. */
  attribute: text,
  group: text,
  /** null: all features together. */
  feature: text,
  /** mean_attribution, mean_absolute_attribution, mean_output, proxy_share, protected_share, protected_or_proxy_share, completeness_error or instability. */
  figure: z.string(),
  ...figure,
});

const attributionGapRow = z.strictObject({
  model: z.string(),
  class: text,
  attribute: z.string(),
  group: z.string(),
  /** null: all other known groups together. */
  reference: text,
  /** null: all features together. The gaps of mean_attribution over the features add up to that of mean_output, but for completeness. */
  feature: text,
  /** As in attributions; and how alike the two groups' rankings of the features are: ndcg, rank_biased_overlap, kendall_tau_b. */
  figure: z.string(),
  ...figure,
  p: number,
  /** Benjamini–Hochberg over the features and groups of one attribute and figure. */
  p_adjusted: number,
});

const proxyRow = z.strictObject({
  model: z.string(),
  attribute: z.string(),
  feature: z.string(),
  column: z.string(),
  /** The group that the column tells from all others best. */
  group: z.string(),
  /** Area under the ROC curve for that group, out of fold: 0.5 is no better than chance. */
  auc: number,
  low: number,
  interval: text,
  basis: z.array(z.number()).nullable(),
  /** Mutual information of column and attribute over the mean of their entropies, 0 to 1. */
  normalized_mutual_information: number,
  is_proxy: z.boolean(),
});

const importanceRow = z.strictObject({
  model: z.string(),
  attribute: z.string(),
  group: z.string(),
  feature: z.string(),
  /** How much this loss grows when the feature is dealt out anew among the group's rows. */
  loss: z.string(),
  status,
  reason: text,
  n: number,
  value: number,
  /** Standard error over the permutations drawn, 0 for all of them; it says nothing of other rows. A cross-check, never gated. */
  error: number,
});

/** How rows that are alike were found, of one model. */
const neighbourhoodRow = z.strictObject({
  model: z.string(),
  /** undefined: nothing can be said, for the reason given. */
  status: z.enum(["ok", "undefined"]),
  reason: text,
  /** Nearest rows of other units that each row is compared with. */
  k: number,
  /** Rows that were decided, of those kept for explaining. */
  rows: number,
  units: number,
  /** Inputs that the distance is made of; protected attributes, and inputs that no two rows share, are left out. */
  columns: z.array(z.string()),
});

const neighbourRow = z.strictObject({
  model: z.string(),
  /** null: everybody. */
  attribute: text,
  group: text,
  /** The group whose nearest rows are compared with; null: everybody's. */
  reference: text,
  /** Of more than two classes the one whose share is compared; null: the positive one, or all. */
  class: text,
  /** consistency: share of the nearest rows decided as the row was; neighbour_gap: how often the nearest rows in the group get the class, less how often the nearest rows in the reference group do. */
  figure: z.enum(["consistency", "neighbour_gap"]),
  ...figure,
  /** Mean Gower distance to the rows compared with (of a gap: those of the reference group), 0 to 1. */
  distance: number,
});

const gateSpec = z.strictObject({
  id: z.string(),
  model: z.string(),
  metric: text,
  attribute: z.string(),
  class: text,
  stratum: text,
  disparity: z.string(),
  bound: z.enum(["at_most", "at_least"]),
  tolerance: z.number(),
  confidence: z.number(),
  small_groups: z.enum(["undecided", "list"]),
  /** Set where the tolerance is for how much the disparity grew since the baseline; value and bounds are then those of the growth. */
  regression: z.literal(true).optional(),
  /** Set where the tolerance is for how far each group's distribution is from the baseline's; `disparity` is then its statistic. */
  drift: driftSubject.optional(),
});

const gateRow = z.strictObject({
  ...gateSpec.shape,
  value: number,
  low: number,
  high: number,
  /** Confidence of `low` after Holm's adjustment over the suite's gates, and of `high`. */
  level: number,
  verdict: z.enum(["pass", "fail", "undecided", "error"]),
  reason: text,
  /** The two groups furthest apart; `group` is worse off by the suite's favourable outcome where that is defined. */
  group: text,
  reference: text,
  /** The same among the groups that can be judged, where others cannot: what `high` (of a ratio: `low`) speaks for. */
  judged_value: number,
  judged_group: text,
  judged_reference: text,
  /** The metric in which these two pairs are furthest apart: the gate's own; of several the one that makes the gap; null: no single one. */
  pair_metric: text,
  judged_metric: text,
  p: number,
  p_adjusted: number,
  not_judged: z.array(z.strictObject({ group: z.string(), reason: z.string(), n: number })),
  /** Metric denominators of each group that would settle an undecided gate at 80 % power, if today's values are the true ones. */
  n_needed: number,
});

const detectionRow = z.strictObject({
  gate: z.string(),
  model: z.string(),
  metric: z.string(),
  attribute: z.string(),
  group: z.string(),
  reference: z.string(),
  n: number,
  n_reference: number,
  /** Smallest true gap (or largest ratio below 1) that this audit would have found with 80 % power; null with a reason. */
  smallest: number,
  reason: text,
});

const metricRow = z.strictObject({
  name: z.string(),
  /** "proportion" in [0, 1], "score" or "number": decides how values are printed. */
  unit: z.string(),
  better: z.enum(["higher", "lower", "neutral"]),
  range: z.tuple([number, number]),
  formula: z.string(),
  source: z.string(),
});

const transferRow = z.strictObject({
  model: z.string(),
  /** Who got the rows, in which country (ISO 3166-1), by what right; null: the model is on the same machine. */
  recipient: text,
  country: text,
  basis: text,
  /** Columns of the data that were sent. */
  columns: z.array(z.string()),
  /** Rows that were sent in this run. */
  rows: z.number(),
  /** Rows whose answers were known from an earlier run, or from a row that is alike. */
  cached: z.number(),
});

const populationRow = z.strictObject({
  attribute: text,
  group: text,
  stratum: text,
  status,
  n: number,
  units: number,
  /** Rows by label, binary audits only. */
  positives: number,
  negatives: number,
  reason: text,
});

export const runRecordSchema = z.strictObject({
  $schema: z.literal(runSchemaId),
  version: z.literal(runVersion),
  tool: z.strictObject({ name: z.literal("evenhand"), version: z.string() }),
  suite: z.strictObject({
    name: z.string(),
    purpose: z.string(),
    sha256: text,
    seed: z.number(),
    confidence: z.number(),
    min_group: z.number(),
    suppress_below: z.number(),
    title: words.nullable(),
    organisation: words.nullable(),
    notes: z.record(z.string(), words),
    languages: z.array(z.string()),
    /** Plain words per metric for this suite's outcomes: metric → language → {name, of, did}. */
    words: z.record(
      z.string(),
      z.record(z.string(), z.strictObject({ name: z.string(), of: z.string().optional(), did: z.string().optional() })),
    ),
    people: words.nullable(),
    label: text,
    positive: text,
    favourable: text,
    unit: text,
    weight: text,
    time: text,
    consent: z.strictObject({ column: z.string(), requires: z.string() }).nullable(),
    where: text,
    strata: z.array(z.string()),
    /** True when each row of the source is a cell of many people. */
    counted: z.boolean(),
    /** The data protection impact assessment that the suite names, with the day of the model's first decision; absent: none. */
    dpia: z.strictObject({ reference: z.string(), date: z.string(), first_decision: z.string() }).optional(),
    /** The organisation's policy that the suite was held against, by its SHA-256; absent: none. */
    policy: z.strictObject({ name: z.string(), sha256: z.string() }).optional(),
  }),
  data: z.strictObject({
    format: z.string(),
    files: z.array(z.strictObject({ name: z.string(), bytes: z.number(), sha256: z.string() })),
    sha256: text,
    rows_read: z.number(),
    rows_kept: z.number(),
    units: number,
    columns: number,
    pinned: z.boolean(),
    from: text,
    to: text,
    /** Largest error of any sum of non-integers through fixed-point rounding. */
    quantisation_bound: number,
  }),
  attributes: z.array(
    z.strictObject({
      name: z.string(),
      column: z.string(),
      origin: text,
      basis: text,
      category: text,
      retention: text,
      reference: text,
      /** "named" in the suite, or "largest". */
      reference_by: text,
      groups: z.array(z.string()),
      /** Plain names of groups, by language or one for all. */
      labels: z.record(z.string(), words),
      title: words.nullable(),
    }),
  ),
  models: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.string(),
      sha256: text,
      files: z.array(z.strictObject({ name: z.string(), bytes: z.number(), sha256: z.string() })),
      runtime: text,
      features: number,
      decision: text,
      task: z.string(),
      classes: z.array(z.string()),
    }),
  ),
  metrics: z.array(metricRow),
  population: z.array(populationRow),
  groups: z.array(groupRow),
  disparities: z.array(disparityRow),
  /** Correlations of two groups' estimates where units stand in both; absent pairs are uncorrelated. */
  correlations: z.array(
    z.strictObject({
      model: z.string(),
      metric: z.string(),
      attribute: z.string(),
      class: text,
      stratum: text,
      group: z.string(),
      other: z.string(),
      correlation: z.number(),
    }),
  ),
  /** Rates of combinations of attributes, empirical Bayes. */
  shrunken: z.array(shrunkenRow),
  /** Disparities of attributes that are unknown for some rows. */
  worst_case: z.array(worstCaseRow),
  /** Figures of other libraries, where the suite asks for them: reproductions, without interval and without gate. */
  compatibility: z.array(compatibilityRow).optional(),
  /** What the figures are. */
  compatibility_figures: z.array(compatibilityFigureRow).optional(),
  /** What each input does to the models' outputs, where the suite asks for it. */
  explanations: z.array(explanationRow).optional(),
  attributions: z.array(attributionRow).optional(),
  attribution_gaps: z.array(attributionGapRow).optional(),
  /** Inputs that tell something of a protected attribute. */
  proxies: z.array(proxyRow).optional(),
  permutation_importance: z.array(importanceRow).optional(),
  /** Whether rows that are alike are decided alike, where the suite asks for explanations. */
  neighbourhoods: z.array(neighbourhoodRow).optional(),
  neighbours: z.array(neighbourRow).optional(),
  /** What was sent to models behind a URL, where there are some. */
  transfers: z.array(transferRow).optional(),
  /** Row-level results that stand in the run folder, and which key their rows are named under (not the key itself). */
  kept: z.array(z.strictObject({ content: z.enum(["predictions"]), key_id: z.string() })).optional(),
  /** What this run is compared with, where it is: another model, or an earlier run. */
  baseline: baselineSchema.optional(),
  change_groups: z.array(changeGroupRow).optional(),
  changes: z.array(changeRow).optional(),
  flips: z.array(flipRow).optional(),
  /** How groups, labels, predictions, scores and columns are distributed, where the suite asks for it. */
  distributions: z.array(distributionRow).optional(),
  /** The same of the baseline, of this run's models under their ids here. */
  baseline_distributions: z.array(distributionRow).optional(),
  /** How far they are apart. */
  drift: z.array(driftRow).optional(),
  exclusions: z.array(z.strictObject({ reason: z.string(), attribute: text, group: text, rows: number })),
  plan: z.array(gateSpec),
  gates: z.array(gateRow),
  detection: z.array(detectionRow),
  warnings: z.array(
    z.strictObject({ code: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
  verdict: z.enum(["pass", "fail", "undecided", "error", "none"]),
});

/** Everything a report needs, and no personal data: the file `run.json`. */
export type RunRecord = z.infer<typeof runRecordSchema>;
export type GroupRow = RunRecord["groups"][number];
export type DisparityRow = RunRecord["disparities"][number];
export type ShrunkenRow = RunRecord["shrunken"][number];
export type WorstCaseRow = RunRecord["worst_case"][number];
export type CompatibilityRow = NonNullable<RunRecord["compatibility"]>[number];
export type ExplanationRow = NonNullable<RunRecord["explanations"]>[number];
export type AttributionRow = NonNullable<RunRecord["attributions"]>[number];
export type AttributionGapRow = NonNullable<RunRecord["attribution_gaps"]>[number];
export type NeighbourhoodRow = NonNullable<RunRecord["neighbourhoods"]>[number];
export type NeighbourRow = NonNullable<RunRecord["neighbours"]>[number];
export type TransferRow = NonNullable<RunRecord["transfers"]>[number];
export type GateSpec = RunRecord["plan"][number];
export type GateRow = RunRecord["gates"][number];
export type DetectionRow = RunRecord["detection"][number];
export type PopulationRow = RunRecord["population"][number];
export type MetricRow = RunRecord["metrics"][number];
export type AttributeRow = RunRecord["attributes"][number];
export type Verdict = GateRow["verdict"];
/** A record before its gates are judged. */
export type Findings = Omit<RunRecord, "gates" | "detection" | "verdict">;
