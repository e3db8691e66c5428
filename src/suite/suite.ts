import { z } from "zod";
import { type CodeSettings, codeKinds } from "../core/code-settings.js";
import { driftStatistics } from "../core/drift.js";
import { languages } from "../core/languages.js";
import { type RemoteSettings, remoteKinds } from "../core/remote-settings.js";
import { remoteShape } from "./remote-shape.js";

const name = z
  .string()
  .regex(/^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u, "made of letters, digits, spaces and . _ - only")
  .max(100);
const words = z.union([z.string().max(2000), z.record(z.string(), z.string().max(2000))]);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const column = z.string().min(1).max(500);

/** Rows to keep, as a structure: a suite holds no SQL. */
export type Where =
  | { readonly all: readonly Where[] }
  | { readonly any: readonly Where[] }
  | {
      readonly column: string;
      readonly in?: readonly (string | number | boolean)[] | undefined;
      readonly not_in?: readonly (string | number | boolean)[] | undefined;
      readonly at_least?: number | string | undefined;
      readonly at_most?: number | string | undefined;
      readonly above?: number | string | undefined;
      readonly below?: number | string | undefined;
      readonly missing?: boolean | undefined;
    };

const bound = z.union([z.number(), z.string()]);
const condition = z.strictObject({
  column,
  in: z.array(scalar).min(1).optional(),
  not_in: z.array(scalar).min(1).optional(),
  at_least: bound.optional(),
  at_most: bound.optional(),
  above: bound.optional(),
  below: bound.optional(),
  missing: z.boolean().optional(),
});
const where: z.ZodType<Where> = z.lazy(() =>
  z.union([z.strictObject({ all: z.array(where).min(1) }), z.strictObject({ any: z.array(where).min(1) }), condition]),
);

const lock = z.strictObject({
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits in lower case")
    .describe("SHA-256 of the one data file, or of the sorted list of several."),
  rows: z.int().nonnegative(),
});

const dataset = z.strictObject({
  source: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .describe("File, glob or list of files: csv, tsv, jsonl, parquet, each also .gz or .zst. Relative to the suite."),
  format: z.enum(["csv", "tsv", "jsonl", "parquet"]).optional().describe("Only where the file's name does not tell."),
  delimiter: z.string().length(1).optional().describe("csv only; default: found in the header among , ; tab |"),
  missing: z
    .array(z.string())
    .optional()
    .describe('Texts that mean "missing" beside the empty one, for example ["NA", "-"].'),
  id: column.optional().describe("Row id"),
  unit: column.optional().describe("Person or account: rows of one unit are not independent."),
  label: column.optional().describe("Ground truth; absent for audits without labels."),
  favourable: scalar.optional().describe("The label value that is good for the person when it is predicted."),
  weight: column.optional().describe("Survey weight: not negative, finite."),
  count: column
    .optional()
    .describe(
      "Each row is a cell (groups × label × prediction) of this many people; excludes unit, weight, time and capacity thresholds.",
    ),
  time: z
    .union([
      column,
      z.strictObject({ column, period: z.enum(["day", "week", "month", "quarter", "year"]).default("month") }),
    ])
    .optional()
    .describe("When the row arose: periods, data currency."),
  consent: z
    .strictObject({ column, requires: z.string().min(1) })
    .optional()
    .describe("Rows whose consent list does not name the purpose are left out and counted."),
  where: where.optional().describe("Rows to keep, as a structure: all, any, or a condition on one column."),
  lock: lock
    .optional()
    .describe("Pins the data: another hash or row count is refused. evenhand check --lock writes it."),
});

/** GDPR article 9(1). */
export const specialCategories = [
  "ethnic_origin",
  "political_opinions",
  "religion_or_belief",
  "trade_union_membership",
  "genetic",
  "biometric",
  "health",
  "sex_life_or_orientation",
] as const;

