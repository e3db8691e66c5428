import { z } from "zod";

const name = z.string().regex(/^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u, "letters, digits, spaces and . _ - only").max(100);
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
const condition = z
  .strictObject({
    column,
    in: z.array(scalar).min(1).optional(),
    not_in: z.array(scalar).min(1).optional(),
    at_least: bound.optional(),
    at_most: bound.optional(),
    above: bound.optional(),
    below: bound.optional(),
    missing: z.boolean().optional(),
  })
  .refine((value) => Object.keys(value).length > 1, "a condition needs one of in, not_in, at_least, at_most, above, below, missing");
const where: z.ZodType<Where> = z.lazy(() =>
  z.union([z.strictObject({ all: z.array(where).min(1) }), z.strictObject({ any: z.array(where).min(1) }), condition]),
);

const dataset = z.strictObject({
  source: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).describe("File, glob or list of files: csv, tsv, jsonl, parquet, each also .gz or .zst. Relative to the suite."),
  format: z.enum(["csv", "tsv", "jsonl", "parquet"]).optional().describe("Only where the file's name does not tell."),
  delimiter: z.string().length(1).optional().describe("csv only; default: found in the header among , ; tab |"),
  missing: z.array(z.string()).optional().describe('Texts that mean "missing" beside the empty one, for example ["NA", "-"].'),
  id: column.optional().describe("Row id"),
  unit: column.optional().describe("Person or account: rows of one unit are not independent."),
  label: column.optional().describe("Ground truth; absent for audits without labels."),
  favourable: scalar.optional().describe("The label value that is good for the person when it is predicted."),
  weight: column.optional().describe("Survey weight: not negative, finite."),
  count: column.optional().describe("Each row is a cell (groups × label × prediction) of this many people; excludes unit, weight and time."),
  time: z.union([column, z.strictObject({ column, period: z.enum(["day", "week", "month", "quarter", "year"]).default("month") })]).optional(),
  consent: z.strictObject({ column, requires: z.string().min(1) }).optional().describe("Rows whose consent list does not name the purpose are left out and counted."),
  where: where.optional(),
  lock: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits"), rows: z.int().nonnegative() }).optional(),
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
  column: column.optional(),
  bins: z.array(z.number()).min(2).optional().describe("Rising edges; each bin holds its lower edge, the last one both."),
  map: z.record(z.string(), z.string()).optional().describe("Values to group names; others keep their own."),
  reference: z.string().optional().describe("Group that others are compared with; default: the largest."),
  origin: z.enum(["in_model", "declared", "audit_only"]).optional(),
  basis: z.string().min(1).optional().describe("Legal basis to use the attribute in this audit; required for article 9 categories."),
  category: z.enum(specialCategories).optional().describe("Special category of GDPR article 9."),
  retention: z.string().optional().describe("ISO 8601 period, for example P1Y."),
  labels: z.record(z.string(), words).optional().describe("Plain names of groups for the report, for example {da: Danish-speaking customers}."),
  title: words.optional().describe("Plain name of the attribute for the report."),
});

const feature = z.union([
  column,
  z.strictObject({
    name: column,
    column: column.optional().describe("Column in the data, where it is called otherwise."),
    one_hot: z.array(z.string()).min(1).optional(),
    mean: z.number().optional(),
    std: z.number().positive().optional(),
    missing: z.union([z.number(), z.string()]).optional().describe("Value that stands in for a missing one."),
    lower_case: z.boolean().optional().describe("Text features: lower case (Unicode) before the model."),
  }),
]);
export const featureList = z.array(feature).min(1);

const threshold = z.union([
  z.number(),
  z.strictObject({ top: z.int().positive() }),
  z.strictObject({ top_share: z.number().gt(0).lte(1) }),
]);