const attribute = z.strictObject({
  name,
  column: column.optional().describe("Column in the data; default: the name."),
  bins: z
    .array(z.number())
    .min(2)
    .optional()
    .describe("Rising edges; each bin holds its lower edge, the last one both."),
  map: z.record(z.string(), z.string()).optional().describe("Values to group names; others keep their own."),
  separator: z
    .string()
    .min(1)
    .max(5)
    .optional()
    .describe(
      'Between the tags of one value, for example "|": a row is then in several groups, each compared with everybody else.',
    ),
  reference: z.string().optional().describe("Group that others are compared with; default: the largest."),
  origin: z.enum(["in_model", "declared", "audit_only"]).optional().describe("Where the attribute comes from."),
  basis: z
    .string()
    .min(1)
    .optional()
    .describe("Legal basis to use the attribute in this audit; required for article 9 categories."),
  category: z.enum(specialCategories).optional().describe("Special category of GDPR article 9."),
  retention: z
    .string()
    .regex(/^P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$/, "an ISO 8601 period such as P1Y, P6M or P30D")
    .optional()
    .describe(
      "How long the attribute is kept: an ISO 8601 period, for example P1Y; required for article 9 categories.",
    ),
  labels: z
    .record(z.string(), words)
    .optional()
    .describe("Plain names of groups for the report, for example {da: Danish-speaking customers}."),
  title: words.optional().describe("Plain name of the attribute for the report, as it stands in a sentence: gender."),
});

const feature = z.union([
  column,
  z.strictObject({
    name: column,
    column: column.optional().describe("Column in the data, where it is called otherwise."),
    one_hot: z.array(z.string()).min(1).optional().describe("Categories, in the order of the model's inputs."),
    categories: z
      .array(z.string())
      .min(1)
      .optional()
      .describe("Categories of one input: the model takes their place in this list, from 0."),
    mean: z.number().optional().describe("Subtracted from the value."),
    std: z.number().positive().optional().describe("Divides the value after the mean is subtracted."),
    missing: z.union([z.number(), z.string()]).optional().describe("Value that stands in for a missing one."),
    lower_case: z.boolean().optional().describe("Text features: lower case (Unicode) before the model."),
    type: z.enum(["number", "text"]).optional().describe("Remote models: what is sent. Default number."),
  }),
]);
/** What a feature list is, in a suite or in a file of its own. */
export const featureList = z.array(feature).min(1);

const threshold = z.union([
  z.number(),
  z.strictObject({ top: z.int().positive() }),
  z.strictObject({ top_share: z.number().gt(0).lte(1) }),
]);

/** Kinds of models; `logged`: predictions that stand in the data. */
export const modelKinds = [
  "logged",
  "tfjs-layers",
  "tfjs-graph",
  "tf-saved-model",
  "onnx",
  "xgboost",
  "lightgbm",
  "catboost",
  ...remoteKinds,
  ...codeKinds,
] as const;

const model = z.strictObject({
  id: name,
  kind: z.enum(modelKinds),
  path: z.string().min(1).optional().describe("File or folder of the model, relative to the suite; not for logged."),
  task: z
    .enum(["classification", "regression"])
    .optional()
    .describe("regression: label and prediction are numbers, such as minutes or amounts."),
  prediction: column.optional().describe("logged: column with the prediction"),
  score: column.optional().describe("logged: column with the score"),
  scores: z
    .record(z.string(), column)
    .optional()
    .describe("logged, with several classes: label value to the column with that class's probability."),
  abstained: column
    .optional()
    .describe("logged: column that is true where the model left the decision to somebody else"),
  confidence: column.optional().describe("logged: column with how sure the model was of its prediction, 0 to 1"),
  abstain_below: z
    .number()
    .gt(0)
    .lte(1)
    .optional()
    .describe(
      "The decision is left to somebody else where the confidence is lower: the larger of score and 1 − score, or `confidence`.",
    ),
  features: z
    .union([z.string().min(1), featureList])
    .optional()
    .describe("In the order of the model's inputs; or the path of a JSON file with such a list."),
  output: z
    .string()
    .optional()
    .describe("Name of the model's output that holds the score; default: found from the signature."),
  unseen: z
    .enum(["error", "missing", "other"])
    .optional()
    .describe(
      'What becomes of categories that the features do not name: the run ends, they count as missing (default), or as the category "other".',
    ),
  positive: scalar.optional().describe("Label value counted as positive; default true, 1 or yes."),
  classes: z
    .record(z.string(), scalar)
    .optional()
    .describe("The model's (or prediction column's) class names to label values."),
  threshold: threshold
    .optional()
    .describe(
      "Score from which a row counts as predicted positive, or a capacity: {top: N}, {top_share: 0.1}. Default 0.5.",
    ),
  command: z
    .array(z.string().min(1).max(4000))
    .min(1)
    .max(100)
    .optional()
    .describe(
      "command: the program and its arguments, one word each; no shell takes part. It runs in the suite's folder, under --allow-code.",
    ),
  ...remoteShape,
});

const confidence = z.number().gt(0.5).lt(1);

const gate = z.strictObject({
  id: name.optional(),
  metric: z
    .string()
    .optional()
    .describe("Name of a metric; evenhand schema metrics lists them. Not for disparities over several metrics."),
  attribute: z
    .union([z.string().min(1), z.array(z.string()).min(2)])
    .describe('An attribute, an intersection "a × b" or [a, b], or "*" for all attributes.'),
  model: z.string().optional().describe("Id of the model; default: the first."),
  class: z.string().optional(),
  disparity: z
    .string()
    .optional()
    .describe(
      "How groups are compared, for example max_difference or min_ratio. With regression: default max_difference.",
    ),
  at_most: z.number().optional().describe("Tolerance of differences; for shares from 0 to 1: 0.05 is 5 points."),
  at_least: z.number().optional().describe("Tolerance of ratios, above 0 and up to 1."),
  regression: z
    .strictObject({
      at_most: z.number().describe("How much the difference may have grown; for shares from 0 to 1: 0.01 is 1 point."),
    })
    .optional()
    .describe("Instead of at_most or at_least: limits how much a difference grew since the baseline (run --baseline)."),
  drift: z
    .enum(driftStatistics)
    .optional()
    .describe(
      "Instead of metric and disparity: how far each group's distribution may be from that of the baseline (run --baseline).",
    ),
  of: column
    .optional()
    .describe("With drift: population, label, prediction, score, or a column that drift.features names."),
  confidence: confidence.optional(),
  small_groups: z
    .enum(["undecided", "list"])
    .optional()
    .describe("list: pass on the groups that can be judged, naming the others. Default: undecided."),
});

/** Ways to say what each input did to an output; `auto`: the exact one that the model's kind allows, else the cheapest honest one. */
export const explainMethods = [
  "auto",
  "tree_path",
  "tree_background",
  "linear",
  "expected_gradients",
  "integrated_gradients",
  "exact",
  "kernel",
  "permutation",
  "owen",
] as const;

const actionable = z.union([z.enum(["increase", "decrease", "any"]), z.array(scalar).min(1)]);