const model = z.strictObject({
  id: name,
  kind: z.enum(["logged", "tfjs-layers", "tfjs-graph", "tf-saved-model", "onnx"]),
  path: z.string().min(1).optional(),
  prediction: column.optional().describe("logged: column with the prediction"),
  score: column.optional().describe("logged: column with the score"),
  features: z.union([z.string().min(1), featureList]).optional().describe("In the order of the model's inputs; or the path of a JSON file with such a list."),
  output: z.string().optional().describe("Name of the model's output that holds the score; default: found from the signature."),
  positive: scalar.optional().describe("Label value counted as positive; default true, 1 or yes."),
  classes: z.record(z.string(), scalar).optional().describe("The model's (or prediction column's) class names to label values."),
  threshold: threshold.optional().describe("Score from which a row counts as predicted positive, or a capacity: {top: N}, {top_share: 0.1}. Default 0.5."),
});

const gate = z.strictObject({
  id: name.optional(),
  metric: z.string().optional(),
  attribute: z.string().describe('An attribute, an intersection "a × b" or [a, b], or "*" for all attributes.').or(z.array(z.string()).min(2)),
  model: z.string().optional(),
  class: z.string().optional(),
  disparity: z.string(),
  at_most: z.number().optional(),
  at_least: z.number().optional(),
  confidence: z.number().gt(0.5).lt(1).optional(),
  small_groups: z.enum(["undecided", "list"]).optional(),
});

export const suiteSchema = z.strictObject({
  $schema: z.string().optional(),
  name,
  purpose: z.string().min(1).max(500).describe("What the data may be used for."),
  dataset,
  protected: z.array(z.union([name, attribute])).min(1),
  intersections: z.union([z.array(z.array(z.string()).min(2)), z.strictObject({ max_order: z.int().min(2).max(4) })]).optional(),
  strata: z.array(column).optional(),
  model: model.optional(),
  models: z.array(model).min(1).optional(),
  metrics: z.array(z.string()).min(1).optional(),
  gates: z.array(gate).optional(),
  report: z
    .strictObject({
      languages: z.array(z.enum(["en", "da", "nb"])).min(1).optional(),
      title: words.optional(),
      organisation: words.optional(),
      people: words.optional().describe('What one row or unit is called in the plural, for example "customers".'),
      notes: z.record(z.string(), words).optional().describe("Facts for the report's scope and data card: system, owner, decision, population, label, label_risk, not_examined …"),
      words: z.record(z.string(), z.record(z.string(), z.strictObject({ name: z.string(), of: z.string().optional(), did: z.string().optional() }))).optional(),
    })
    .optional(),
  confidence: z.number().gt(0.5).lt(1).default(0.95),
  min_group: z.int().min(1).default(30),
  suppress_below: z.int().min(0).default(5),
});

/** A suite file as it was written, checked. */
export type SuiteFile = z.infer<typeof suiteSchema>;
export type ModelSpec = z.infer<typeof model>;
export type FeatureSpec = z.infer<typeof feature>;
export type AttributeSpec = z.infer<typeof attribute>;
export type DatasetSpec = z.infer<typeof dataset>;
export type GateFileSpec = z.infer<typeof gate>;
export type Threshold = z.infer<typeof threshold>;

/** A suite with its defaults filled in and every path absolute: plain data, so it can cross to another process. */
export interface SuiteContent {
  /** Absolute path of the suite file, and the folder below which all its paths must lie. */
  readonly file: string;
  readonly projectFolder: string;
  readonly sha256: string;
  readonly name: string;
  readonly purpose: string;
  readonly dataset: DatasetSpec & { readonly sources: readonly string[] };
  readonly attributes: readonly AttributeSpec[];
  /** Each a list of attribute names, in suite order. */
  readonly intersections: readonly (readonly string[])[];
  readonly strata: readonly string[];
  readonly models: readonly (ModelSpec & { readonly featureSteps: readonly Exclude<FeatureSpec, string>[] | null })[];
  /** null: all that label and output allow. */
  readonly metrics: readonly string[] | null;
  readonly gates: readonly GateFileSpec[];
  readonly report: NonNullable<SuiteFile["report"]>;
  readonly confidence: number;
  readonly minGroup: number;
  readonly suppressBelow: number;
}

/** What the runner takes. */
export interface Suite extends SuiteContent {
  /** Where in the file a value stands, for complaints found later; 1-based. Path as in zod: ["gates", 0, "metric"]. */
  readonly place: (path: readonly (string | number)[]) => { readonly line: number; readonly column: number; readonly length: number } | null;
}