const explain = z.strictObject({
  method: z
    .enum(explainMethods)
    .default("auto")
    .describe("How attributions are made. Default: by the model's kind, exact where it can be."),
  rows: z.int().min(10).max(100_000).default(2000).describe("Rows that are explained: a fixed random choice of all."),
  background: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe(
      "Rows that stand in for what is not known of a row. Default: 200, or 25 for methods that ask the model about each mixture.",
    ),
  calls: z
    .int()
    .min(1000)
    .optional()
    .describe(
      "Most rows that a model is asked for to explain it, for methods that ask again and again. Default: 2,000,000, of a command 100,000; a model behind a URL is asked only where this is set.",
    ),
  precision: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.05)
    .describe(
      "Methods that sample stop when the largest standard error is below this share of the attributions' spread.",
    ),
  groups: z
    .record(name, z.array(column).min(2))
    .optional()
    .describe("Columns that count as one input, for example {contract: [contract_type, contract_length]}."),
  actionable: z
    .record(column, actionable)
    .optional()
    .describe(
      "What a person could change, and how: increase or decrease (numbers), any, or a list of values. evenhand explain looks among these for what would have changed a decision.",
    ),
  labels: z
    .record(column, words)
    .optional()
    .describe("Plain names of inputs for explanations, for example {tenure: {en: months as a customer}}."),
  decisions: z
    .record(z.string(), words)
    .optional()
    .describe('Plain names of decisions by label value, for example {"1": {en: gets the offer}}.'),
});

const drift = z.strictObject({
  features: z
    .union([z.literal("all"), z.array(column)])
    .default([])
    .describe(
      "Columns whose distributions are counted; all: those that the first model takes. Default: none, only groups, labels, predictions and scores.",
    ),
  bins: z
    .int()
    .min(2)
    .max(20)
    .default(10)
    .describe("Bins of numbers: equal shares of the rows of the run they come from."),
});

const plainWords = z.strictObject({ name: z.string(), of: z.string().optional(), did: z.string().optional() });

const report = z.strictObject({
  languages: z.array(z.enum(languages)).min(1).optional(),
  title: words.optional(),
  organisation: words.optional(),
  people: words.optional().describe('What one row or unit is called in the plural, for example "customers".'),
  notes: z
    .record(z.string(), words)
    .optional()
    .describe(
      "Facts for the report's scope and data card: system, owner, decision, population, label, label_risk, not_examined …",
    ),
  words: z
    .record(z.string(), z.record(z.string(), plainWords))
    .optional()
    .describe("Plain names for this suite's outcomes: metric, language, then {name, of, did}."),
});

/** Row-level results that a run folder can hold. */
export const keepable = ["predictions"] as const;

const dpia = z.strictObject({
  reference: z.string().min(1).max(200).describe("What the assessment is called, and where it is filed."),
  date: z.iso.date("a day of the calendar as YYYY-MM-DD").describe("When it was made."),
  first_decision: z.iso
    .date("a day of the calendar as YYYY-MM-DD")
    .describe("When the model first decided about people."),
});

/** The shape of a suite file; what a shape cannot say is in `check-*.ts`. */
export const suiteSchema = z.strictObject({
  $schema: z.string().optional(),
  name,
  purpose: z.string().min(1).max(500).describe("What the data may be used for."),
  dataset,
  protected: z
    .array(z.union([name, attribute]))
    .min(1)
    .describe("Protected attributes: groups of people by one column each. A name alone will do."),
  intersections: z
    .union([z.array(z.array(z.string()).min(2)), z.strictObject({ max_order: z.int().min(2).max(4) })])
    .optional()
    .describe("Attributes crossed with each other: lists of names, or {max_order: 2} for all pairs."),
  strata: z.array(column).optional().describe("Columns of legitimate factors, for conditional disparities."),
  model: model.optional(),
  models: z.array(model).min(1).optional().describe("Instead of model: the first is judged, the others are compared."),
  metrics: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("Default: the usual ones that the label and the output allow."),
  gates: z.array(gate).optional(),
  compatibility: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("Figures as other libraries define them, for example clarify.cddl; evenhand schema metrics lists them."),
  explain: explain
    .optional()
    .describe(
      "What each input does to the model's output, and which inputs make the gaps between groups; {} for the defaults.",
    ),
  dpia: dpia.optional().describe("The data protection impact assessment (GDPR 35) of what the model decides."),
  drift: drift
    .optional()
    .describe(
      "Counts how groups, labels, predictions, scores and columns are distributed, so that later runs can be compared (run --baseline); {} for the defaults.",
    ),
  alarms: z
    .enum(["report", "fail"])
    .optional()
    .describe("What a run does about an alarm over several audits: report it (default), or fail too (exit 1)."),
  report: report.optional(),
  confidence: confidence.default(0.95).describe("Of every interval and gate."),
  min_group: z.int().min(1).default(30).describe("Smaller groups are flagged."),
  suppress_below: z.int().min(0).default(5).describe("Groups with fewer people are not shown."),
  keep: z
    .array(z.enum(keepable))
    .optional()
    .describe(
      "Row-level results to keep in the run folder. predictions: by pseudonym of dataset.id, under the key in EVENHAND_KEY or --key-file. Default: nothing.",
    ),
});

/** A suite file as it was written, checked. */
export type SuiteFile = z.infer<typeof suiteSchema>;
export type ModelSpec = z.infer<typeof model>;
export type FeatureSpec = z.infer<typeof feature>;
export type AttributeSpec = z.infer<typeof attribute>;
export type DatasetSpec = z.infer<typeof dataset>;
/** A gate whose disparity is filled in. */
export type GateFileSpec = Omit<z.infer<typeof gate>, "disparity"> & { readonly disparity: string };
export type ExplainSpec = z.infer<typeof explain>;
export type DriftSpec = z.infer<typeof drift>;
export type Actionable = z.infer<typeof actionable>;

/** A suite with its defaults filled in and every path absolute: plain data, so it can cross to another process. */
export interface SuiteContent {
  /** Absolute path of the suite file. */
  readonly file: string;
  /** Real path of the folder below which everything the suite names must lie; the root of the file system where that is opened. */
  readonly projectFolder: string;
  readonly sha256: string;
  readonly name: string;
  readonly purpose: string;
  readonly dataset: DatasetSpec & { readonly sources: readonly string[] };
  readonly attributes: readonly AttributeSpec[];
  /** Each a list of attribute names, in suite order; those that only a gate names come last. */
  readonly intersections: readonly (readonly string[])[];
  readonly strata: readonly string[];
  readonly models: readonly (ModelSpec & {
    readonly featureSteps: readonly Exclude<FeatureSpec, string>[] | null;
    /** Only of models behind a URL. */
    readonly remote?: RemoteSettings;
    /** Only of programs and modules. */
    readonly code?: CodeSettings;
  })[];
  /** null: all that label and output allow. */
  readonly metrics: readonly string[] | null;
  /** Intersections are named as in records: attributes in suite order, joined by " × ". */
  readonly gates: readonly GateFileSpec[];
  /** Figures by other libraries' conventions. */
  readonly compatibility: readonly string[];
  /** null: models are not explained. */
  readonly explain: ExplainSpec | null;
  /** Absent: no distributions are counted. */
  readonly drift?: DriftSpec;
  /** What a run does about an alarm; default: report it. */
  readonly alarms?: "report" | "fail";
  readonly report: NonNullable<SuiteFile["report"]>;
  readonly confidence: number;
  readonly minGroup: number;
  readonly suppressBelow: number;
  /** The impact assessment; absent: the suite names none. */
  readonly dpia?: NonNullable<SuiteFile["dpia"]>;
  /** The organisation's policy that the suite was held against; absent: none. */
  readonly policy?: { readonly name: string; readonly sha256: string };
  /** Row-level results that are kept; none unless the suite names them. */
  readonly keep: readonly (typeof keepable)[number][];
}

/** A place in a suite file: 1-based, columns and length in UTF-16 code units as editors count them. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** What the runner takes. */
export interface Suite extends SuiteContent {
  /**
   * Where in the file a value (or its key) stands, for complaints found later. Path as in the file: ["gates", 0, "metric"];
   * what is not written there is answered with the nearest part that is.
   */
  readonly place: (path: readonly (string | number)[], mark?: "value" | "key") => Place | null;
}
